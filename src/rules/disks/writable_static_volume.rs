use super::disk;
use crate::object::Object;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A read-only volume that attaches for writing
    ///
    /// ## Why
    /// A static volume for many readers needs `csi.readOnly: true`: the driver sets it only for volumes that it
    /// makes itself. Without it the first node attaches the disk for writing, and every other node fails.
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
    ///     driver: pd.csi.storage.gke.io  # flag
    ///     volumeHandle: projects/my-project/zones/asia-northeast1-a/disks/weights
    /// ```
    ///
    /// ## Fix
    /// Add `readOnly: true` under `csi`.
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
    /// ```
    ///
    /// ## Source
    /// <https://github.com/kubernetes-csi/external-provisioner>, commit 0688604, `pkg/controller/controller.go`;
    /// <https://github.com/kubernetes-sigs/gcp-compute-persistent-disk-csi-driver>, commit b560165, 2026-08-18.
    "writable-static-volume", Error, &["PersistentVolume"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(csi) = disk::csi(object) else { return };
    if !links::is_read_only_many(object) {
        return;
    }
    let written = csi.get("readOnly");
    if written.and_then(Node::as_bool) == Some(true) {
        return;
    }
    let at = written.or(csi.get("driver")).unwrap_or(csi).origin;
    let edit = cx.read_only(csi, "driver");
    let flag = cx
        .flag(at, "the volume is for many readers, but attaches for writing")
        .help("add `readOnly: true` under `csi`")
        .fix("Attach the volume read-only", edit);
    if let Some(modes) = object.root.at(&["spec", "accessModes"]) {
        flag.also(modes.origin, "for many readers");
    }
}
