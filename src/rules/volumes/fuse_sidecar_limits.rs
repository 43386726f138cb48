use crate::object::Object;
use crate::object::Quantity;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # Resources that the Cloud Storage sidecar does not get
    ///
    /// ## Why
    /// On Autopilot the sidecar's annotations may not be `"0"`, which means "without limit" on Standard clusters, and in a
    /// GPU Pod it gets at most 2 vCPU and 14 GiB.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: server
    ///   annotations:
    ///     gke-gcsfuse/volumes: "true"
    ///     gke-gcsfuse/memory-limit: "0"  # flag
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Fix
    /// Write an amount within the limits.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: server
    ///   annotations:
    ///     gke-gcsfuse/volumes: "true"
    ///     gke-gcsfuse/memory-limit: 8Gi
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/gcs-fuse-csi-driver>, commit 5fcdc04, `docs/troubleshooting.md`.
    "fuse-sidecar-limits", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().gcs_fuse;
    for pod in cx.pods() {
        let gpus = pod.gpus.asked.is_some();
        let annotations = pod.template.at(&["metadata", "annotations"]).and_then(Node::as_map);
        for entry in annotations.into_iter().flatten() {
            let Some(name) = entry.key.strip_prefix("gke-gcsfuse/") else { continue };
            let most = match name {
                "cpu-limit" | "cpu-request" => table.rows.gpu_pod_maximum.cpu,
                "memory-limit" | "memory-request" => table.rows.gpu_pod_maximum.memory,
                "ephemeral-storage-limit" | "ephemeral-storage-request" => None,
                _ => continue,
            };
            let Some(amount) = Quantity::of(&entry.value) else { continue };
            if amount.is_zero() {
                cx.flag(entry.value.origin, "on Autopilot `\"0\"` does not lift the limit")
                    .by(table.status)
                    .help("write an amount");
            } else if let Some(most) = most.filter(|most| gpus && amount > *most) {
                let write = if name.starts_with("cpu") { most.cores() } else { most.bytes() };
                cx.flag(entry.value.origin, format!("in a GPU Pod the sidecar gets at most {write}"))
                    .by(table.status)
                    .help(format!("write {write} or less"));
            }
        }
    }
}
