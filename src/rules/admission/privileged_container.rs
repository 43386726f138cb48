use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A privileged container
    ///
    /// ## Why
    /// Autopilot refuses privileged containers (Warden: `autogke-disallow-privilege`), unless an allowlist of a
    /// Google partner covers the workload.
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    ///     securityContext:
    ///       privileged: true  # flag
    /// ```
    ///
    /// ## Fix
    /// Remove `privileged`; add single capabilities if the program needs them.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    ///     securityContext:
    ///       privileged: false
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/concepts/autopilot-security>, read 2026-11-23.
    "privileged-container", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for container in pod.containers() {
            let Some(node) = container.node.at(&["securityContext", "privileged"]) else { continue };
            if node.as_bool() == Some(true) && cx.on_gke() {
                cx.flag(node.origin, format!("the container `{}` is privileged", container.name()))
                    .help("remove `privileged`, and add single capabilities if they are needed");
            }
        }
    }
}
