//! `explain-admission`.

use crate::harness::Tree;
use serde_json::Value;

const PODS: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: silent}
spec:
  containers:
  - {name: c, image: i}
---
apiVersion: v1
kind: Pod
metadata: {name: lean}
spec:
  containers:
  - name: c
    image: i
    resources: {requests: {cpu: 500m, memory: 16Gi, ephemeral-storage: 1Gi}}
---
apiVersion: v1
kind: Pod
metadata: {name: gpu}
spec:
  nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4, cloud.google.com/gke-spot: \"true\"}
  containers:
  - name: c
    image: i
    resources: {limits: {nvidia.com/gpu: 1}}
---
apiVersion: v1
kind: Pod
metadata: {name: exact}
spec:
  containers:
  - name: c
    image: i
    resources: {requests: {cpu: 500m, memory: 2Gi, ephemeral-storage: 1Gi}}
";

/// `name: field before → after` of every change.
fn changes(arguments: &[&str]) -> Vec<String> {
    let tree = Tree::of(&[("pods.yaml", PODS)]);
    let mut all = vec!["explain-admission", "pods.yaml", "--json"];
    all.extend(arguments);
    let ran = tree.run(&all).exits(0);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["version"], 1);
    let mut told = Vec::new();
    for pod in document["pods"].as_array().unwrap() {
        for change in pod["changes"].as_array().unwrap() {
            assert!(change["source"].as_str().unwrap().contains("https://"), "{change}");
            let text = |key: &str| {
                change[key].as_str().unwrap_or("absent").replace("containers[name=c].resources.requests.", "")
            };
            told.push(format!(
                "{}: {} {} → {}",
                pod["name"].as_str().unwrap(),
                text("field"),
                text("before"),
                text("after")
            ));
        }
    }
    told
}

#[test]
fn defaults_adjustments_and_tolerations_are_told() {
    assert_eq!(
        changes(&[]),
        [
            "silent: cpu absent → 500m",
            "silent: memory absent → 2Gi",
            "silent: ephemeral-storage absent → 1Gi",
            "lean: cpu 500m → 2462m",
            "lean: metadata.annotations.\"autopilot.gke.io/resource-adjustment\" (of the object) absent → what was adjusted, as JSON",
            "gpu: ephemeral-storage absent → 1Gi",
            "gpu: tolerations[key=nvidia.com/gpu] absent → added",
            "gpu: tolerations[key=cloud.google.com/gke-spot] absent → added",
        ]
    );
}

#[test]
fn old_clusters_round_up() {
    let told = changes(&["--gke-version", "1.29"]);
    assert!(told.contains(&"lean: cpu 500m → 2500m".to_owned()), "{told:#?}");
}

#[test]
fn the_text_names_place_reason_and_source() {
    let tree = Tree::of(&[("pods.yaml", PODS)]);
    tree.run(&["explain-admission", "pods.yaml"])
        .exits(0)
        .says("containers[name=c].resources.requests.cpu: 500m → 2462m\n  pods.yaml:15:33\n  the most memory for each vCPU is 6.5 GiB (https://")
        .says("# Pod/exact\nstays as it is\n")
        .says("Not told");
    tree.run(&["explain-admission", "absent"]).exits(2).prints_nothing();
    tree.run(&["explain-admission", "pods.yaml", "--mode", "standard"]).exits(2).prints_nothing();
    tree.write("bad.yaml", "a: [\n");
    tree.run(&["explain-admission", "bad.yaml"]).exits(2).prints_nothing();
}

#[test]
fn a_catalog_of_ones_own_changes_what_is_told() {
    let tree = Tree::of(&[("pods.yaml", PODS)]);
    tree.write(
        "tables/pods.yaml",
        "pod_resources:\n  source: https://example.com/notes\n  as_of: '2026-11-25'\n  status: confirmed\n  rows:\n    default: {cpu: '1', memory: 4Gi, ephemeral_storage: 1Gi}\n",
    );
    tree.run(&["explain-admission", "pods.yaml", "--catalog", "tables"])
        .exits(0)
        .says("absent → 4Gi")
        .says("https://example.com/notes");
}

#[test]
fn what_stays_as_it_is_on_gpu_spot_and_flex_start_nodes_is_told() {
    let gpu = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  nodeSelector:\n    cloud.google.com/gke-accelerator: nvidia-l4\n    LABEL\n  containers:\n  - {name: c, image: i, resources: {limits: {nvidia.com/gpu: 1}}}\n";
    let told = |label: &str| {
        let tree = Tree::of(&[("pod.yaml", &gpu.replace("LABEL", label))]);
        tree.run(&["explain-admission", "pod.yaml", "--gke-version", "1.34"]).exits(0).stdout
    };
    let spot = told("cloud.google.com/gke-spot: 'true'");
    for words in [
        "note: containers[name=c] gets no default for cpu and memory: the Pod has GPUs\n  (https://",
        "limits that are absent stay absent",
        "one Pod is placed on each node, because `cloud.google.com/gke-accelerator-count` is not selected",
        "at most 25 s to end",
    ] {
        assert!(spot.contains(words), "no `{words}`: {spot}");
    }
    assert!(!spot.contains("days"), "{spot}");
    assert!(told("cloud.google.com/gke-flex-start: 'true'").contains("lent for at most 7 days"));
    assert!(told("cloud.google.com/gke-accelerator-count: '2'").contains("the whole capacity of the node"));
    let old = told("cloud.google.com/gke-preemptible: 'true'");
    assert!(
        old.contains(
            "gke-preemptible\": true → removed, and `cloud.google.com/gke-spot` selected\n  pod.yaml:7:5"
        ),
        "{old}"
    );
}
