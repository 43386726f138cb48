use crate::object::Object;
use crate::object::Quantity;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A container of a GPU Pod with little ephemeral storage
    ///
    /// ## Why
    /// Autopilot has rejected containers of GPU Pods that ask for less than 512Mi of ephemeral storage (Warden:
    /// `autogke-pod-limit-constraints`). Whether it still does is not known.
    ///
    /// ```yaml fail
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
    ///       requests:
    ///         cpu: 8
    ///         memory: 30Gi
    ///         ephemeral-storage: 100Mi  # flag
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Fix
    /// Ask for 512Mi or more.
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
    ///       requests:
    ///         cpu: 8
    ///         memory: 30Gi
    ///         ephemeral-storage: 10Gi
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Source
    /// <https://github.com/agones-dev/agones/issues/3411>, 2023-10-02.
    "undersized-gpu-container", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().gpu_container_minimum;
    let Some(least) = table.rows.ephemeral_storage else { return };
    for pod in cx.pods() {
        if pod.gpus.asked.is_none() {
            continue;
        }
        for container in pod.containers() {
            let node = container.request("ephemeral-storage").or(container.limit("ephemeral-storage"));
            if let Some(node) = node.filter(|node| Quantity::of(node).is_some_and(|amount| amount < least)) {
                cx.flag(
                    node.origin,
                    format!("Autopilot may refuse less than {} in a GPU Pod", least.bytes()),
                )
                .by(table.status)
                .help(format!("ask for {} or more", least.bytes()));
            }
        }
    }
}
