use crate::diag::Severity;
use crate::diag::nearest;
use crate::object::Object;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # An autoscaler whose target is not there
    ///
    /// ## Why
    /// `scaleTargetRef` names the workload by kind and name. A misspelt name is accepted by the API server, and
    /// nothing is ever scaled.
    ///
    /// ```yaml fail gke
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   template:
    ///     metadata: {labels: {app: server}}
    ///     spec:
    ///       containers:
    ///       - name: server
    ///         image: docker.io/library/nginx:1.29
    ///         resources: {requests: {cpu: 500m, memory: 2Gi}}
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef:
    ///     apiVersion: apps/v1
    ///     kind: Deployment
    ///     name: sever  # flag
    ///   minReplicas: 1
    ///   maxReplicas: 4
    /// ```
    ///
    /// ## Fix
    /// Use the name of the workload.
    ///
    /// ```yaml pass gke
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   template:
    ///     metadata: {labels: {app: server}}
    ///     spec:
    ///       containers:
    ///       - name: server
    ///         image: docker.io/library/nginx:1.29
    ///         resources: {requests: {cpu: 500m, memory: 2Gi}}
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef:
    ///     apiVersion: apps/v1
    ///     kind: Deployment
    ///     name: server
    ///   minReplicas: 1
    ///   maxReplicas: 4
    /// ```
    ///
    /// A target is only missed where the tree has another workload of its kind and namespace; it is an error only if
    /// one of nearly the same name is there, since the target may come from another tree.
    ///
    /// ## Source
    /// <https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/>, read 2026-11-23.
    "unknown-scale-target", Error, &["HorizontalPodAutoscaler"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(target) = object.root.at(&["spec", "scaleTargetRef"]) else { return };
    let (Some(kind), Some(name)) = (target.str_at(&["kind"]), target.get("name")) else { return };
    let others: Vec<&str> =
        cx.all(kind).filter(|it| links::same_namespace(it, object)).map(Object::name).collect();
    let Some(wanted) = name.as_str().filter(|name| !others.is_empty() && !others.contains(name)) else {
        return;
    };
    let near = nearest(wanted, others.iter().copied());
    let worst = if near.is_some() && cx.on_gke { Severity::Error } else { Severity::Warning };
    let help = match (near, others.as_slice()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, [only]) => format!("the tree has the {kind} `{only}`"),
        (None, _) => "use the name of a workload of the tree".to_owned(),
    };
    cx.flag(name.origin, format!("there is no {kind} `{wanted}` to scale")).at_most(worst).help(help);
}
