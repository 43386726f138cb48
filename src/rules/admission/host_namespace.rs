use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A Pod in a namespace of its node
    ///
    /// ## Why
    /// Autopilot refuses `hostNetwork`, `hostPID` and `hostIPC` (Warden: `autogke-disallow-hostnamespaces`).
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   hostNetwork: true  # flag
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    /// ```
    ///
    /// ## Fix
    /// Remove the field.
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
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/concepts/autopilot-security>, read 2026-11-23.
    "host-namespace", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for field in ["hostNetwork", "hostPID", "hostIPC"] {
            let Some(node) = pod.spec.get(field).filter(|node| node.as_bool() == Some(true)) else {
                continue;
            };
            if cx.on_gke() {
                cx.flag(node.origin, format!("Autopilot does not allow `{field}`"))
                    .help(format!("remove `{field}`"));
            }
        }
    }
}
