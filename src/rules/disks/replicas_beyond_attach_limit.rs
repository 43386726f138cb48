use super::disk;
use crate::object::Object;
use crate::object::Quantity;
use crate::object::templates;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # More replicas than the disk attaches to
    ///
    /// ## Why
    /// A Hyperdisk ML volume attaches to a number of machines that falls with its size: 2,500 up to 256 GiB, 600 up to
    /// 1 TiB, 300 up to 2 TiB, 128 up to 16 TiB, 30 above.
    ///
    /// ```yaml fail
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: server}
    ///   minReplicas: 1
    ///   maxReplicas: 400  # flag
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: server}
    /// spec:
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
    ///       volumes: [{name: weights, persistentVolumeClaim: {claimName: weights}}]
    /// ---
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: weights
    ///   volumeName: weights
    ///   accessModes: [ReadOnlyMany]
    ///   resources: {requests: {storage: 2Ti}}
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
    /// Use a smaller disk, or several.
    ///
    /// ```yaml pass
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: server}
    ///   minReplicas: 1
    ///   maxReplicas: 40
    /// ```
    ///
    /// ## Source
    /// A summary of <https://cloud.google.com/compute/docs/disks/hd-types/hyperdisk-ml>, 2026-03-31.
    "replicas-beyond-attach-limit", Warning, &["HorizontalPodAutoscaler"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(most) = object.root.at(&["spec", "maxReplicas"]) else { return };
    let (Some(replicas), Some(workload)) = (most.as_i64(), links::scaled(cx, object)) else { return };
    let table = &cx.catalog().hyperdisk_ml;
    for pod in templates(workload) {
        for (_, name) in links::claimed(&pod) {
            let Some(claim) = links::claim(cx, workload, name).filter(|it| disk::is_hyperdisk_ml(cx, it))
            else {
                continue;
            };
            let Some(size) = claim.root.at(&["spec", "resources", "requests", "storage"]) else { continue };
            let Some(amount) = Quantity::of(size) else { continue };
            let limit = table.rows.attach_limit.iter().find(|it| amount <= Quantity::gib(it.max_gib));
            if let Some(limit) = limit.filter(|limit| replicas > limit.instances) {
                cx.flag(most.origin, format!("a disk of this size attaches to {} machines", limit.instances))
                    .by(table.status)
                    .also(size.origin, "the disk")
                    .help("use a smaller disk, or fewer replicas");
            }
        }
    }
}
