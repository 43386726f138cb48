use super::fuse;
use crate::object::Container;
use crate::object::Object;
use crate::object::PodTemplate;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A bucket that the container's user cannot read
    ///
    /// ## Why
    /// Files of a Cloud Storage volume belong to root unless the mount options say `uid` and `gid`, or the Pod has an
    /// `fsGroup`. A container that runs as another user gets `Permission denied`.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server, annotations: {gke-gcsfuse/volumes: "true"}}
    /// spec:
    ///   securityContext: {runAsUser: 1000}
    ///   containers:
    ///   - name: server
    ///     image: docker.io/library/nginx:1.29
    ///     resources: {requests: {cpu: 500m, memory: 2Gi}}
    ///     volumeMounts: [{name: weights, mountPath: /models}]
    ///   volumes:
    ///   - name: weights
    ///     csi:
    ///       driver: gcsfuse.csi.storage.gke.io
    ///       readOnly: true
    ///       volumeAttributes:
    ///         bucketName: my-bucket
    ///         mountOptions: implicit-dirs  # flag
    /// ```
    ///
    /// ## Fix
    /// Add `uid=1000,gid=1000` to the mount options, or set `fsGroup`.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server, annotations: {gke-gcsfuse/volumes: "true"}}
    /// spec:
    ///   securityContext: {runAsUser: 1000, fsGroup: 1000}
    ///   containers:
    ///   - name: server
    ///     image: docker.io/library/nginx:1.29
    ///     resources: {requests: {cpu: 500m, memory: 2Gi}}
    ///     volumeMounts: [{name: weights, mountPath: /models}]
    ///   volumes:
    ///   - name: weights
    ///     csi:
    ///       driver: gcsfuse.csi.storage.gke.io
    ///       readOnly: true
    ///       volumeAttributes:
    ///         bucketName: my-bucket
    ///         mountOptions: implicit-dirs
    /// ```
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/gcs-fuse-csi-driver>, commit 5fcdc04, 2026-08-21.
    "unreadable-fuse-volume", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        if pod.spec.at(&["securityContext", "fsGroup"]).is_some() {
            continue;
        }
        for volume in fuse::volumes(pod) {
            let options = volume.attribute("mountOptions");
            let text = options.and_then(Node::as_str).unwrap_or("");
            if ["uid", "gid", "file-mode", "dir-mode"].iter().any(|option| text.contains(option)) {
                continue;
            }
            let user =
                |container: &Container<'_>| written(pod, container).and_then(Node::as_i64).unwrap_or(0);
            let reader = pod.containers().find(|it| {
                user(it) > 0
                    && it
                        .list("volumeMounts")
                        .iter()
                        .any(|mount| mount.str_at(&["name"]) == Some(volume.name))
            });
            if let Some(reader) = reader {
                let at = options.unwrap_or(volume.driver).origin;
                cx.flag(
                    at,
                    format!(
                        "the files belong to root, but `{}` runs as user {}",
                        reader.name(),
                        user(&reader)
                    ),
                )
                .also(written(pod, &reader).map_or_else(|| reader.origin(), |it| it.origin), "not root")
                .help("add `uid` and `gid` to `mountOptions`, or set `fsGroup`");
            }
        }
    }
}

/// The user of a container: its own, or that of the pod.
fn written<'a>(pod: &PodTemplate<'a>, container: &Container<'a>) -> Option<&'a Node> {
    let path = ["securityContext", "runAsUser"];
    container.node.at(&path).or(pod.spec.at(&path))
}
