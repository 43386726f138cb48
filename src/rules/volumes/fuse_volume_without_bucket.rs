use super::fuse;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A Cloud Storage volume that names no bucket
    ///
    /// ## Why
    /// A volume of the Cloud Storage FUSE driver that is written into a Pod names its bucket in
    /// `volumeAttributes.bucketName`.
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
    ///       driver: gcsfuse.csi.storage.gke.io  # flag
    ///       readOnly: true
    ///       volumeAttributes: {mountOptions: implicit-dirs}
    /// ```
    ///
    /// ## Fix
    /// Add `bucketName`; `_` mounts every bucket.
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
    ///       volumeAttributes: {bucketName: my-bucket, mountOptions: implicit-dirs}
    /// ```
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/gcs-fuse-csi-driver>, commit 5fcdc04, 2026-08-21.
    "fuse-volume-without-bucket", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for volume in fuse::volumes(pod) {
            if volume.attribute("bucketName").is_none() {
                cx.flag(volume.driver.origin, "the volume names no bucket")
                    .help("add `bucketName` to `volumeAttributes`");
            }
        }
    }
}
