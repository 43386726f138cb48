use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A PodMonitoring that says a port number
    ///
    /// ## Why
    /// The label `container` is only set if the port is given by its name.
    ///
    /// ```yaml fail
    /// apiVersion: monitoring.googleapis.com/v1
    /// kind: PodMonitoring
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   endpoints:
    ///   - port: 8000  # flag
    ///     interval: 15s
    /// ```
    ///
    /// ## Fix
    /// Give the container port a name and use it.
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
    /// ```
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/prometheus-engine>, commit 2ffde4e, 2026-07-02.
    "unnamed-monitoring-port", Info, &["PodMonitoring"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    for endpoint in object.root.at(&["spec", "endpoints"]).into_iter().flat_map(Node::items) {
        if let Some(port) = endpoint.get("port").filter(|port| port.as_i64().is_some_and(|port| port != 0)) {
            cx.flag(port.origin, "a port number leaves out the label `container`")
                .help("name the container port, and use the name");
        }
    }
}
