use super::disk;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A `volumeHandle` that names no disk
    ///
    /// ## Why
    /// The Persistent Disk driver takes `projects/PROJECT/zones/ZONE/disks/NAME`, or `regions/REGION` in the place of
    /// the zone. Anything else never attaches.
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
    ///     volumeHandle: my-project/asia-northeast1-a/weights  # flag
    ///     readOnly: true
    /// ```
    ///
    /// ## Fix
    /// Copy the handle from the PersistentVolume that the writing claim got:
    /// `kubectl get pv -o jsonpath='{.spec.csi.volumeHandle}' NAME`.
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
    /// <https://github.com/kubernetes-sigs/gcp-compute-persistent-disk-csi-driver>, commit b560165, 2026-08-18.
    "malformed-volume-handle", Error, &["PersistentVolume"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some((node, handle)) = disk::handle(object) else { return };
    if disk::Handle::parse(&filled(handle)).is_none() {
        cx.flag(node.origin, format!("`{handle}` is not the handle of a disk"))
            .help("use `projects/PROJECT/zones/ZONE/disks/NAME`");
    }
}

/// The handle with something in the place of each `${NAME}`, which `unresolved-placeholder` reports.
fn filled(handle: &str) -> String {
    let mut parts = handle.split("${");
    let mut filled = parts.next().unwrap_or("").to_owned();
    for part in parts {
        filled.push('x');
        filled.push_str(part.split_once('}').map_or(part, |(_, rest)| rest));
    }
    filled
}
