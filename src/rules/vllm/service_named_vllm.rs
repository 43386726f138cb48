use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;
use crate::rules::server::Variable;
use crate::yaml::Node;

rule! {
    /// # A Service whose name breaks vLLM
    ///
    /// ## Why
    /// Kubernetes gives every container variables for the Services of its namespace. A Service `vllm` makes
    /// `VLLM_PORT=tcp://...`, which vLLM reads as its own setting and does not start.
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
    ///         readinessProbe: {httpGet: {path: /health, port: 8000}}
    ///         ports: [{name: http, containerPort: 8000}]
    ///         args: [--model=google/gemma-2-9b]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: vllm}
    /// spec:
    ///   selector: {app: server}
    ///   ports: [{port: 8000}]
    /// ```
    ///
    /// ## Fix
    /// Set `enableServiceLinks: false` in the Pod, or rename the Service.
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
    ///       enableServiceLinks: false
    ///       containers:
    ///       - name: server
    ///         image: docker.io/vllm/vllm-openai:v0.30.0
    ///         readinessProbe: {httpGet: {path: /health, port: 8000}}
    ///         ports: [{name: http, containerPort: 8000}]
    ///         args: [--model=google/gemma-2-9b]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: vllm}
    /// spec:
    ///   selector: {app: server}
    ///   ports: [{port: 8000}]
    /// ```
    ///
    /// ## Source
    /// <https://github.com/vllm-project/vllm/issues/34199>, read 2026-11-23.
    "service-named-vllm", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    for pod in cx.pods() {
        if pod.spec.get("enableServiceLinks").and_then(Node::as_bool) == Some(false) {
            continue;
        }
        let service = cx.named("Service", "vllm").find(|it| {
            links::same_namespace(it, object) && it.root.str_at(&["spec", "clusterIP"]) != Some("None")
        });
        let Some(service) = service else { continue };
        for server in pod.servers(cx) {
            if server.variable(cx, "VLLM_PORT") == Variable::Unset {
                let links = pod.spec.get("enableServiceLinks");
                cx.flag(
                    links.map_or_else(|| server.container.origin(), |it| it.origin),
                    "the Service `vllm` sets `VLLM_PORT`, and the server does not start",
                )
                .also(place(service), "the Service")
                .help("set `enableServiceLinks: false` in the Pod, or rename the Service");
            }
        }
    }
}
