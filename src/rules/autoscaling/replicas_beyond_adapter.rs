use crate::object::Object;
use crate::rules::autoscaling::metric;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # More replicas than the metrics adapter can tell apart
    ///
    /// ## Why
    /// The Stackdriver adapter asks for the metrics of up to 100 Pods by name. Above that it drops the filter and
    /// reads those of every Pod in the namespace.
    ///
    /// ```yaml fail
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: server}
    ///   minReplicas: 1
    ///   maxReplicas: 200  # flag
    ///   behavior: {scaleDown: {stabilizationWindowSeconds: 900}}
    ///   metrics:
    ///   - type: Pods
    ///     pods:
    ///       metric: {name: prometheus.googleapis.com|vllm:num_requests_waiting|gauge}
    ///       target: {type: AverageValue, averageValue: "5"}
    /// ```
    ///
    /// ## Fix
    /// Keep the workload alone in its namespace, or split it.
    ///
    /// ```yaml pass
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: server}
    ///   minReplicas: 1
    ///   maxReplicas: 100
    ///   behavior: {scaleDown: {stabilizationWindowSeconds: 900}}
    ///   metrics:
    ///   - type: Pods
    ///     pods:
    ///       metric: {name: prometheus.googleapis.com|vllm:num_requests_waiting|gauge}
    ///       target: {type: AverageValue, averageValue: "5"}
    /// ```
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/k8s-stackdriver>, commit 673c7dd, 2026-08-18.
    "replicas-beyond-adapter", Info, &["HorizontalPodAutoscaler"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let table = &cx.catalog().adapter_metrics;
    let Some(most) = object.root.at(&["spec", "maxReplicas"]) else { return };
    let adapter = metric::pods_metrics(object).any(|(_, name)| metric::Adapter::parse(name).is_some());
    if adapter && most.as_i64().is_some_and(|most| most > i64::from(table.rows.pods_by_name)) {
        cx.flag(most.origin, format!("the metrics adapter tells {} Pods apart", table.rows.pods_by_name))
            .by(table.status)
            .help("keep the workload alone in its namespace, or split it");
    }
}
