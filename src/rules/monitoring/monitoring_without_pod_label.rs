use crate::object::Object;
use crate::rules::autoscaling::metric;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;

rule! {
    /// # A PodMonitoring that drops the label `pod`
    ///
    /// ## Why
    /// The Stackdriver adapter finds the metric of each replica by the label `pod`. `targetLabels.metadata` without it
    /// leaves the autoscaler without any value.
    ///
    /// ```yaml fail
    /// apiVersion: monitoring.googleapis.com/v1
    /// kind: PodMonitoring
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   endpoints: [{port: http, interval: 15s}]
    ///   targetLabels:
    ///     metadata: [container]  # flag
    /// ---
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
    ///       metric: {name: prometheus.googleapis.com|vllm:num_requests_waiting|gauge}
    ///       target: {type: AverageValue, averageValue: "5"}
    /// ```
    ///
    /// ## Fix
    /// Add `pod`, or leave `metadata` out: its default has it.
    ///
    /// ```yaml pass
    /// apiVersion: monitoring.googleapis.com/v1
    /// kind: PodMonitoring
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   endpoints: [{port: http, interval: 15s}]
    ///   targetLabels:
    ///     metadata: [container, pod]
    /// ---
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
    ///       metric: {name: prometheus.googleapis.com|vllm:num_requests_waiting|gauge}
    ///       target: {type: AverageValue, averageValue: "5"}
    /// ```
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/k8s-stackdriver>, commit 673c7dd, 2026-08-18.
    "monitoring-without-pod-label", Warning, &["PodMonitoring"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(labels) = object.root.at(&["spec", "targetLabels", "metadata"]) else { return };
    if labels.items().any(|label| label.as_str() == Some("pod")) {
        return;
    }
    let reader = cx
        .all("HorizontalPodAutoscaler")
        .filter(|it| links::same_namespace(it, object))
        .find(|it| metric::pods_metrics(it).next().is_some());
    if let Some(reader) = reader {
        cx.flag(labels.origin, "without the label `pod` the autoscaler reads nothing")
            .also(place(reader), "reads a metric per Pod")
            .help("add `pod`");
    }
}
