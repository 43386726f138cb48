use super::disk;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A disk that is placed by a label of another driver
    ///
    /// ## Why
    /// The Persistent Disk driver places volumes by the node label `topology.gke.io/zone`. A node affinity with another
    /// key may fit no node.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: PersistentVolume
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: hyperdisk-ml
    ///   capacity: {storage: 300Gi}
    ///   accessModes: [ReadOnlyMany]
    ///   csi:
    ///     driver: pd.csi.storage.gke.io
    ///     volumeHandle: projects/my-project/zones/asia-northeast1-a/disks/weights
    ///     readOnly: true
    ///   nodeAffinity:
    ///     required:
    ///       nodeSelectorTerms:
    ///       - matchExpressions:
    ///         - {key: failure-domain.beta.kubernetes.io/zone, operator: In, values: [asia-northeast1-a]}  # flag
    /// ```
    ///
    /// ## Fix
    /// Use `topology.gke.io/zone`.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: PersistentVolume
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: hyperdisk-ml
    ///   capacity: {storage: 300Gi}
    ///   accessModes: [ReadOnlyMany]
    ///   csi:
    ///     driver: pd.csi.storage.gke.io
    ///     volumeHandle: projects/my-project/zones/asia-northeast1-a/disks/weights
    ///     readOnly: true
    ///   nodeAffinity:
    ///     required:
    ///       nodeSelectorTerms:
    ///       - matchExpressions:
    ///         - {key: topology.gke.io/zone, operator: In, values: [asia-northeast1-a]}
    /// ```
    ///
    /// ## Source
    /// <https://github.com/kubernetes-sigs/gcp-compute-persistent-disk-csi-driver>, commit b560165, 2026-08-18.
    "foreign-topology-key", Warning, &["PersistentVolume"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    if disk::csi(object).is_none() {
        return;
    }
    for requirement in disk::affinity(object) {
        let Some(key) = requirement.get("key") else { continue };
        // The well-known label for zones has the same values on GKE's nodes.
        if key.as_str().is_some_and(|key| key != disk::ZONE && key != "topology.kubernetes.io/zone") {
            cx.flag(key.origin, format!("disks are placed by `{}`", disk::ZONE))
                .help(format!("use `{}`", disk::ZONE));
        }
    }
}
