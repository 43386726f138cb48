use crate::object::Object;
use crate::rules::autoscaling::metric;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A metric with the kind of another
    ///
    /// ## Why
    /// The kind at the end of the name is a part of it: a gauge that is asked for as a counter is not found, and the
    /// autoscaler stays where it is.
    ///
    /// ```yaml fail
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: server}
    ///   minReplicas: 1
    ///   maxReplicas: 4
    ///   behavior: {scaleDown: {stabilizationWindowSeconds: 900}}
    ///   metrics:
    ///   - type: Pods
    ///     pods:
    ///       metric:
    ///         name: prometheus.googleapis.com|vllm:num_requests_waiting|counter  # flag
    ///       target: {type: AverageValue, averageValue: "5"}
    /// ```
    ///
    /// ## Fix
    /// Use the kind that the metric has.
    ///
    /// ```yaml pass
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: server}
    ///   minReplicas: 1
    ///   maxReplicas: 4
    ///   behavior: {scaleDown: {stabilizationWindowSeconds: 900}}
    ///   metrics:
    ///   - type: Pods
    ///     pods:
    ///       metric:
    ///         name: prometheus.googleapis.com|vllm:num_requests_waiting|gauge
    ///       target: {type: AverageValue, averageValue: "5"}
    /// ```
    ///
    /// ## Source
    /// <https://docs.vllm.ai/en/latest/usage/metrics.html>, 2026-09.
    "wrong-metric-kind", Warning, &["HorizontalPodAutoscaler"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let tables = cx.catalog();
    for (node, name) in metric::names(object) {
        let Some(adapter) = metric::Adapter::parse(name) else { continue };
        let Some(row) = tables.vllm_metrics.rows.metrics.get(adapter.metric) else { continue };
        let spelt = tables.adapter_metrics.rows.kinds.iter().any(|kind| kind == adapter.kind);
        if spelt && row.kind != adapter.kind && !metric::is_distribution(&row.kind) {
            cx.flag(node.origin, format!("`{}` is a {}", adapter.metric, row.kind))
                .by(tables.vllm_metrics.status)
                .help(format!("write `{}|{}|{}`", metric::PREFIX, adapter.metric, row.kind));
        }
    }
}
