use super::pod::ACCELERATOR_COUNT;
use super::pod::GPU;
use crate::object::Object;
use crate::object::Quantity;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A Pod that takes a shared GPU node for itself
    ///
    /// ## Why
    /// `cloud.google.com/gke-accelerator-count` above the Pod's own GPUs lets several Pods share a node. Without
    /// requests for CPU and memory the first one gets the whole node.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///     cloud.google.com/gke-accelerator-count: "4"
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
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///     cloud.google.com/gke-accelerator-count: "4"
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 10, memory: 40Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/autopilot-gpus>, last updated 2026-04-10.
    "greedy-gpu-pod", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        let gpus = &pod.gpus;
        let count = pod.selected(ACCELERATOR_COUNT).first().copied();
        let Some(label) = count.filter(|it| Quantity::of(it).is_some_and(|count| count > gpus.total)) else {
            continue;
        };
        for container in pod.running().filter(|it| it.limit(GPU).is_some()) {
            if container.amount("cpu").is_none() || container.amount("memory").is_none() {
                cx.flag(
                    container.origin(),
                    "without requests for CPU and memory this Pod takes the whole node",
                )
                .also(label.origin, "a node for several Pods")
                .help("set `resources.requests` for `cpu` and `memory`");
            }
        }
    }
}
