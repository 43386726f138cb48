use crate::diag::Severity;
use crate::object::Object;
use crate::object::Quantity;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A disk of another size than its source
    ///
    /// ## Why
    /// A disk that is made from a snapshot for many readers must be as large as the claim that was saved.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights-ro}
    /// spec:
    ///   storageClassName: weights
    ///   accessModes: [ReadOnlyMany]
    ///   dataSource: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: weights}
    ///   resources:
    ///     requests:
    ///       storage: 200Gi  # flag
    /// ---
    /// apiVersion: snapshot.storage.k8s.io/v1
    /// kind: VolumeSnapshot
    /// metadata: {name: weights}
    /// spec: {source: {persistentVolumeClaimName: weights}}
    /// ---
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: weights
    ///   accessModes: [ReadWriteOnce]
    ///   resources: {requests: {storage: 300Gi}}
    /// ```
    ///
    /// ## Fix
    /// Ask for the size of the source.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights-ro}
    /// spec:
    ///   storageClassName: weights
    ///   accessModes: [ReadOnlyMany]
    ///   dataSource: {apiGroup: snapshot.storage.k8s.io, kind: VolumeSnapshot, name: weights}
    ///   resources:
    ///     requests:
    ///       storage: 300Gi
    /// ---
    /// apiVersion: snapshot.storage.k8s.io/v1
    /// kind: VolumeSnapshot
    /// metadata: {name: weights}
    /// spec: {source: {persistentVolumeClaimName: weights}}
    /// ---
    /// apiVersion: v1
    /// kind: PersistentVolumeClaim
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: weights
    ///   accessModes: [ReadWriteOnce]
    ///   resources: {requests: {storage: 300Gi}}
    /// ```
    ///
    /// A larger disk is a warning: it works, but Google's page asks for the same size.
    ///
    /// ## Source
    /// <https://cloud.google.com/kubernetes-engine/docs/how-to/persistent-volumes/readonlymany-disks>, read 2026-11-23.
    "mismatched-snapshot-size", Error, &["PersistentVolumeClaim"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(source) = object.root.at(&["spec", "dataSource"]).or(object.root.at(&["spec", "dataSourceRef"]))
    else {
        return;
    };
    let name = source.str_at(&["name"]).unwrap_or("");
    let claim = match source.str_at(&["kind"]) {
        Some("PersistentVolumeClaim") => Some(name),
        Some("VolumeSnapshot") => cx
            .all("VolumeSnapshot")
            .find(|it| it.name() == name && links::same_namespace(it, object))
            .and_then(|it| it.root.str_at(&["spec", "source", "persistentVolumeClaimName"])),
        _ => None,
    };
    let Some(origin) = claim.and_then(|name| links::claim(cx, object, name)) else { return };
    let size = ["spec", "resources", "requests", "storage"];
    let (Some(own), Some(theirs)) = (object.root.at(&size), origin.root.at(&size)) else { return };
    let (Some(amount), Some(wanted)) = (Quantity::of(own), Quantity::of(theirs)) else { return };
    if amount != wanted {
        let worst = if amount < wanted { Severity::Error } else { Severity::Warning };
        cx.flag(own.origin, format!("the source has {}", wanted.bytes()))
            .at_most(worst)
            .also(theirs.origin, "the source")
            .help(format!("ask for {}", wanted.bytes()));
    }
}
