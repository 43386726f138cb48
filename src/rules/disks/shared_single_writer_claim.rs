use super::disk;
use crate::object::Object;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # Several replicas on a disk for one writer
    ///
    /// ## Why
    /// A disk with `ReadWriteOnce` attaches to one node. Replicas on other nodes wait for ever; GPU Pods get a node each.
    ///
    /// ```yaml fail
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: server}
    /// spec:
    ///   replicas: 2
    ///   selector: {matchLabels: {app: server}}
    ///   template:
    ///     metadata: {labels: {app: server}}
    ///     spec:
    ///       nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
    ///       containers:
    ///       - name: server
    ///         image: docker.io/vllm/vllm-openai:v0.30.0
    ///         readinessProbe: {httpGet: {path: /health, port: 8000}}
    ///         ports: [{name: http, containerPort: 8000}]
    ///         resources:
    ///           requests: {cpu: 8, memory: 30Gi}
    ///           limits: {nvidia.com/gpu: 1}
    ///         volumeMounts: [{name: weights, mountPath: /models}]
    ///       volumes:
    ///       - name: weights
    ///         persistentVolumeClaim: {claimName: weights}  # flag
    /// ---
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: weights
    ///   accessModes: [ReadWriteOnce]
    ///   resources: {requests: {storage: 300Gi}}
    /// ---
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: weights}
    /// provisioner: pd.csi.storage.gke.io
    /// parameters: {type: hyperdisk-ml}
    /// volumeBindingMode: WaitForFirstConsumer
    /// ```
    ///
    /// ## Fix
    /// Fill the disk once, then read it through a claim with `ReadOnlyMany`.
    ///
    /// ```yaml pass
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: server}
    /// spec:
    ///   replicas: 2
    ///   selector: {matchLabels: {app: server}}
    ///   template:
    ///     metadata: {labels: {app: server}}
    ///     spec:
    ///       nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
    ///       containers:
    ///       - name: server
    ///         image: docker.io/vllm/vllm-openai:v0.30.0
    ///         readinessProbe: {httpGet: {path: /health, port: 8000}}
    ///         ports: [{name: http, containerPort: 8000}]
    ///         resources:
    ///           requests: {cpu: 8, memory: 30Gi}
    ///           limits: {nvidia.com/gpu: 1}
    ///         volumeMounts: [{name: weights, mountPath: /models, readOnly: true}]
    ///       volumes:
    ///       - name: weights
    ///         persistentVolumeClaim: {claimName: weights}
    /// ---
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: weights
    ///   volumeName: weights
    ///   accessModes: [ReadOnlyMany]
    ///   resources: {requests: {storage: 300Gi}}
    /// ---
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: weights}
    /// provisioner: pd.csi.storage.gke.io
    /// parameters: {type: hyperdisk-ml}
    /// volumeBindingMode: WaitForFirstConsumer
    /// ```
    ///
    /// ## Source
    /// Derived from <https://github.com/kubernetes-sigs/gcp-compute-persistent-disk-csi-driver>, commit b560165.
    "shared-single-writer-claim", Error, &["Deployment"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let autoscaler = links::autoscaler(cx, object).and_then(|it| it.root.at(&["spec", "maxReplicas"]));
    let many = autoscaler.or(object.root.at(&["spec", "replicas"]));
    let Some(many) = many.filter(|node| node.as_i64().is_some_and(|count| count > 1)) else { return };
    for pod in cx.pods() {
        for (volume, name) in links::claimed(pod) {
            let Some(claim) = links::claim(cx, object, name) else { continue };
            let own = links::class(cx, claim).is_some_and(disk::is_own);
            let modes = links::access_modes(claim);
            let single = !modes.is_empty()
                && modes.iter().all(|it| matches!(*it, "ReadWriteOnce" | "ReadWriteOncePod"));
            if own && single {
                let at = volume.at(&["persistentVolumeClaim", "claimName"]).unwrap_or(volume).origin;
                let modes = claim.root.at(&["spec", "accessModes"]).unwrap_or(&claim.root).origin;
                cx.flag(at, "the disk attaches to one node, but there may be several replicas")
                    .also(many.origin, "several replicas")
                    .also(modes, "one node")
                    .help("read the disk through a claim with `ReadOnlyMany`");
            }
        }
    }
}
