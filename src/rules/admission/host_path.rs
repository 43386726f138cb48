use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A directory of the node
    ///
    /// ## Why
    /// Autopilot allows `hostPath` volumes below `/var/log/` only, and only for reading (Warden:
    /// `autogke-no-write-mode-hostpath`).
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
    ///     volumeMounts: [{name: models, mountPath: /models, readOnly: true}]
    ///   volumes:
    ///   - name: models
    ///     hostPath:
    ///       path: /mnt/models  # flag
    /// ```
    ///
    /// ## Fix
    /// Use a volume: an `emptyDir`, or a claim.
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
    ///     volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]
    ///   volumes:
    ///   - name: logs
    ///     hostPath:
    ///       path: /var/log/pods
    /// ```
    ///
    /// ## Source
    /// SigNoz/charts#310; <https://docs.cloud.google.com/kubernetes-engine/docs/concepts/autopilot-security>, read
    /// 2026-11-23.
    "host-path", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for volume in pod.volumes() {
            let Some(path) = volume.at(&["hostPath", "path"]) else { continue };
            if !cx.on_gke() {
                return;
            }
            let table = &cx.catalog().host_path_prefixes;
            let text = path.as_str().unwrap_or("");
            let allowed = table.rows.iter().any(|prefix| format!("{text}/").starts_with(prefix.as_str()));
            if !allowed {
                cx.flag(path.origin, format!("Autopilot does not allow the directory `{text}` of the node"))
                    .by(table.status)
                    .help("use an `emptyDir` or a claim");
                continue;
            }
            let name = volume.str_at(&["name"]);
            for mount in pod.containers().flat_map(|it| it.list("volumeMounts")) {
                let read_only = mount.get("readOnly").and_then(Node::as_bool) == Some(true);
                if mount.str_at(&["name"]) == name && !read_only {
                    cx.flag(mount.origin, "Autopilot allows a directory of the node for reading only")
                        .by(table.status)
                        .also(path.origin, "the directory")
                        .help("add `readOnly: true` to the mount");
                }
            }
        }
    }
}
