use super::fuse;
use crate::diag::nearest;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # An attribute that the Cloud Storage driver does not know
    ///
    /// ## Why
    /// An unknown key of `volumeAttributes` is ignored.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server, annotations: {gke-gcsfuse/volumes: "true"}}
    /// spec:
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
    ///         fileCacheCapacty: 1Gi  # flag
    /// ```
    ///
    /// ## Fix
    /// Use the attribute's exact name.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server, annotations: {gke-gcsfuse/volumes: "true"}}
    /// spec:
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
    ///         fileCacheCapacity: 1Gi
    /// ```
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/gcs-fuse-csi-driver>, commit 5fcdc04, `pkg/csi_driver/utils.go`.
    "unknown-fuse-attribute", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().gcs_fuse;
    for pod in cx.pods() {
        for volume in fuse::volumes(pod) {
            for entry in volume.attributes.and_then(Node::as_map).into_iter().flatten() {
                if table.rows.attributes.iter().any(|it| *it == entry.key) {
                    continue;
                }
                let near = nearest(&entry.key, table.rows.attributes.iter().map(String::as_str));
                cx.flag(entry.key_origin, format!("the driver has no attribute `{}`", entry.key))
                    .by(table.status)
                    .help(
                        near.map_or_else(|| "remove it".to_owned(), |near| format!("did you mean `{near}`?")),
                    );
            }
        }
    }
}
