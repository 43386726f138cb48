use crate::object::Object;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A disruption budget that lets no Pod go
    ///
    /// ## Why
    /// A budget that allows no disruption holds up every node upgrade until it is ignored, an hour later, and keeps
    /// nodes from being emptied. `minAvailable: 1` with one replica is such a budget.
    ///
    /// ```yaml fail
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: server}
    /// spec:
    ///   minAvailable: 1  # flag
    ///   selector: {matchLabels: {app: server}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: server}
    /// spec:
    ///   replicas: 1
    ///   selector: {matchLabels: {app: server}}
    ///   template:
    ///     metadata: {labels: {app: server}}
    ///     spec: {containers: [{name: server, image: "docker.io/library/nginx:1.29"}]}
    /// ```
    ///
    /// ## Fix
    /// Set `maxUnavailable: 1` in its place.
    ///
    /// ```yaml pass
    /// apiVersion: policy/v1
    /// kind: PodDisruptionBudget
    /// metadata: {name: server}
    /// spec:
    ///   maxUnavailable: 1
    ///   selector: {matchLabels: {app: server}}
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: server}
    /// spec:
    ///   replicas: 1
    ///   selector: {matchLabels: {app: server}}
    ///   template:
    ///     metadata: {labels: {app: server}}
    ///     spec: {containers: [{name: server, image: "docker.io/library/nginx:1.29"}]}
    /// ```
    ///
    /// With an autoscaler its `minReplicas` is what counts.
    ///
    /// ## Source
    /// <https://cloud.google.com/kubernetes-engine/docs/how-to/extended-duration-pods>, read 2026-11-23.
    "blocking-disruption-budget", Warning, &["PodDisruptionBudget"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let help = "set `maxUnavailable: 1` in its place";
    if let Some(node) = object.root.at(&["spec", "maxUnavailable"]) {
        if matches!(node.scalar().as_deref(), Some("0" | "0%")) {
            cx.flag(node.origin, "the budget lets no Pod go").help("allow one Pod to be unavailable");
        }
        return;
    }
    let Some(node) = object.root.at(&["spec", "minAvailable"]) else { return };
    if node.scalar().as_deref() == Some("100%") {
        cx.flag(node.origin, "the budget lets no Pod go").help(help);
        return;
    }
    let (Some(least), Some(selector)) = (node.as_i64(), object.root.at(&["spec", "selector"])) else {
        return;
    };
    for pod in links::pods_selected(cx, object, selector) {
        let workload = pod.object;
        let scaled = links::autoscaler(cx, workload);
        let replicas = match scaled {
            Some(it) => it.root.at(&["spec", "minReplicas"]).and_then(Node::as_i64).unwrap_or(1),
            None if matches!(workload.kind(), "Deployment" | "StatefulSet" | "ReplicaSet") => {
                workload.root.at(&["spec", "replicas"]).and_then(Node::as_i64).unwrap_or(1)
            }
            None => continue,
        };
        if replicas > 0 && least >= replicas {
            cx.flag(node.origin, format!("with {replicas} of {least} replicas the budget lets no Pod go"))
                .also(place(scaled.unwrap_or(workload)), format!("as few as {replicas}"))
                .help(help);
            return;
        }
    }
}
