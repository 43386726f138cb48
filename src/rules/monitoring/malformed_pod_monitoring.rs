use super::duration;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A PodMonitoring that Managed Prometheus refuses
    ///
    /// ## Why
    /// It needs one to ten endpoints, each with a port that is not 0, an interval in Prometheus' form (`15s`, `1m30s`)
    /// and a timeout that is not longer than the interval. The webhook of Managed Prometheus refuses the object
    /// otherwise.
    ///
    /// ```yaml fail
    /// apiVersion: monitoring.googleapis.com/v1
    /// kind: PodMonitoring
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   endpoints:
    ///   - port: http
    ///     interval: 15s
    ///     timeout: 30s  # flag
    /// ```
    ///
    /// ## Fix
    /// Correct the field.
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
    ///     timeout: 10s
    /// ```
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/prometheus-engine>, commit 2ffde4e, 2026-07-02.
    "malformed-pod-monitoring", Error, &["PodMonitoring", "ClusterPodMonitoring"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let limits = &cx.catalog().pod_monitoring;
    let [least, most] = limits.rows.endpoints;
    from_pod(cx, object);
    let Some(endpoints) = object.root.at(&["spec", "endpoints"]) else { return };
    let count = endpoints.as_seq().map_or(0, <[Node]>::len);
    if !(least..=most).contains(&count) {
        cx.flag(endpoints.origin, format!("there are {count} endpoints, but {least} to {most} are allowed"))
            .by(limits.status)
            .help("spread them over several PodMonitorings");
    }
    for endpoint in endpoints.items() {
        relabelled(cx, endpoint);
        credentials(cx, object, endpoint);
        if let Some(port) =
            endpoint.get("port").filter(|port| port.as_i64() == Some(0) || port.as_str() == Some(""))
        {
            cx.flag(port.origin, "the port is 0 or empty").help("name the port that serves the metrics");
        }
        let interval = endpoint.get("interval");
        let timeout = endpoint.get("timeout");
        for node in [interval, timeout].into_iter().flatten() {
            if node.scalar().is_some_and(|text| duration::milliseconds(&text).is_none()) {
                cx.flag(node.origin, "this is not a duration of Prometheus")
                    .help("write a number with its unit, such as `15s` or `1m30s`");
            }
        }
        let length =
            |node: Option<&Node>| node.and_then(Node::scalar).and_then(|text| duration::milliseconds(&text));
        if let (Some(timeout), Some(limit), Some(own)) = (timeout, length(interval), length(timeout))
            && own > limit
        {
            let flag = cx
                .flag(timeout.origin, "the timeout is longer than the interval")
                .help("make the timeout shorter, or the interval longer");
            if let Some(interval) = interval {
                flag.also(interval.origin, "the interval");
            }
        }
    }
}

/// Labels of Pods may not take the place of those that the collector sets.
fn from_pod(cx: &mut Cx<'_>, object: &Object) {
    let mappings = object.root.at(&["spec", "targetLabels", "fromPod"]).into_iter().flat_map(Node::items);
    for to in mappings.filter_map(|it| it.get("to")) {
        protected(cx, to);
    }
}

fn protected(cx: &mut Cx<'_>, label: &Node) {
    let table = &cx.catalog().pod_monitoring;
    let name = label.as_str().unwrap_or("");
    if table.rows.protected_labels.iter().any(|it| it == name) {
        cx.flag(label.origin, format!("the collector sets the label `{name}` itself"))
            .by(table.status)
            .help("write to a label of another name");
    }
}

fn relabelled(cx: &mut Cx<'_>, endpoint: &Node) {
    for rule in endpoint.get("metricRelabeling").into_iter().flat_map(Node::items) {
        if let Some(label) = rule.get("targetLabel") {
            protected(cx, label);
        }
        if let Some(action) = rule.get("action").filter(|it| it.as_str() == Some("labeldrop"))
            && rule.get("regex").is_none()
        {
            cx.flag(action.origin, "nothing says which labels are dropped").help("add `regex`");
        }
    }
}

/// A Secret is read from the namespace of the object, and one sort of credentials is enough.
fn credentials(cx: &mut Cx<'_>, object: &Object, endpoint: &Node) {
    let sorts: Vec<_> = ["authorization", "basicAuth", "oauth2"]
        .into_iter()
        .filter_map(|key| endpoint.as_map()?.entry(key))
        .collect();
    if let [first, second, ..] = sorts.as_slice() {
        cx.flag(second.key_origin, format!("an endpoint has `{}` or `{}`, not both", first.key, second.key))
            .also(first.key_origin, "the other one")
            .help("remove one of them");
    }
    if object.kind() != "PodMonitoring" || object.namespace().is_empty() {
        return;
    }
    endpoint.walk(&mut |node| {
        let named = node.get("secret").and_then(|it| it.get("namespace"));
        if let Some(other) = named.filter(|it| it.as_str().is_some_and(|it| it != object.namespace())) {
            cx.flag(other.origin, "a PodMonitoring reads Secrets of its own namespace only")
                .help("remove `namespace`, and keep the Secret beside the PodMonitoring");
        }
    });
}
