use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A workload in a namespace that Google manages
    ///
    /// ## Why
    /// In `kube-system` and the namespaces of GKE's own add-ons users may not make workloads (Warden:
    /// `managed-namespaces-limitation`).
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: tool
    ///   namespace: kube-system  # flag
    /// spec:
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    /// ```
    ///
    /// ## Fix
    /// Use a namespace of your own.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: tool
    ///   namespace: tools
    /// spec:
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    /// ```
    ///
    /// RoleBindings are allowed there: the metrics adapter has one.
    ///
    /// ## Source
    /// Texts of rejections in issue threads, read 2026-11-23.
    "managed-namespace", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(namespace) = object.root.at(&["metadata", "namespace"]) else { return };
    let name = namespace.as_str().unwrap_or("");
    for table in [&cx.catalog().managed_namespaces, &cx.catalog().managed_namespaces_unsure] {
        if table.rows.iter().any(|it| it == name) && cx.on_gke() {
            cx.flag(namespace.origin, format!("Google manages the namespace `{name}`"))
                .by(table.status)
                .help("use a namespace of your own");
        }
    }
}
