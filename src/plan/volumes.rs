//! The storage class, the volume and the claims of `HyperdiskMl`.

use std::collections::BTreeMap;
use std::fmt::Write;

use k8s_openapi::api::core::v1::CSIPersistentVolumeSource;
use k8s_openapi::api::core::v1::NodeSelector;
use k8s_openapi::api::core::v1::NodeSelectorRequirement;
use k8s_openapi::api::core::v1::NodeSelectorTerm;
use k8s_openapi::api::core::v1::ObjectReference;
use k8s_openapi::api::core::v1::PersistentVolume;
use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use k8s_openapi::api::core::v1::PersistentVolumeClaimSpec;
use k8s_openapi::api::core::v1::PersistentVolumeSpec;
use k8s_openapi::api::core::v1::VolumeNodeAffinity;
use k8s_openapi::api::core::v1::VolumeResourceRequirements;
use k8s_openapi::api::storage::v1::StorageClass;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use sha2::Digest;
use sha2::Sha256;

use super::hyperdisk_ml::Weights;
use super::snapshots;
use super::target::Server;
use super::values::VolumeHandle;
use super::write::Author;
use crate::object::Object;

/// The driver of Compute Engine's disks, Hyperdisk ML among them.
pub(super) const DRIVER: &str = "pd.csi.storage.gke.io";
/// The driver's key for the zone of a disk.
pub(super) const ZONE: &str = "topology.gke.io/zone";
const MODEL: &str = "spec.model.name";

/// The claim that the download writes to.
pub(super) fn write_claim_name(weights: &Weights<'_>) -> String {
    format!("{}-write", weights.stem)
}

/// The volume and the claim that servers read. Neither can change once it is made, so another disk
/// gives them another name; Pods of the roll-out before keep theirs.
pub(super) fn read_name(weights: &Weights<'_>, source: Source<'_>) -> String {
    let disk = weights.disk;
    let words = match source {
        Source::Handle(handle) => handle.to_string(),
        // A claim cannot get another size, class or source either.
        Source::Snapshot => format!("snapshot {} {}", disk.storage, disk.multi_zone),
        Source::Clone => format!("clone {}", disk.storage),
    };
    let digest = Sha256::digest(words.as_bytes());
    let mut name = format!("{}-read-", weights.stem);
    for byte in digest.iter().take(4) {
        // Writing to a string cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    name
}

/// A volume has no namespace of its own, so its name must tell deployments apart.
fn volume_name(weights: &Weights<'_>, handle: &VolumeHandle, author: &Author<'_>) -> String {
    let name = read_name(weights, Source::Handle(handle));
    match &author.plan.spec.namespace {
        Some(namespace) => format!("{namespace}-{name}"),
        None => name,
    }
}

/// What the read-only volume is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source<'a> {
    /// The disk itself.
    Handle(&'a VolumeHandle),
    /// A snapshot of the claim that the download filled.
    Snapshot,
    /// That claim.
    Clone,
}

impl Source<'_> {
    /// The field of the FlightPlan that decides it.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Handle(_) => "spec.hyperdiskMl.volumeHandle",
            Self::Snapshot | Self::Clone => "spec.hyperdiskMl.storage",
        }
    }
}

/// The objects by which servers read the weights.
pub(super) fn read(
    weights: &Weights<'_>,
    server: &Server,
    source: Source<'_>,
    author: &Author<'_>,
) -> Vec<Object> {
    match source {
        Source::Handle(handle) => {
            vec![read_volume(weights, handle, author), read_claim(weights, server, handle, author)]
        }
        Source::Snapshot => snapshots::objects(weights, server, author),
        Source::Clone => vec![snapshots::claim(weights, server, source, author)],
    }
}

/// The zones from which the disk can be read.
fn zones(weights: &Weights<'_>, handle: &VolumeHandle, author: &Author<'_>) -> Vec<String> {
    if handle.is_multi_zone() {
        author.plan.spec.zones.iter().map(ToString::to_string).collect()
    } else {
        vec![weights.disk.zone.to_string()]
    }
}

/// Argo CD removes what is no longer in git last of all, when no Pod of the old roll-out is left.
pub(super) fn pruned_last(mut metadata: ObjectMeta) -> ObjectMeta {
    let option = ("argocd.argoproj.io/sync-options".to_owned(), "PruneLast=true".to_owned());
    metadata.annotations = Some(BTreeMap::from([option]));
    metadata
}

/// The class of the disk that is filled.
pub(super) fn storage_class(weights: &Weights<'_>, author: &Author<'_>) -> Object {
    let mut parameters = BTreeMap::from([("type".to_owned(), "hyperdisk-ml".to_owned())]);
    if let Some(throughput) = weights.disk.throughput {
        parameters.insert("provisioned-throughput-on-create".to_owned(), format!("{throughput}Mi"));
    }
    let class = StorageClass {
        metadata: named(weights.patch.storage_class_name.as_str(), ""),
        provisioner: DRIVER.to_owned(),
        parameters: Some(parameters),
        allow_volume_expansion: Some(false),
        // The servers read the same disk through a volume of their own: deleting the claim that
        // filled it must not delete it under them.
        reclaim_policy: Some("Retain".to_owned()),
        // The disk is made in the zone in which the download runs.
        volume_binding_mode: Some("WaitForFirstConsumer".to_owned()),
        ..StorageClass::default()
    };
    let mut draft = author.write(&class).patched("/metadata/name", "storageClassName");
    if weights.disk.throughput.is_some() {
        draft = draft.planned("/parameters/provisioned-throughput-on-create", "spec.hyperdiskMl.throughput");
    }
    draft.object()
}

