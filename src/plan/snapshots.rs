//! The read-only volume of `HyperdiskMl` that is made of another: of a snapshot, or as a clone.
//!
//! Neither needs the handle of the disk, so one application of all manifests is enough: the driver makes the
//! disk, and sets it read-only because `ReadOnlyMany` is the claim's only mode.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use k8s_openapi::api::core::v1::PersistentVolumeClaimSpec;
use k8s_openapi::api::core::v1::TopologySelectorLabelRequirement;
use k8s_openapi::api::core::v1::TopologySelectorTerm;
use k8s_openapi::api::core::v1::TypedLocalObjectReference;
use k8s_openapi::api::storage::v1::StorageClass;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;

use super::hyperdisk_ml::Weights;
use super::target::Server;
use super::volumes;
use super::volumes::Source;
use super::write::Author;
use crate::object::Object;

const GROUP: &str = "snapshot.storage.k8s.io";

/// A class of snapshots.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SnapshotClass {
    api_version: &'static str,
    kind: &'static str,
    metadata: ObjectMeta,
    driver: &'static str,
    deletion_policy: &'static str,
}

/// A snapshot of a claim.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Snapshot {
    api_version: &'static str,
    kind: &'static str,
    metadata: ObjectMeta,
    spec: SnapshotSpec,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SnapshotSpec {
    volume_snapshot_class_name: String,
    source: SnapshotSource,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SnapshotSource {
    persistent_volume_claim_name: String,
}

fn snapshot_name(weights: &Weights<'_>) -> String {
    format!("{}-snapshot", weights.stem)
}

/// The class that makes a disk in each zone.
fn multi_zone_class_name(weights: &Weights<'_>) -> String {
    format!("{}-multi-zone", weights.patch.storage_class_name)
}

/// The snapshot with its class, the claim that is made of it, and a class of its own for several zones.
pub(super) fn objects(weights: &Weights<'_>, server: &Server, author: &Author<'_>) -> Vec<Object> {
    let class_name = weights.patch.storage_class_name.as_str();
    let class = SnapshotClass {
        api_version: "snapshot.storage.k8s.io/v1",
        kind: "VolumeSnapshotClass",
        metadata: volumes::named(class_name, ""),
        driver: volumes::DRIVER,
        // The disk that was made of it needs it no more.
        deletion_policy: "Delete",
    };
    let snapshot = Snapshot {
        api_version: "snapshot.storage.k8s.io/v1",
        kind: "VolumeSnapshot",
        metadata: volumes::pruned_last(volumes::named(&snapshot_name(weights), &server.namespace)),
        spec: SnapshotSpec {
            volume_snapshot_class_name: class_name.to_owned(),
            source: SnapshotSource { persistent_volume_claim_name: volumes::write_claim_name(weights) },
        },
    };
    let mut objects = vec![
        author.write(&class).patched("/metadata/name", "storageClassName").object(),
        author
            .write(&snapshot)
            .planned("/metadata/name", "spec.model.name")
            .patched("/spec/volumeSnapshotClassName", "storageClassName")
            .planned("/spec/source/persistentVolumeClaimName", "spec.model.name")
            .object(),
    ];
    if weights.disk.multi_zone {
        objects.push(multi_zone_class(weights, author));
    }
    objects.push(claim(weights, server, Source::Snapshot, author));
    objects
}

/// One disk in each zone, of one name; the driver makes them all at once, so there is no first consumer to
/// wait for.
fn multi_zone_class(weights: &Weights<'_>, author: &Author<'_>) -> Object {
    let mut parameters = BTreeMap::from([
        ("type".to_owned(), "hyperdisk-ml".to_owned()),
        ("enable-multi-zone-provisioning".to_owned(), "true".to_owned()),
    ]);
    let throughput = "provisioned-throughput-on-create";
    if let Some(amount) = weights.disk.throughput {
        parameters.insert(throughput.to_owned(), format!("{amount}Mi"));
    }
    let zones = author.plan.spec.zones.iter().map(ToString::to_string).collect();
    let class = StorageClass {
        metadata: volumes::named(&multi_zone_class_name(weights), ""),
        provisioner: volumes::DRIVER.to_owned(),
        parameters: Some(parameters),
        allow_volume_expansion: Some(false),
        allowed_topologies: Some(vec![TopologySelectorTerm {
            match_label_expressions: Some(vec![TopologySelectorLabelRequirement {
                key: volumes::ZONE.to_owned(),
                values: zones,
            }]),
        }]),
        reclaim_policy: Some("Delete".to_owned()),
        volume_binding_mode: Some("Immediate".to_owned()),
        ..StorageClass::default()
    };
    let mut draft = author
        .write(&class)
        .patched("/metadata/name", "storageClassName")
        .planned("/parameters/enable-multi-zone-provisioning", "spec.hyperdiskMl.multiZone")
        .planned_each("/allowedTopologies/0/matchLabelExpressions/0/values", "spec.zones");
    if weights.disk.throughput.is_some() {
        draft = draft.planned(&format!("/parameters/{throughput}"), "spec.hyperdiskMl.throughput");
    }
    draft.object()
}

/// The claim that servers mount. Its size is that of its source.
pub(super) fn claim(
    weights: &Weights<'_>,
    server: &Server,
    source: Source<'_>,
    author: &Author<'_>,
) -> Object {
    let data_source = if source == Source::Clone {
        TypedLocalObjectReference {
            api_group: None,
            kind: "PersistentVolumeClaim".to_owned(),
            name: volumes::write_claim_name(weights),
        }
    } else {
        TypedLocalObjectReference {
            api_group: Some(GROUP.to_owned()),
            kind: "VolumeSnapshot".to_owned(),
            name: snapshot_name(weights),
        }
    };
    let mut spec = PersistentVolumeClaimSpec {
        data_source: Some(data_source),
        ..volumes::claim_spec(weights, "ReadOnlyMany")
    };
    if weights.disk.multi_zone {
        spec.storage_class_name = Some(multi_zone_class_name(weights));
    }
    let claim = PersistentVolumeClaim {
        metadata: volumes::pruned_last(volumes::named(
            &volumes::read_name(weights, source),
            &server.namespace,
        )),
        spec: Some(spec),
        ..PersistentVolumeClaim::default()
    };
    author
        .write(&claim)
        .planned("/metadata/name", source.field())
        .planned("/spec/dataSource/kind", "spec.hyperdiskMl.promotion")
        .planned("/spec/dataSource/name", "spec.model.name")
        .planned("/spec/resources/requests/storage", "spec.hyperdiskMl.storage")
        .patched("/spec/storageClassName", "storageClassName")
        .object()
}
