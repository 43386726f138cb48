use super::disk;
use crate::object::Object;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # Many writers on a disk
    ///
    /// ## Why
    /// A persistent disk or Hyperdisk with a file system takes one writing node, or many reading ones. The driver
    /// refuses `ReadWriteMany`.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: weights
    ///   accessModes:
    ///   - ReadWriteMany  # flag
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
    /// Fill the disk with `ReadWriteOnce`, then read it with `ReadOnlyMany`; for many writers use Filestore or Cloud
    /// Storage FUSE.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: weights
    ///   accessModes:
    ///   - ReadWriteOnce
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
    /// <https://github.com/kubernetes-sigs/gcp-compute-persistent-disk-csi-driver>, commit b560165, 2026-08-18.
    "read-write-many-disk", Error, &["PersistentVolumeClaim", "PersistentVolume"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let own = disk::csi(object).is_some() || links::class(cx, object).is_some_and(disk::is_own);
    if !own || object.root.str_at(&["spec", "volumeMode"]) == Some("Block") {
        return;
    }
    for mode in object.root.at(&["spec", "accessModes"]).into_iter().flat_map(Node::items) {
        if mode.as_str() == Some("ReadWriteMany") {
            cx.flag(mode.origin, "a disk does not take many writers")
                .help("use `ReadWriteOnce` to fill it and `ReadOnlyMany` to read it");
        }
    }
}
