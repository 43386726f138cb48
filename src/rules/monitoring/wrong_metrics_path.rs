use crate::object::Object;
use crate::rules::links;
use crate::rules::pods::Pod;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A PodMonitoring that reads another path than vLLM's
    ///
    /// ## Why
    /// vLLM serves its metrics under `/metrics`, which is also the default of `path`. Another path answers 404, and
    /// no metric arrives.
    ///
    /// ```yaml fail
    /// apiVersion: monitoring.googleapis.com/v1
    /// kind: PodMonitoring
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   endpoints:
    ///   - port: http
    ///     path: /v1/metrics  # flag
    ///     interval: 15s
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server, labels: {app: server}}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     resources: {requests: {cpu: 500m, memory: 2Gi}}
    ///     ports: [{name: http, containerPort: 8000}]
    /// ```
    ///
    /// ## Fix
    /// Remove `path`.
    ///
    /// ```yaml pass
    /// apiVersion: monitoring.googleapis.com/v1
    /// kind: PodMonitoring
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   endpoints:
    ///   - port: http
    ///     interval: 15s
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server, labels: {app: server}}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     resources: {requests: {cpu: 500m, memory: 2Gi}}
    ///     ports: [{name: http, containerPort: 8000}]
    /// ```
    ///
    /// A Pod with several containers is left out: the path may be another container's.
    ///
    /// ## Source
    /// <https://docs.vllm.ai/en/latest/usage/metrics.html>, 2026-09.
    "wrong-metrics-path", Warning, &["PodMonitoring"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(selector) = object.root.at(&["spec", "selector"]) else { return };
    let table = &cx.catalog().vllm;
    let pods = links::pods_selected(cx, object, selector);
    let alone = |pod: &&Pod<'_>| pod.running().count() == 1 && pod.servers(cx).len() == 1;
    let Some(pod) = pods.iter().find(|pod| alone(pod)).filter(|_| pods.iter().all(alone)) else { return };
    for endpoint in object.root.at(&["spec", "endpoints"]).into_iter().flat_map(Node::items) {
        let Some(path) = endpoint.get("path") else { continue };
        if path.as_str().is_some_and(|path| path != table.rows.metrics_path) {
            cx.flag(path.origin, format!("vLLM serves its metrics under `{}`", table.rows.metrics_path))
                .by(table.status)
                .also(place(pod.object), "the server")
                .help("remove `path`");
        }
    }
}
