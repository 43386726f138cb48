use crate::diag::Severity;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A Linux capability that Autopilot refuses
    ///
    /// ## Why
    /// A container may add the capabilities of a short list, written without `CAP_` (Warden:
    /// `autogke-default-linux-capabilities`). `NET_ADMIN` needs a cluster that was made to allow it.
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
    ///       capabilities:
    ///         add: [SYS_ADMIN]  # flag
    /// ```
    ///
    /// ## Fix
    /// Drop the capability.
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
    ///       capabilities:
    ///         add: [SYS_PTRACE]
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/concepts/autopilot-security>, read 2026-11-23.
    "refused-capability", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for container in pod.containers() {
            let added = container.node.at(&["securityContext", "capabilities", "add"]);
            for node in added.into_iter().flat_map(Node::items) {
                let Some(name) = node.as_str() else { continue };
                if !cx.on_gke() {
                    return;
                }
                let table = &cx.catalog().linux_capabilities;
                let bare = name.strip_prefix("CAP_");
                let known = |name: &str| table.rows.allowed.iter().any(|it| it == name);
                if known(name) {
                    continue;
                }
                let flag = table.rows.needs_cluster_flag.get(name);
                let message = match (bare, flag) {
                    (Some(bare), _) if known(bare) => format!("Autopilot knows `{name}` as `{bare}`"),
                    (_, Some(flag)) => format!("`{name}` needs a cluster made with `{flag}`"),
                    _ => format!("Autopilot does not allow the capability `{name}`"),
                };
                let help = match (bare, flag) {
                    (Some(bare), _) if known(bare) => format!("write `{bare}`"),
                    (_, Some(_)) => "make sure that the cluster allows it, or drop it".to_owned(),
                    _ => format!("drop it; allowed are {}", table.rows.allowed.join(", ")),
                };
                let worst = if flag.is_some() { Severity::Warning } else { Severity::Error };
                cx.flag(node.origin, message).by(table.status).at_most(worst).help(help);
            }
        }
    }
}
