use super::disk;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::compute_class;
use crate::rules::links;
use crate::rules::pods::Pod;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A disk of a type that the machine does not take
    ///
    /// ## Why
    /// Each machine series takes certain disk types. Hyperdisk ML attaches to the machines of A100, H100, L4 and
    /// newer accelerators, not to those of T4, nor to the machines of Pods without accelerator; an L4 machine takes
    /// no Hyperdisk Balanced. The Pod waits for ever.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-tesla-t4}
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    ///     volumeMounts: [{name: weights, mountPath: /models, readOnly: true}]
    ///   volumes:
    ///   - name: weights
    ///     persistentVolumeClaim: {claimName: weights}  # flag
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
    /// Use an accelerator whose machines take the disk, or another disk type.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    ///     volumeMounts: [{name: weights, mountPath: /models, readOnly: true}]
    ///   volumes:
    ///   - name: weights
    ///     persistentVolumeClaim: {claimName: weights}
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
    /// ## Source
    /// <https://github.com/kubernetes-sigs/gcp-compute-persistent-disk-csi-driver>, commit b560165, 2026-08-18, table
    /// of the node labeler.
    "unattachable-disk", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    for pod in cx.pods() {
        let Some((series, reason)) = series(cx, pod) else { continue };
        for (volume, name) in links::claimed(pod) {
            let Some(claim) = links::claim(cx, object, name) else { continue };
            let Some(kind) = disk::kind(cx, claim) else { continue };
            let table = &cx.catalog().disk_types_by_series;
            let taken = |series: &String| {
                table
                    .rows
                    .get(series)
                    .is_none_or(|kinds| kinds.iter().any(|it| Some(it.as_str()) == kind.as_str()))
            };
            if series.iter().any(taken) {
                continue;
            }
            let word = kind.as_str().unwrap_or("");
            let at = volume.at(&["persistentVolumeClaim", "claimName"]).unwrap_or(volume).origin;
            let mut flag = cx
                .flag(at, format!("a disk of type `{word}` does not attach to the machines of this Pod"))
                .by(table.status)
                .also(kind.origin, "the type of the disk")
                .help("select an accelerator whose machines take the disk, or use another disk type");
            if let Some(reason) = reason {
                flag = flag.also(reason.origin, format!("machines of series {}", series.join(", ")));
            }
            let _ = flag;
        }
    }
}

/// The machine series that a pod can run on, and what decides that. `None` if too little is known.
fn series<'a>(cx: &Cx<'a>, pod: &Pod<'a>) -> Option<(Vec<String>, Option<&'a Node>)> {
    let tables = cx.catalog();
    let gpus = &pod.gpus;
    if let Some(first) = gpus.accelerators.first() {
        let mut series = Vec::new();
        for accelerator in &gpus.accelerators {
            let kind = tables.gpu_types.rows.get(accelerator.as_str()?)?;
            // Where sources disagree about the series, nothing follows.
            kind.hyperdisk_ml?;
            series.push(kind.series.clone());
        }
        return Some((series, Some(first)));
    }
    if let Some(family) = pod.selected("cloud.google.com/machine-family").first() {
        return Some((vec![family.as_str()?.to_owned()], Some(family)));
    }
    let asks = gpus.asked.is_some() || compute_class::selected(pod).is_some();
    let tpu = pod.selected_keys().iter().any(|(key, _)| key.contains("gke-tpu"));
    (!asks && !tpu).then(|| (tables.general_purpose_series.rows.clone(), None))
}
