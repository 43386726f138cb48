use super::fuse;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A Cloud Storage volume without the annotation that serves it
    ///
    /// ## Why
    /// The sidecar that mounts a bucket is added to Pods with the annotation `gke-gcsfuse/volumes: "true"`, in the Pod
    /// template: on the Deployment itself it does nothing. Without it the mount fails for ever: `failed to find the
    /// sidecar container in Pod spec`.
    ///
    /// ```yaml fail
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: server
    ///   annotations: {gke-gcsfuse/volumes: "true"}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   template:
    ///     metadata: {labels: {app: server}}
    ///     spec:
    ///       containers:
    ///       - name: server
    ///         image: docker.io/library/nginx:1.29
    ///         resources: {requests: {cpu: 500m, memory: 2Gi}}
    ///         volumeMounts: [{name: weights, mountPath: /models}]
    ///       volumes:
    ///       - name: weights
    ///         csi:
    ///           driver: gcsfuse.csi.storage.gke.io  # flag
    ///           readOnly: true
    ///           volumeAttributes: {bucketName: my-bucket}
    /// ```
    ///
    /// ## Fix
    /// Put the annotation into `spec.template.metadata.annotations`.
    ///
    /// ```yaml pass
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: server
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   template:
    ///     metadata:
    ///       labels: {app: server}
    ///       annotations: {gke-gcsfuse/volumes: "true"}
    ///     spec:
    ///       containers:
    ///       - name: server
    ///         image: docker.io/library/nginx:1.29
    ///         resources: {requests: {cpu: 500m, memory: 2Gi}}
    ///         volumeMounts: [{name: weights, mountPath: /models}]
    ///       volumes:
    ///       - name: weights
    ///         csi:
    ///           driver: gcsfuse.csi.storage.gke.io
    ///           readOnly: true
    ///           volumeAttributes: {bucketName: my-bucket}
    /// ```
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/gcs-fuse-csi-driver>, commit 5fcdc04, 2026-08-21.
    "unmarked-fuse-pod", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let key = "gke-gcsfuse/volumes";
    for pod in cx.pods() {
        let annotation = pod.annotation(key);
        let value = annotation.and_then(Node::scalar);
        if let Some(node) =
            annotation.filter(|_| !matches!(value.as_deref(), Some("true" | "True" | "false" | "False")))
        {
            cx.flag(node.origin, "the driver takes `true` and `false` only").help("write `\"true\"`");
            continue;
        }
        if matches!(value.as_deref(), Some("true" | "True")) {
            continue;
        }
        // Volumes of the same driver may also come through claims; their objects are elsewhere.
        let Some(volume) = fuse::volumes(pod).next() else { continue };
        let misplaced = object.root.at(&["metadata", "annotations", key]).filter(|_| object.kind() != "Pod");
        let mut flag = cx
            .flag(
                annotation.unwrap_or(volume.driver).origin,
                "nothing mounts the bucket: the Pods lack the annotation `gke-gcsfuse/volumes`",
            )
            .help("add `gke-gcsfuse/volumes: \"true\"` to `spec.template.metadata.annotations`");
        if let Some(node) = misplaced {
            flag = flag.also(node.origin, "has no effect here");
        }
        let _ = flag;
    }
}
