use super::disk;
use crate::object::Object;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;

rule! {
    /// # Disks in many zones that cannot be made, grown or copied
    ///
    /// ## Why
    /// `enable-multi-zone-provisioning` makes one disk in each zone. The driver does so for Hyperdisk ML only, and such
    /// a volume can be neither expanded nor cloned nor saved as a snapshot.
    ///
    /// ```yaml fail
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: weights}
    /// provisioner: pd.csi.storage.gke.io
    /// parameters:
    ///   type: hyperdisk-ml
    ///   enable-multi-zone-provisioning: "true"
    /// allowVolumeExpansion: true  # flag
    /// volumeBindingMode: Immediate
    /// ```
    ///
    /// ## Fix
    /// Remove what the driver refuses.
    ///
    /// ```yaml pass
    /// apiVersion: storage.k8s.io/v1
    /// kind: StorageClass
    /// metadata: {name: weights}
    /// provisioner: pd.csi.storage.gke.io
    /// parameters:
    ///   type: hyperdisk-ml
    ///   enable-multi-zone-provisioning: "true"
    /// volumeBindingMode: Immediate
    /// ```
    ///
    /// ## Source
    /// <https://github.com/kubernetes-sigs/gcp-compute-persistent-disk-csi-driver>, commit b560165, 2026-08-18.
    "misused-multi-zone-provisioning", Error, &["StorageClass"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(switch) = object.root.at(&["parameters", "enable-multi-zone-provisioning"]) else { return };
    if !disk::is_own(object) || switch.scalar().as_deref() != Some("true") {
        return;
    }
    if let Some(kind) = object.root.at(&["parameters", "type"])
        && kind.as_str() != Some(disk::HYPERDISK_ML)
    {
        cx.flag(kind.origin, "only Hyperdisk ML is made in many zones")
            .also(switch.origin, "in many zones")
            .help("use `hyperdisk-ml`");
    }
    if let Some(node) = object.root.get("allowVolumeExpansion").filter(|node| node.as_bool() == Some(true)) {
        cx.flag(node.origin, "a volume in many zones cannot be expanded")
            .also(switch.origin, "in many zones")
            .help("remove `allowVolumeExpansion`");
    }
    for claim in cx.all("PersistentVolumeClaim") {
        if claim.root.str_at(&["spec", "storageClassName"]) != Some(object.name()) {
            continue;
        }
        let source = claim.root.at(&["spec", "dataSource"]).or(claim.root.at(&["spec", "dataSourceRef"]));
        let clone = source.is_some_and(|it| it.str_at(&["kind"]) == Some("PersistentVolumeClaim"));
        let writes = links::access_modes(claim).iter().any(|mode| *mode != "ReadOnlyMany");
        if let Some(source) = source.filter(|_| clone || writes) {
            let message = if clone {
                "a volume in many zones cannot be a clone"
            } else {
                "a volume in many zones with a source is read-only"
            };
            cx.flag(switch.origin, message)
                .also(source.origin, "the source")
                .help("use a snapshot, and `ReadOnlyMany`");
        }
        let saved = cx.all("VolumeSnapshot").find(|it| {
            it.root.str_at(&["spec", "source", "persistentVolumeClaimName"]) == Some(claim.name())
                && links::same_namespace(it, claim)
        });
        if let Some(snapshot) = saved {
            cx.flag(switch.origin, "a volume in many zones cannot be saved as a snapshot")
                .also(place(snapshot), "the snapshot")
                .help("take the snapshot of a volume in one zone");
        }
    }
}
