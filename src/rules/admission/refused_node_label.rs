use crate::diag::Severity;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A node label that Pods may not select
    ///
    /// ## Why
    /// On Autopilot a Pod may select certain node labels only; `cloud.google.com/gke-nodepool`,
    /// `kubernetes.io/hostname` and the `beta.kubernetes.io` labels are refused (Warden:
    /// `autogke-node-affinity-selector-limitation`). Another label is accepted if the Pod also tolerates a taint of
    /// that name, which makes nodes of its own.
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-nodepool: pool-1  # flag
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    /// ```
    ///
    /// ## Fix
    /// Remove the selector: Autopilot makes the nodes.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   nodeSelector:
    ///     kubernetes.io/arch: amd64
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    /// ```
    ///
    /// The list of allowed labels is known in part, so a label that is on no list is a warning.
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/ai-on-gke/pull/983>, 2025-02-17; fluxcd/flux#3470.
    "refused-node-label", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().node_selector_keys;
    for pod in cx.pods() {
        for (key, at) in pod.selected_keys() {
            let allowed = table
                .rows
                .allowed
                .iter()
                .chain(&table.rows.with_custom_class)
                .any(|it| it.strip_suffix('*').map_or(it == key, |start| key.starts_with(start)));
            let tolerated = pod.tolerations().iter().any(|it| it.str_at(&["key"]) == Some(key));
            if allowed || !cx.on_gke() {
                continue;
            }
            if table.rows.rejected.iter().any(|it| it == key) {
                cx.flag(at, format!("Autopilot does not let Pods select the node label `{key}`"))
                    .by(table.status)
                    .help("remove it: Autopilot makes the nodes");
            } else if !tolerated {
                cx.flag(at, format!("Autopilot may not let Pods select the node label `{key}`"))
                    .at_most(Severity::Warning)
                    .help("remove it, or add a toleration of the same key to get nodes of its own");
            }
        }
    }
}
