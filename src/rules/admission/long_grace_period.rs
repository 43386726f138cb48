use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A grace period that is cut short
    ///
    /// ## Why
    /// A Pod on Spot gets 25 seconds when its machine is taken away, whatever `terminationGracePeriodSeconds` says.
    /// Elsewhere Autopilot accepts up to 600 seconds.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   terminationGracePeriodSeconds: 120  # flag
    ///   nodeSelector: {cloud.google.com/gke-spot: "true", cloud.google.com/gke-accelerator: nvidia-l4}
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Fix
    /// Let the server end its requests in the time it gets; clients must retry.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   terminationGracePeriodSeconds: 25
    ///   nodeSelector: {cloud.google.com/gke-spot: "true", cloud.google.com/gke-accelerator: nvidia-l4}
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// From GKE 1.35 on a compute class can ask for up to 120 seconds.
    ///
    /// ## Source
    /// <https://cloud.google.com/kubernetes-engine/docs/how-to/autopilot-spot-pods>, read 2026-11-23.
    "long-grace-period", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let tables = cx.catalog();
    for pod in cx.pods() {
        let Some(grace) = pod.spec.get("terminationGracePeriodSeconds") else { continue };
        let Some(seconds) = grace.as_i64() else { continue };
        let spot = pod.selected("cloud.google.com/gke-spot").first().copied();
        let limit = i64::from(tables.grace_periods.rows.spot_seconds);
        if let Some(spot) = spot.filter(|it| it.as_str() == Some("true") && seconds > limit) {
            cx.flag(grace.origin, format!("a Pod on Spot gets {limit} s to end, not {seconds}"))
                .by(tables.grace_periods.status)
                .also(spot.origin, "on Spot")
                .help(format!("set it to {limit}, and let clients retry"));
        } else if seconds > i64::from(tables.grace_period_maximum.rows) && cx.on_gke() {
            let limit = tables.grace_period_maximum.rows;
            cx.flag(grace.origin, format!("Autopilot gives a Pod at most {limit} s to end"))
                .by(tables.grace_period_maximum.status)
                .help(format!("set it to {limit} or less"));
        }
    }
}
