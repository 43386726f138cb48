use crate::object::Object;
use crate::rules::autoscaling::metric;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # An autoscaler that reads a distribution
    ///
    /// ## Why
    /// The Stackdriver adapter refuses distributions (histograms) of Managed Prometheus: there is no single value to
    /// compare.
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
    ///         name: prometheus.googleapis.com|vllm:time_to_first_token_seconds|histogram  # flag
    ///       target: {type: AverageValue, averageValue: "1"}
    /// ```
    ///
    /// ## Fix
    /// Read a gauge, such as the number of waiting requests.
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
    "distribution-metric", Error, &["HorizontalPodAutoscaler"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    for (node, name) in metric::names(object) {
        let Some(adapter) = metric::Adapter::parse(name) else { continue };
        if metric::is_distribution(adapter.kind) {
            cx.flag(
                node.origin,
                format!("`{}` is a distribution, which the adapter refuses", adapter.metric),
            )
            .help("read a gauge, such as `vllm:num_requests_waiting`");
        }
    }
}
