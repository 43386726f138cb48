use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A Pod that may not be evicted
    ///
    /// ## Why
    /// `cluster-autoscaler.kubernetes.io/safe-to-evict: "false"` lets an Autopilot Pod run for up to seven days, with
    /// higher minimum requests. It is refused together with affinity between Pods, has no effect on Spot, and a
    /// server does not need it: a disruption budget is enough.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: server
    ///   annotations:
    ///     cluster-autoscaler.kubernetes.io/safe-to-evict: "false"  # flag
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
    /// Remove the annotation; use a PodDisruptionBudget.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
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
    /// Jobs are left out: for them it is made.
    ///
    /// ## Source
    /// <https://cloud.google.com/kubernetes-engine/docs/how-to/extended-duration-pods>, read 2026-11-23.
    "pinned-pod", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let job = matches!(object.kind(), "Job" | "CronJob");
    for pod in cx.pods() {
        let Some(node) = pod.annotation("cluster-autoscaler.kubernetes.io/safe-to-evict") else { continue };
        if node.scalar().as_deref() != Some("false") || job || !cx.on_gke() {
            continue;
        }
        cx.flag(node.origin, "the Pod holds its node for up to seven days, with higher minimum requests")
            .help("remove the annotation, and use a PodDisruptionBudget");
    }
}
