use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A server without a readiness or startup probe
    ///
    /// ## Why
    /// vLLM opens its port minutes after the container has started, when the weights are loaded. Without a probe
    /// the Pod counts as ready at once: the Service sends it requests that fail, a roll-out takes the old server
    /// away too early, and the autoscaler counts a replica that does no work.
    ///
    /// ```yaml fail
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   template:
    ///     metadata: {labels: {app: server}}
    ///     spec:
    ///       containers:
    ///       - name: server  # flag
    ///         image: docker.io/vllm/vllm-openai:v0.30.0
    ///         ports: [{name: http, containerPort: 8000}]
    ///         args: [--model=google/gemma-2-9b]
    /// ```
    ///
    /// ## Fix
    /// Add a `readinessProbe` on `/health`, and a `startupProbe` whose `periodSeconds` times `failureThreshold`
    /// exceeds the time that the model takes to load.
    ///
    /// ```yaml pass
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   template:
    ///     metadata: {labels: {app: server}}
    ///     spec:
    ///       containers:
    ///       - name: server
    ///         image: docker.io/vllm/vllm-openai:v0.30.0
    ///         ports: [{name: http, containerPort: 8000}]
    ///         args: [--model=google/gemma-2-9b]
    ///         startupProbe: {httpGet: {path: /health, port: 8000}, periodSeconds: 10, failureThreshold: 120}
    ///         readinessProbe: {httpGet: {path: /health, port: 8000}}
    /// ```
    ///
    /// ## Source
    /// <https://docs.vllm.ai/en/latest/deployment/k8s.html>, 2026-09.
    "unprobed-server", Warning, &["Deployment", "StatefulSet"]
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for server in pod.servers(cx) {
            let node = server.container.node;
            if node.get("readinessProbe").is_none() && node.get("startupProbe").is_none() {
                cx.flag(
                    server.container.origin(),
                    "requests reach this server while it still loads the weights",
                )
                .label("no `readinessProbe`, no `startupProbe`")
                .help("add a `readinessProbe` and a `startupProbe` on `/health`");
            }
        }
    }
}
