use super::disk;
use crate::diag::Severity;
use crate::object::Object;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A read-only claim of a disk that is still to be made
    ///
    /// ## Why
    /// A claim with `ReadOnlyMany` and no source asks for a new disk that nobody can fill. The driver refuses it
    /// (`VolumeContentSource must be provided`); for Hyperdisk ML it makes an empty disk, and the model is not there.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: weights
    ///   accessModes:
    ///   - ReadOnlyMany  # flag
    ///   resources: {requests: {storage: 300Gi}}
    /// ---
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: weights}
    /// provisioner: pd.csi.storage.gke.io
    /// parameters: {type: pd-balanced}
    /// volumeBindingMode: WaitForFirstConsumer
    /// ```
    ///
    /// ## Fix
    /// Name a source (`dataSource`, `dataSourceRef`), or a volume that is there (`volumeName`).
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: weights
    ///   accessModes:
    ///   - ReadOnlyMany
    ///   resources: {requests: {storage: 300Gi}}
    ///   dataSource: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: weights}
    /// ---
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: weights}
    /// provisioner: pd.csi.storage.gke.io
    /// parameters: {type: pd-balanced}
    /// volumeBindingMode: WaitForFirstConsumer
    /// ```
    ///
    /// On Hyperdisk ML it is a warning.
    ///
    /// ## Source
    /// <https://github.com/kubernetes-sigs/gcp-compute-persistent-disk-csi-driver>, commit b560165, 2026-08-18.
    "empty-read-only-claim", Error, &["PersistentVolumeClaim"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let has = |field: &str| object.root.at(&["spec", field]).is_some();
    let own = links::class(cx, object).is_some_and(disk::is_own);
    if !own
        || !links::is_read_only_many(object)
        || has("dataSource")
        || has("dataSourceRef")
        || has("volumeName")
    {
        return;
    }
    if has("selector") || links::volume(cx, object).is_some() {
        return;
    }
    let Some(mode) = object.root.at(&["spec", "accessModes"]).and_then(|modes| modes.items().next()) else {
        return;
    };
    let (message, worst) = if disk::is_hyperdisk_ml(cx, object) {
        ("the disk is made empty, and nobody can fill it", Severity::Warning)
    } else {
        ("the driver makes no read-only disk without a source", Severity::Error)
    };
    cx.flag(mode.origin, message)
        .at_most(worst)
        .help("name a source (`dataSource`) or a volume that is there (`volumeName`)");
}
