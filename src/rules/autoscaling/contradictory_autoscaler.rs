use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # An autoscaler that the API server refuses
    ///
    /// ## Why
    /// `maxReplicas` is at least 1 and not less than `minReplicas`, and a metric of type `Pods` has a target of type
    /// `AverageValue`.
    ///
    /// ```yaml fail
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: server}
    ///   minReplicas: 4
    ///   maxReplicas: 2  # flag
    /// ```
    ///
    /// ## Fix
    /// Correct the numbers.
    ///
    /// ```yaml pass
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: server}
    ///   minReplicas: 2
    ///   maxReplicas: 4
    /// ```
    ///
    /// ## Source
    /// <https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/>, read
    /// 2026-11-23.
    "contradictory-autoscaler", Error, &["HorizontalPodAutoscaler"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let spec = |field: &str| object.root.at(&["spec", field]);
    let number = |node: Option<&Node>| node.and_then(Node::as_i64);
    if let Some(most) = spec("maxReplicas") {
        let (least, value) = (number(spec("minReplicas")).unwrap_or(1), most.as_i64());
        if value.is_some_and(|value| value < 1) {
            cx.flag(most.origin, "`maxReplicas` is less than 1").help("allow at least one replica");
        } else if value.is_some_and(|value| value < least) {
            let flag =
                cx.flag(most.origin, "`maxReplicas` is less than `minReplicas`").help("correct one of them");
            if let Some(node) = spec("minReplicas") {
                flag.also(node.origin, "the least");
            }
        }
    }
    for metric in spec("metrics").into_iter().flat_map(Node::items) {
        if let Some(kind) = metric.at(&["pods", "target", "type"])
            && kind.as_str().is_some_and(|kind| kind != "AverageValue")
        {
            cx.flag(kind.origin, "a metric of type `Pods` has a target of type `AverageValue`")
                .help("use `AverageValue` with `averageValue`");
        }
    }
}
