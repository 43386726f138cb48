use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;

rule! {
    /// # A monitor of the Prometheus Operator beside Managed Prometheus
    ///
    /// ## Why
    /// Managed collection reads PodMonitoring and ClusterPodMonitoring of `monitoring.googleapis.com`. A PodMonitor or
    /// ServiceMonitor of `monitoring.coreos.com` needs an operator of one's own; without it nothing is scraped.
    ///
    /// ```yaml fail
    /// apiVersion: monitoring.coreos.com/v1
    /// kind: PodMonitor  # flag
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   podMetricsEndpoints: [{port: http}]
    /// ---
    /// apiVersion: monitoring.googleapis.com/v1
    /// kind: PodMonitoring
    /// metadata: {name: other}
    /// spec:
    ///   selector: {matchLabels: {app: other}}
    ///   endpoints: [{port: http, interval: 15s}]
    /// ```
    ///
    /// ## Fix
    /// Write a PodMonitoring.
    ///
    /// ```yaml pass
    /// apiVersion: monitoring.googleapis.com/v1
    /// kind: PodMonitoring
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   endpoints: [{port: http, interval: 15s}]
    /// ```
    ///
    /// Nothing is said in a tree without any PodMonitoring: it may be for a cluster with the operator.
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/prometheus-engine>, commit 2ffde4e, 2026-07-02.
    "foreign-monitor", Warning, &["PodMonitor", "ServiceMonitor"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let managed = cx.all("PodMonitoring").chain(cx.all("ClusterPodMonitoring")).next();
    let foreign =
        object.root.str_at(&["apiVersion"]).is_some_and(|it| it.starts_with("monitoring.coreos.com/"));
    if let Some(managed) = managed.filter(|_| foreign) {
        let kind = object.kind();
        let at = object.root.get("kind").unwrap_or(&object.root).origin;
        cx.flag(at, format!("Managed Prometheus does not read a `{kind}`"))
            .also(place(managed), "Managed Prometheus is used here")
            .help("write a PodMonitoring");
    }
}
