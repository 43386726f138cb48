use super::disk;
use crate::object::Object;
use crate::object::Quantity;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A Hyperdisk ML volume that is too small or too large
    ///
    /// ## Why
    /// Hyperdisk ML has sizes from 4 GiB to 64 TiB.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: weights
    ///   accessModes: [ReadWriteOnce]
    ///   resources:
    ///     requests:
    ///       storage: 1Gi  # flag
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
    /// Ask for a size in that range.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: weights
    ///   accessModes: [ReadWriteOnce]
    ///   resources:
    ///     requests:
    ///       storage: 300Gi
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
    /// A summary of <https://cloud.google.com/compute/docs/disks/hd-types/hyperdisk-ml>, 2026-03-31.
    "disk-size-out-of-range", Error, &["PersistentVolumeClaim"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    if !disk::is_hyperdisk_ml(cx, object) {
        return;
    }
    let table = &cx.catalog().hyperdisk_ml;
    let [least, most] = table.rows.size_gib.map(Quantity::gib);
    let Some(node) = object.root.at(&["spec", "resources", "requests", "storage"]) else { return };
    if Quantity::of(node).is_some_and(|size| size < least || size > most) {
        cx.flag(node.origin, format!("Hyperdisk ML has sizes from {} to {}", least.bytes(), most.bytes()))
            .by(table.status)
            .help("ask for a size in that range");
    }
}
