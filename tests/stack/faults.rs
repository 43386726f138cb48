//! Each `FlightPlan` here has one fault, and what is said of them.

use super::axes::Case;
use super::tree;

/// An overlay, a line of the FlightPlan and what stands there instead, then the code, a part of the message,
/// and the text of the line that is named.
type Fault = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const FAULTS: &[Fault] = &[
    (
        "hyperdisk-ml",
        "    zone: asia-northeast1-a\n",
        "    zone: asia-northeast2-a\n",
        "plan-value",
        "does not lie in the region",
        "zone: asia-northeast2-a",
    ),
    (
        "hyperdisk-ml",
        "    storage: 300Gi\n",
        "    storage: 300GB\n",
        "plan-value",
        "is not a size",
        "storage: 300GB",
    ),
    (
        "hyperdisk-ml",
        "    storage: 300Gi\n",
        "    storage: 20Gi\n",
        "plan-value",
        "cannot hold the weights",
        "storage: 20Gi",
    ),
    (
        "hyperdisk-ml",
        "    throughput: 2400\n",
        "    throughput: 10\n",
        "plan-value",
        "expected 400 to 480000",
        "throughput: 10",
    ),
    (
        "hyperdisk-ml",
        "    throughput: 2400\n",
        "    throughpt: 2400\n",
        "plan-field",
        "no field `throughpt`",
        "throughpt: 2400",
    ),
    (
        "hyperdisk-ml",
        "    type: nvidia-l4\n",
        "    type: nvidia-tesla-t4\n",
        "plan-value",
        "cannot attach a Hyperdisk ML",
        "type: nvidia-tesla-t4",
    ),
    ("hyperdisk-ml", "/disks/pvc-", "/disk/pvc-", "plan-value", "is not a disk", "/disk/pvc-"),
    (
        "hyperdisk-ml",
        "zones/asia-northeast1-a/disks",
        "zones/asia-northeast1-c/disks",
        "plan-value",
        "the disk lies in the zone",
        "zones/asia-northeast1-c",
    ),
    (
        "hyperdisk-ml",
        "    throughput: 2400\n",
        "    promotion: snapshot\n",
        "plan-value",
        "the promotion `snapshot` makes one of its own",
        "volumeHandle:",
    ),
    (
        "hyperdisk-ml",
        "    throughput: 2400\n",
        "    multiZone: true\n",
        "plan-value",
        "only the promotion `snapshot` makes a disk in each zone",
        "multiZone: true",
    ),
    (
        "hyperdisk-ml",
        "    throughput: 2400\n",
        "    promotion: snapshots\n",
        "plan-value",
        "`snapshots`",
        "promotion: snapshots",
    ),
    (
        "image-preload",
        "    diskImage: vllm-v0-30-0-cu129\n",
        "    diskImage: vllm-openai-v0-30-0-cuda-12-9-build-of-today\n",
        "plan-value",
        "leaves room for 39",
        "diskImage: vllm-openai",
    ),
    (
        "image-preload",
        "  imagePreload:\n    diskImage: vllm-v0-30-0-cu129\n    logBucket: gs://example-project-disk-image-logs\n",
        "",
        "plan-missing",
        "does not set `spec.imagePreload`",
        "spec:",
    ),
    (
        "image-streaming",
        "    repository: docker-hub\n",
        "    repository: Docker Hub\n",
        "plan-value",
        "is not a name",
        "repository: Docker Hub",
    ),
    (
        "gcs-fuse",
        "    bucket: gs://example-project-models/vllm\n",
        "    bucket: example-project-models\n",
        "plan-value",
        "gs://",
        "bucket: example-project-models",
    ),
    (
        "filestore",
        "    storage: 1Ti\n",
        "    storage: 100Gi\n",
        "plan-value",
        "expected 1024Gi to 102400Gi",
        "storage: 100Gi",
    ),
    ("filestore", "    tier: zonal\n", "    tier: zonl\n", "plan-value", "`zonl`", "tier: zonl"),
    (
        "accelerator",
        "    count: 2\n",
        "    count: 3\n",
        "plan-value",
        "gives 1, 2, 4, 8 of `nvidia-l4`",
        "count: 3",
    ),
    (
        "accelerator",
        "    type: nvidia-l4\n",
        "    type: nvidia-l40\n",
        "plan-value",
        "has no GPU `nvidia-l40`",
        "type: nvidia-l40",
    ),
    (
        "accelerator",
        "    type: nvidia-l4\n",
        "    type: nvidia-b200\n",
        "plan-value",
        "gives 8 of `nvidia-b200`",
        "count: 2",
    ),
    (
        "model-server",
        "      max-model-len: 8192\n",
        "      tensor-parallel-size: 4\n",
        "plan-value",
        "is set by `spec.accelerator.count`",
        "tensor-parallel-size: 4",
    ),
    (
        "model-server",
        "      max-model-len: 8192\n",
        "      --max-model-len: 8192\n",
        "plan-value",
        "without dashes in front",
        "--max-model-len: 8192",
    ),
    (
        "model-server",
        "    args:\n",
        "    image: vllm/vllm-openai:latest\n    args:\n",
        "plan-value",
        "another image every day",
        "image: vllm/vllm-openai:latest",
    ),
    (
        "compute-class",
        "fallbacks: [nvidia-a100-80gb]",
        "fallbacks: [nvidia-h200-141gb]",
        "plan-value",
        "does not come in the number 2",
        "nvidia-h200-141gb",
    ),
    (
        "compute-class",
        "    reservation: l4-reserved\n",
        "    name: gke-l4\n",
        "plan-value",
        "must not begin with `gke`",
        "computeClass:",
    ),
    (
        "secret-manager",
        "    version: \"3\"\n",
        "    version: newest\n",
        "plan-value",
        "is not a version of a secret",
        "version: newest",
    ),
    (
        "scale/burst",
        "    maxReplicas: 6\n",
        "    minReplicas: 9\n",
        "plan-value",
        "the fewest replicas are 9",
        "minReplicas: 9",
    ),
    (
        "scale/burst",
        "  projectNumber: \"123456789012\"\n",
        "  projectNumber: 123456789012\n",
        "plan-value",
        "expected a string",
        "projectNumber: 123456789012",
    ),
];

/// Each fault is told at its line, with the typed patch as a second place where one reads the value.
pub(crate) fn check() {
    for (overlay, line, instead, code, message, place) in FAULTS {
        let plan = tree::plan();
        assert!(plan.contains(line), "{line}");
        let plan = plan.replacen(line, instead, 1);
        let (session, rendered) = tree::render(&Case { overlays: vec![overlay] }, &plan);
        assert!(rendered.is_none(), "{overlay}: {instead} is accepted");
        let all = session.diagnostics.all();
        let found = all.first().unwrap_or_else(|| panic!("{overlay}: {instead} fails without a word"));
        assert_eq!(found.code, *code, "{overlay}: {instead}: {}", found.message);
        assert!(found.message.contains(message), "{overlay}: {instead}: {}", found.message);
        let at = found.labels.first().unwrap_or_else(|| panic!("{} has no place", found.message)).at;
        let file = session.files.get(at.file);
        let text = file.line(file.position(at.start).line).unwrap_or_default();
        assert!(text.contains(place), "{overlay}: {instead} is told at `{text}`");
    }
}
