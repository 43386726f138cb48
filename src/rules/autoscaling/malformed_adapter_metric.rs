use crate::object::Object;
use crate::rules::autoscaling::metric;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A metric name that the Stackdriver adapter does not understand
    ///
    /// ## Why
    /// The adapter takes a metric of Managed Prometheus as `prometheus.googleapis.com|NAME|KIND`: `|` in the place of
    /// `/`, and the kind at the end. Under any other spelling it finds nothing, and the autoscaler stays where it
    /// is.
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
    ///         name: prometheus.googleapis.com/vllm:num_requests_waiting/gauge  # flag
    ///       target: {type: AverageValue, averageValue: "5"}
    /// ```
    ///
    /// ## Fix
    /// Write `|` for `/`, and end with the kind.
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
    /// <https://github.com/GoogleCloudPlatform/k8s-stackdriver>, commit 673c7dd, 2026-08-18.
    "malformed-adapter-metric", Error, &["HorizontalPodAutoscaler"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let kinds = &cx.catalog().adapter_metrics.rows.kinds;
    for (node, name) in metric::names(object) {
        let Some(rest) = name.strip_prefix(metric::PREFIX) else { continue };
        let parts: Vec<&str> = rest.split(['|', '/']).filter(|part| !part.is_empty()).collect();
        let right = match parts.as_slice() {
            [metric] => format!("{}|{metric}|gauge", metric::PREFIX),
            [metric, kind, ..] => {
                let kind = if kinds.iter().any(|it| it == kind) { kind } else { "gauge" };
                format!("{}|{metric}|{kind}", metric::PREFIX)
            }
            [] => continue,
        };
        let known = metric::Adapter::parse(name).is_some_and(|it| kinds.iter().any(|kind| kind == it.kind));
        // A distribution has a rule of its own.
        let distribution = metric::Adapter::parse(name).is_some_and(|it| metric::is_distribution(it.kind));
        if !known && !distribution {
            cx.flag(node.origin, "the Stackdriver adapter does not understand this name")
                .help(format!("write `{right}`, with the kind that the metric has"));
        }
    }
}
