use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A read-only volume mounted for writing
    ///
    /// ## Why
    /// The volume offers read-only access to many nodes, but the container mounts it without `readOnly: true`. A
    /// program that writes there fails at run time, and nothing in the manifest says that it may not.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     volumeMounts:
    ///     - name: weights  # flag
    ///       mountPath: /models
    ///   volumes:
    ///   - name: weights
    ///     persistentVolumeClaim: {claimName: weights}
    /// ---
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: hyperdisk-ml
    ///   volumeName: weights
    ///   accessModes: [ReadOnlyMany]
    ///   resources: {requests: {storage: 300Gi}}
    /// ```
    ///
    /// ## Fix
    /// Add `readOnly: true` to the mount.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     volumeMounts:
    ///     - name: weights
    ///       mountPath: /models
    ///       readOnly: true
    ///   volumes:
    ///   - name: weights
    ///     persistentVolumeClaim: {claimName: weights}
    /// ---
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: hyperdisk-ml
    ///   volumeName: weights
    ///   accessModes: [ReadOnlyMany]
    ///   resources: {requests: {storage: 300Gi}}
    /// ```
    ///
    /// ## Source
    /// <https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes>, read 2026-11-23.
    "writable-shared-volume", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    for pod in cx.pods() {
        for (volume, name) in links::claimed(pod) {
            let Some(claim) = links::claim(cx, object, name).filter(|it| links::is_read_only_many(it)) else {
                continue;
            };
            if volume.at(&["persistentVolumeClaim", "readOnly"]).and_then(Node::as_bool) == Some(true) {
                continue;
            }
            for container in pod.containers() {
                for mount in container.list("volumeMounts") {
                    let own = mount.str_at(&["name"]) == volume.str_at(&["name"]);
                    if own && mount.get("readOnly").and_then(Node::as_bool) != Some(true) {
                        let modes = claim.root.at(&["spec", "accessModes"]).unwrap_or(&claim.root).origin;
                        let edit = cx.read_only(mount, "mountPath");
                        cx.flag(mount.origin, "the volume is read-only, but it is mounted for writing")
                            .also(modes, "for many readers")
                            .help("add `readOnly: true` to the mount")
                            .fix("Mount the volume read-only", edit);
                    }
                }
            }
        }
    }
}
