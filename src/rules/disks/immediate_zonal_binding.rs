use super::disk;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;

rule! {
    /// # A disk that chooses its zone before its Pod
    ///
    /// ## Why
    /// With `volumeBindingMode: Immediate`, which is also the default, the disk is made in some zone before a Pod is
    /// scheduled. That zone may not have the accelerator.
    ///
    /// ```yaml fail
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: weights}
    /// provisioner: pd.csi.storage.gke.io
    /// parameters: {type: hyperdisk-ml}
    /// volumeBindingMode: Immediate  # flag
    /// ```
    ///
    /// ## Fix
    /// Use `WaitForFirstConsumer`, or name the zones in `allowedTopologies`.
    ///
    /// ```yaml pass
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: weights}
    /// provisioner: pd.csi.storage.gke.io
    /// parameters: {type: hyperdisk-ml}
    /// volumeBindingMode: WaitForFirstConsumer
    /// ```
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/kubernetes-engine-samples>, commit 2b50365: its classes wait.
    "immediate-zonal-binding", Warning, &["StorageClass"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let zonal = object.root.at(&["parameters", "enable-multi-zone-provisioning"]).is_none();
    let ml = disk::is_own(object) && object.root.str_at(&["parameters", "type"]) == Some(disk::HYPERDISK_ML);
    let mode = object.root.get("volumeBindingMode");
    let immediate = mode.is_none_or(|mode| mode.as_str() == Some("Immediate"));
    if ml && zonal && immediate && object.root.get("allowedTopologies").is_none() {
        cx.flag(
            mode.map_or_else(|| place(object), |it| it.origin),
            "the disk is made before its Pod has a zone",
        )
        .help("set `volumeBindingMode: WaitForFirstConsumer`");
    }
}
