use crate::object::Object;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;

rule! {
    /// # `replicas` on a workload that an autoscaler owns
    ///
    /// ## Why
    /// Every GitOps sync writes this number back, against the HorizontalPodAutoscaler: replicas that were just
    /// added for the load are taken away. With `replicas: 0` the autoscaler stays off for good.
    ///
    /// ```yaml fail
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: server}
    /// spec:
    ///   replicas: 1  # flag
    ///   selector: {matchLabels: {app: server}}
    ///   template:
    ///     metadata: {labels: {app: server}}
    ///     spec: {containers: [{name: server, image: docker.io/library/nginx:1.29}]}
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: server}
    ///   minReplicas: 1
    ///   maxReplicas: 4
    /// ```
    ///
    /// ## Fix
    /// Remove `spec.replicas`; the least number is the autoscaler's `minReplicas`.
    ///
    /// ```yaml pass
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   template:
    ///     metadata: {labels: {app: server}}
    ///     spec: {containers: [{name: server, image: docker.io/library/nginx:1.29}]}
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: server}
    ///   minReplicas: 1
    ///   maxReplicas: 4
    /// ```
    ///
    /// ## Source
    /// <https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/>;
    /// <https://argo-cd.readthedocs.io/en/stable/user-guide/best_practices/>; read 2026-11-23.
    "hpa-owned-replicas", Warning, &["Deployment", "StatefulSet", "ReplicaSet", "LeaderWorkerSet"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(replicas) = object.root.at(&["spec", "replicas"]) else { return };
    let Some(autoscaler) = links::autoscaler(cx, object) else { return };
    let name = autoscaler.name();
    let message = if replicas.as_i64() == Some(0) {
        format!("`replicas` is 0, which switches the autoscaler `{name}` off")
    } else {
        format!("`replicas` is set, but the autoscaler `{name}` owns it")
    };
    let edit = cx.removal(&object.root, &["spec", "replicas"]);
    // 0 switches the autoscaler off, and somebody may have meant that.
    let meant = replicas.as_i64() == Some(0);
    let flag = cx
        .flag(replicas.origin, message)
        .also(place(autoscaler), "scaled here")
        .help("remove `spec.replicas`; the least number is `minReplicas` of the autoscaler");
    let title = "Remove `replicas`";
    if meant {
        flag.unsafe_fix(title, edit)
    } else {
        flag.fix(title, edit)
    };
}
