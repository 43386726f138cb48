use super::disk;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # Hyperdisk ML in a storage pool
    ///
    /// ## Why
    /// Storage pools hold Hyperdisk Balanced and Hyperdisk Throughput only.
    ///
    /// ```yaml fail
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: weights}
    /// provisioner: pd.csi.storage.gke.io
    /// parameters:
    ///   type: hyperdisk-ml
    ///   storage-pools: projects/my-project/zones/asia-northeast1-a/storagePools/pool  # flag
    /// volumeBindingMode: WaitForFirstConsumer
    /// ```
    ///
    /// ## Fix
    /// Remove `storage-pools`.
    ///
    /// ```yaml pass
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: weights}
    /// provisioner: pd.csi.storage.gke.io
    /// parameters:
    ///   type: hyperdisk-ml
    /// volumeBindingMode: WaitForFirstConsumer
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/persistent-volumes/hyperdisk-storage-pools>, read
    /// 2026-11-23.
    "pooled-hyperdisk-ml", Error, &["StorageClass"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(pools) = object.root.at(&["parameters", "storage-pools"]) else { return };
    if disk::is_own(object) && object.root.str_at(&["parameters", "type"]) == Some(disk::HYPERDISK_ML) {
        cx.flag(pools.origin, "a storage pool does not hold Hyperdisk ML").help("remove `storage-pools`");
    }
}