/// The claim that makes the disk; one node at a time can write.
pub(super) fn write_claim(weights: &Weights<'_>, server: &Server, author: &Author<'_>) -> Object {
    let claim = PersistentVolumeClaim {
        metadata: named(&write_claim_name(weights), &server.namespace),
        spec: Some(claim_spec(weights, "ReadWriteOnce")),
        ..PersistentVolumeClaim::default()
    };
    author
        .write(&claim)
        .planned("/metadata/name", MODEL)
        .planned("/spec/resources/requests/storage", "spec.hyperdiskMl.storage")
        .patched("/spec/storageClassName", "storageClassName")
        .object()
}

/// The filled disk as a volume that any number of nodes can read.
fn read_volume(weights: &Weights<'_>, handle: &VolumeHandle, author: &Author<'_>) -> Object {
    let volume = PersistentVolume {
        metadata: pruned_last(named(&volume_name(weights, handle, author), "")),
        spec: Some(PersistentVolumeSpec {
            storage_class_name: Some(weights.patch.storage_class_name.to_string()),
            capacity: Some(BTreeMap::from([(
                "storage".to_owned(),
                Quantity(weights.disk.storage.to_string()),
            )])),
            access_modes: Some(vec!["ReadOnlyMany".to_owned()]),
            persistent_volume_reclaim_policy: Some("Retain".to_owned()),
            // No other claim may take the volume.
            claim_ref: Some(ObjectReference {
                namespace: Some(author.plan.namespace().to_owned()),
                name: Some(read_name(weights, Source::Handle(handle))),
                ..ObjectReference::default()
            }),
            csi: Some(CSIPersistentVolumeSource {
                driver: DRIVER.to_owned(),
                volume_handle: handle.to_string(),
                fs_type: Some("ext4".to_owned()),
                // Only dynamic volumes get this by themselves; without it the first node attaches
                // the disk for writing, and no other node can attach it.
                read_only: Some(true),
                ..CSIPersistentVolumeSource::default()
            }),
            // A zonal disk attaches to nodes of its zone only.
            node_affinity: Some(VolumeNodeAffinity {
                required: Some(NodeSelector {
                    node_selector_terms: vec![NodeSelectorTerm {
                        match_expressions: Some(vec![NodeSelectorRequirement {
                            key: ZONE.to_owned(),
                            operator: "In".to_owned(),
                            values: Some(zones(weights, handle, author)),
                        }]),
                        ..NodeSelectorTerm::default()
                    }],
                }),
            }),
            ..PersistentVolumeSpec::default()
        }),
        ..PersistentVolume::default()
    };
    let handle_field = "spec.hyperdiskMl.volumeHandle";
    let zones = "/spec/nodeAffinity/required/nodeSelectorTerms/0/matchExpressions/0/values";
    let mut draft = author
        .write(&volume)
        .planned("/metadata/name", handle_field)
        .planned("/spec/capacity/storage", "spec.hyperdiskMl.storage")
        .planned("/spec/claimRef/name", handle_field)
        .planned("/spec/csi/volumeHandle", handle_field)
        .patched("/spec/storageClassName", "storageClassName");
    draft = if handle.is_multi_zone() {
        draft.planned_each(zones, "spec.zones")
    } else {
        draft.planned(zones, "spec.hyperdiskMl.zone")
    };
    if author.plan.spec.namespace.is_some() {
        draft = draft.planned("/spec/claimRef/namespace", "spec.namespace");
    }
    draft.object()
}

/// The claim that servers mount.
fn read_claim(weights: &Weights<'_>, server: &Server, handle: &VolumeHandle, author: &Author<'_>) -> Object {
    let claim = PersistentVolumeClaim {
        metadata: pruned_last(named(&read_name(weights, Source::Handle(handle)), &server.namespace)),
        spec: Some(PersistentVolumeClaimSpec {
            volume_name: Some(volume_name(weights, handle, author)),
            ..claim_spec(weights, "ReadOnlyMany")
        }),
        ..PersistentVolumeClaim::default()
    };
    author
        .write(&claim)
        .planned("/metadata/name", "spec.hyperdiskMl.volumeHandle")
        .planned("/spec/volumeName", "spec.hyperdiskMl.volumeHandle")
        .planned("/spec/resources/requests/storage", "spec.hyperdiskMl.storage")
        .patched("/spec/storageClassName", "storageClassName")
        .object()
}

/// Both claims ask for the same size of the same class: a claim binds to no smaller volume, and to
/// none of another class.
pub(super) fn claim_spec(weights: &Weights<'_>, mode: &str) -> PersistentVolumeClaimSpec {
    PersistentVolumeClaimSpec {
        access_modes: Some(vec![mode.to_owned()]),
        storage_class_name: Some(weights.patch.storage_class_name.to_string()),
        resources: Some(VolumeResourceRequirements {
            requests: Some(BTreeMap::from([(
                "storage".to_owned(),
                Quantity(weights.disk.storage.to_string()),
            )])),
            ..VolumeResourceRequirements::default()
        }),
        ..PersistentVolumeClaimSpec::default()
    }
}

/// Metadata with a name and, if there is one, a namespace.
pub(super) fn named(name: &str, namespace: &str) -> ObjectMeta {
    ObjectMeta {
        name: Some(name.to_owned()),
        namespace: (!namespace.is_empty()).then(|| namespace.to_owned()),
        ..ObjectMeta::default()
    }
}
