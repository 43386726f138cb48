use crate::diag::nearest;
use crate::object::Object;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A PodMonitoring that names a port which no Pod declares
    ///
    /// ## Why
    /// A port name is looked up among the declared container ports. If none has it, Managed Prometheus finds no
    /// target and says nothing; an autoscaler that reads the metric never scales.
    ///
    /// ```yaml fail
    /// apiVersion: monitoring.googleapis.com/v1
    /// kind: PodMonitoring
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   endpoints:
    ///   - port: metrics  # flag
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
    /// Use the name of a declared port.
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
    /// A number needs no declaration: Managed Prometheus scrapes it as it is.
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/prometheus-engine>, commit 2ffde4e, 2026-07-02.
    "unmatched-monitoring-port", Warning, &["PodMonitoring"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(selector) = object.root.at(&["spec", "selector"]) else { return };
    let pods = links::pods_selected(cx, object, selector);
    let Some(first) = pods.first() else { return };
    let declared: Vec<&str> = pods
        .iter()
        .flat_map(|pod| pod.containers())
        .flat_map(|it| it.list("ports").iter().filter_map(|port| port.str_at(&["name"])))
        .collect();
    for endpoint in object.root.at(&["spec", "endpoints"]).into_iter().flat_map(Node::items) {
        let Some(port) = endpoint.get("port") else { continue };
        let Some(name) = port.as_str() else { continue };
        // The name is a regular expression to Managed Prometheus, so only a plain one can be missed.
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !plain || name.bytes().all(|byte| byte.is_ascii_digit()) || declared.contains(&name) {
            continue;
        }
        let help = match (nearest(name, declared.iter().copied()), declared.first()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, Some(only)) => format!("use a declared port, such as `{only}`"),
            (None, None) => format!("declare it: `ports: [{{name: {name}, containerPort: ...}}]`"),
        };
        cx.flag(port.origin, format!("no selected Pod declares a port `{name}`: nothing is scraped"))
            .also(place(first.object), "selected")
            .help(help);
    }
}
