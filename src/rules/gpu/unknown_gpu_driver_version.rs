use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A GPU driver version that GKE does not know
    ///
    /// ## Why
    /// `cloud.google.com/gke-gpu-driver-version` takes `default` or `latest`, not a number.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///     cloud.google.com/gke-gpu-driver-version: "580"  # flag
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
    /// Use `latest`, or leave the label out.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///     cloud.google.com/gke-gpu-driver-version: latest
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
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/autopilot-gpus>, last updated 2026-04-10.
    "unknown-gpu-driver-version", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().gpu_driver_versions;
    for pod in cx.pods() {
        for node in pod.selected("cloud.google.com/gke-gpu-driver-version") {
            let Some(value) = node.scalar() else { continue };
            if !table.rows.values.iter().any(|it| *it == value) {
                cx.flag(node.origin, format!("there is no GPU driver version `{value}`"))
                    .by(table.status)
                    .help(format!("use {}", table.rows.values.join(" or ")));
            }
        }
    }
}
