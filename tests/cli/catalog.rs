//! `--catalog DIR`: facts that are newer than the program.

use crate::harness::Tree;

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: server}
spec:
  nodeSelector: {cloud.google.com/gke-accelerator: nvidia-next}
  containers:
  - name: server
    image: docker.io/library/nginx:1.29
    resources:
      requests: {cpu: 8, memory: 30Gi, ephemeral-storage: 20Gi}
      limits: {nvidia.com/gpu: 2}
---
apiVersion: cloud.google.com/v1
kind: ComputeClass
metadata: {name: next}
spec:
  nodePoolAutoCreation: {enabled: true}
  priorities:
  - machineType: g9-standard-24
    gpu: {type: nvidia-l4, count: 4}
  whenUnsatisfiable: DoNotScaleUp
";

const TABLES: &str = "\
gpu_types:
  source: https://example.com/next
  as_of: 2026-11-25
  status: confirmed
  rows:
    nvidia-next:
      model: Next
      series: g9
      quantities: [1, 2]
      machine_types: {'1': g9-standard-12, '2': g9-standard-24}
machine_types:
  source: https://example.com/next
  as_of: 2026-11-25
  status: confirmed
  rows:
    g9-standard-24:
      series: g9
      accelerator: nvidia-next
      gpus: 2
";

fn tree() -> Tree {
    Tree::of(&[("pod.yaml", POD), ("facts/next.yaml", TABLES)])
}

#[test]
fn a_new_accelerator_and_a_new_machine_type_are_known_from_a_folder() {
    let tree = tree();
    let plain = tree.run(&["check", "pod.yaml", "--gke", "--output-format", "concise"]);
    assert!(plain.stdout.contains("unknown-accelerator"), "{}", plain.all());
    assert!(!plain.stdout.contains("unmatched-machine-gpus"), "{}", plain.all());
    let with = ["check", "pod.yaml", "--gke", "--output-format", "concise", "--catalog", "facts"];
    let own = tree.run(&with);
    assert!(!own.stdout.contains("unknown-accelerator"), "{}", own.all());
    assert!(own.stdout.contains("unmatched-machine-gpus"), "{}", own.all());
    tree.edit("pod.yaml", "nvidia.com/gpu: 2", "nvidia.com/gpu: 4");
    tree.run(&with).exits(1).says("unsupported-gpu-quantity");
    tree.edit("pod.yaml", "nvidia.com/gpu: 4", "nvidia.com/gpu: 1");
    tree.edit("pod.yaml", "gpu: {type: nvidia-l4, count: 4}", "gpu: {type: nvidia-next, count: 2}");
    tree.run(&with).exits(0);
    tree.write("flightplan.toml", "catalog = 'facts'\n[facts]\nmode = 'autopilot'\n");
    tree.run(&["check", "pod.yaml"]).exits(0);
}

#[test]
fn a_folder_that_is_no_catalog_is_an_error_at_its_line() {
    for (from, to, place, message) in [
        ("quantities: [1, 2]", "quantities: [one]", "next.yaml:9:", "invalid type"),
        ("model: Next", "modl: Next", "next.yaml:7:", "unknown field `modl`"),
        ("      model: Next\n", "", "next.yaml:6:", "missing field `model`"),
        ("gpus: 2", "gpus: two", "next.yaml:19:", "invalid type"),
        ("  source: https://example.com/next\n", "", "next.yaml:1:", "`source` is missing"),
        ("  as_of: 2026-11-25\n", "", "next.yaml:1:", "`as_of` is missing"),
        ("as_of: 2026-11-25", "as_of: yesterday", "next.yaml:3:", "holds no date"),
        ("status: confirmed", "status: certain", "next.yaml:4:", "unknown variant `certain`"),
        ("gpu_types:", "gpu_typs:", "next.yaml:1:", "did you mean `gpu_types`?"),
        ("  rows:", "  rows: [", "next.yaml", ""),
    ] {
        let tree = tree();
        tree.edit("facts/next.yaml", from, to);
        tree.run(&["check", "pod.yaml", "--gke", "--catalog", "facts", "--output-format", "concise"])
            .exits(2)
            .prints_nothing()
            .says(place)
            .says(message)
            .says("facts");
    }
}
