use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::compute_class;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # Flex-start that cannot start
    ///
    /// ## Why
    /// `cloud.google.com/gke-flex-start: "true"` asks for GPUs when they become free: it needs an accelerator, and
    /// excludes Spot.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///     cloud.google.com/gke-spot: "true"
    ///     cloud.google.com/gke-flex-start: "true"  # flag
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
    /// Select an accelerator, and not Spot.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///     cloud.google.com/gke-flex-start: "true"
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
    /// A copy of Google's page on flex-start, read 2026-11-23.
    "malformed-flex-start", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        let Some(node) = pod.selected("cloud.google.com/gke-flex-start").first().copied() else { continue };
        if node.as_str() != Some("true") {
            continue;
        }
        let spot = pod.selected("cloud.google.com/gke-spot").first().copied();
        let keys = pod.selected_keys();
        let custom = compute_class::selected(pod).is_some();
        if let Some(spot) = spot.filter(|it| it.as_str() == Some("true")) {
            cx.flag(node.origin, "flex-start and Spot exclude each other")
                .also(spot.origin, "Spot")
                .help("select one of them");
        } else if !custom
            && !keys.iter().any(|(key, _)| {
                key.starts_with("cloud.google.com/gke-accelerator") || key.contains("gke-tpu")
            })
        {
            cx.flag(node.origin, "flex-start needs an accelerator")
                .help("add `cloud.google.com/gke-accelerator`");
        }
    }
}
