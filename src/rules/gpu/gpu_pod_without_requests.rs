use super::pod::ACCELERATOR_COUNT;
use super::pod::GPU;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A GPU Pod that says nothing about CPU and memory
    ///
    /// ## Why
    /// Autopilot sets no default for GPU Pods, so the server competes with whatever else runs on the node. Google's
    /// page advises to set both.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
    ///   containers:
    ///   - name: server  # flag
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources: {limits: {nvidia.com/gpu: 1}}
    /// ```
    ///
    /// ## Fix
    /// Set `requests` for `cpu` and `memory`.
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
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/autopilot-gpus>, last updated 2026-04-10.
    "gpu-pod-without-requests", Info, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        let gpus = &pod.gpus;
        if gpus.accelerators.is_empty() {
            continue;
        }
        let packed = !pod.selected(ACCELERATOR_COUNT).is_empty();
        for container in pod.running().filter(|it| it.limit(GPU).is_some()) {
            let missing: Vec<&str> =
                ["cpu", "memory"].into_iter().filter(|it| container.amount(it).is_none()).collect();
            // Where several Pods share a node it is a fault: `greedy-gpu-pod`.
            if !missing.is_empty() && !packed {
                cx.flag(
                    container.origin(),
                    format!("the container asks for no {}", missing.join(" and no ")),
                )
                .help("set `resources.requests`");
            }
        }
    }
}
