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
    let Some(endpoints) = object.root.at(&["spec", "endpoints"]) else { return };
    let count = endpoints.as_seq().map_or(0, <[Node]>::len);
    if !(least..=most).contains(&count) {
        cx.flag(endpoints.origin, format!("there are {count} endpoints, but {least} to {most} are allowed"))
            .by(limits.status)
            .help("spread them over several PodMonitorings");
    }
    for endpoint in endpoints.items() {
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
