use crate::diag::Severity;
use crate::object::Object;
use crate::rules::autoscaling::metric;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # An autoscaler that gives up replicas within minutes
    ///
    /// ## Why
    /// A replica that goes takes its GPU node along, and to get it back costs minutes: node, image, weights. A short
    /// window of `scaleDown` gives it up at the first quiet moment.
    ///
    /// ```yaml fail
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: server}
    ///   minReplicas: 1
    ///   maxReplicas: 4
    ///   metrics:
    ///   - type: Pods
    ///     pods:
    ///       metric: {name: prometheus.googleapis.com|vllm:num_requests_waiting|gauge}
    ///       target: {type: AverageValue, averageValue: "5"}
    ///   behavior:
    ///     scaleDown:
    ///       stabilizationWindowSeconds: 30  # flag
    /// ```
    ///
    /// ## Fix
    /// Set the window to more than a replica needs to start: 900 for a model of some GB without any preparation.
    ///
    /// ```yaml pass
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: server}
    ///   minReplicas: 1
    ///   maxReplicas: 4
    ///   metrics:
    ///   - type: Pods
    ///     pods:
    ///       metric: {name: prometheus.googleapis.com|vllm:num_requests_waiting|gauge}
    ///       target: {type: AverageValue, averageValue: "5"}
    ///   behavior:
    ///     scaleDown:
    ///       stabilizationWindowSeconds: 900
    /// ```
    ///
    /// A window that is not set is 300 seconds; that is reported as a note.
    ///
    /// ## Source
    /// <https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#default-behavior>, read
    /// 2026-11-23.
    "hasty-scale-down", Warning, &["HorizontalPodAutoscaler"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let table = &cx.catalog().autoscaler_defaults;
    let default = i64::from(table.rows.scale_down_window_seconds);
    let gpu = |name: &str| name.contains("vllm:") || name.to_lowercase().contains("dcgm_");
    let Some((metric, _)) = metric::names(object).into_iter().find(|(_, name)| gpu(name)) else { return };
    match object.root.at(&["spec", "behavior", "scaleDown", "stabilizationWindowSeconds"]) {
        Some(window) => {
            if let Some(seconds) = window.as_i64().filter(|seconds| *seconds < default) {
                cx.flag(
                    window.origin,
                    format!("a replica is given up after {seconds} s, but takes minutes to start"),
                )
                .by(table.status)
                .help("set it to more than a replica needs to start, such as 900");
            }
        }
        None => {
            cx.flag(metric.origin, format!("a replica is given up after {default} s, the default"))
                .at_most(Severity::Info)
                .help("set `behavior.scaleDown.stabilizationWindowSeconds` to more than a replica needs to start");
        }
    }
}
