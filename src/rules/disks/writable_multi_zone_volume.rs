use super::disk;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A volume of many zones that is not read-only
    ///
    /// ## Why
    /// A handle with `zones/multi-zone` stands for one disk in each zone, which must all hold the same: the driver
    /// takes `ReadOnlyMany` only.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: PersistentVolume
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: hyperdisk-ml
    ///   capacity: {storage: 300Gi}
    ///   accessModes:
    ///   - ReadWriteOnce  # flag
    ///   csi:
    ///     driver: pd.csi.storage.gke.io
    ///     volumeHandle: projects/my-project/zones/multi-zone/disks/weights
    /// ```
    ///
    /// ## Fix
    /// Use `ReadOnlyMany`, with `readOnly: true`.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: PersistentVolume
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: hyperdisk-ml
    ///   capacity: {storage: 300Gi}
    ///   accessModes:
    ///   - ReadOnlyMany
    ///   csi:
    ///     driver: pd.csi.storage.gke.io
    ///     volumeHandle: projects/my-project/zones/multi-zone/disks/weights
    ///     readOnly: true
    /// ```
    ///
    /// ## Source
    /// <https://github.com/kubernetes-sigs/gcp-compute-persistent-disk-csi-driver>, commit b560165, 2026-08-18.
    "writable-multi-zone-volume", Error, &["PersistentVolume"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some((handle, text)) = disk::handle(object) else { return };
    if !disk::Handle::parse(text).is_some_and(disk::Handle::is_multi_zone) {
        return;
    }
    for mode in object.root.at(&["spec", "accessModes"]).into_iter().flat_map(Node::items) {
        if mode.as_str() != Some("ReadOnlyMany") {
            cx.flag(mode.origin, "a volume of many zones is read-only")
                .also(handle.origin, "one disk in each zone")
                .help("use `ReadOnlyMany`");
        }
    }
}
