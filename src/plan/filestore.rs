//! `Filestore`: the weights on a file share that every Pod mounts.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use k8s_openapi::api::core::v1::PersistentVolumeClaimSpec;
use k8s_openapi::api::core::v1::PersistentVolumeClaimVolumeSource;
use k8s_openapi::api::core::v1::Volume;
use k8s_openapi::api::core::v1::VolumeResourceRequirements;
use k8s_openapi::api::storage::v1::StorageClass;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::change;
use super::download;
use super::download::Download;
use super::download::Nodes;
use super::hyperdisk_ml;
use super::model::Filestore;
use super::model::FilestoreTier;
use super::model::Stage;
use super::mount;
use super::mount::Mount;
use super::patches::FilestorePatch;
use super::report;
use super::target;
use super::volumes;
use super::write::Author;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;

const DRIVER: &str = "filestore.csi.storage.gke.io";

/// The driver's word for a tier, and the sizes in GiB that it makes; it rounds a smaller request up in
/// silence. The driver's source, read 2026-06-24.
fn tier(tier: FilestoreTier) -> (&'static str, u64, u64) {
    match tier {
        FilestoreTier::BasicHdd => ("basic_hdd", 100, 65_433),
        FilestoreTier::BasicSsd => ("basic_ssd", 2560, 65_433),
        FilestoreTier::Zonal => ("zonal", 1024, 102_400),
        FilestoreTier::Regional => ("regional", 100, 102_400),
        FilestoreTier::Enterprise => ("enterprise", 1024, 10_240),
    }
}

/// Adds the share and the Job that fills it, and at the stage `serve` lets the server read it.
pub(super) fn apply(
    spec: &FilestorePatch,
    objects: &mut Vec<Object>,
    author: &Author<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    let plan = author.plan;
    let Some(share) = &plan.spec.filestore else {
        return Err(session.diagnostics.error(
            report::missing(plan, "spec", "spec.filestore", author.patch)
                .help("add `filestore: {tier: zonal, storage: 1Ti}` to the FlightPlan"),
        ));
    };
    check(share, author, session)?;
    let stem = hyperdisk_ml::stem(author, session)?;
    let server = target::server(objects, spec.target.as_ref(), author, session)?;
    let claim_name = format!("{stem}-share");

    let (tier, ..) = tier(share.tier);
    let class = StorageClass {
        metadata: volumes::named(spec.storage_class_name.as_str(), ""),
        provisioner: DRIVER.to_owned(),
        parameters: Some(BTreeMap::from([("tier".to_owned(), tier.to_owned())])),
        allow_volume_expansion: Some(true),
        // The share is made where its first Pod runs.
        volume_binding_mode: Some("WaitForFirstConsumer".to_owned()),
        ..StorageClass::default()
    };
    let class = author
        .write(&class)
        .patched("/metadata/name", "storageClassName")
        .planned("/parameters/tier", "spec.filestore.tier");
    change::add(objects, class.object(), author, session)?;

    let claim = PersistentVolumeClaim {
        metadata: volumes::named(&claim_name, &server.namespace),
        spec: Some(PersistentVolumeClaimSpec {
            access_modes: Some(vec!["ReadWriteMany".to_owned()]),
            storage_class_name: Some(spec.storage_class_name.to_string()),
            resources: Some(VolumeResourceRequirements {
                requests: Some(BTreeMap::from([("storage".to_owned(), Quantity(share.storage.to_string()))])),
                ..VolumeResourceRequirements::default()
            }),
            ..PersistentVolumeClaimSpec::default()
        }),
        ..PersistentVolumeClaim::default()
    };
    let claim = author
        .write(&claim)
        .planned("/metadata/name", "spec.model.name")
        .patched("/spec/storageClassName", "storageClassName")
        .planned("/spec/resources/requests/storage", "spec.filestore.storage");
    change::add(objects, claim.object(), author, session)?;

    let download =
        Download { stem: &stem, claim: claim_name.clone(), image: &spec.download_image, nodes: Nodes::Any };
    let job = download::job(&download, &server, objects, author);
    change::add(objects, job, author, session)?;
    if share.stage == Stage::Populate {
        return Ok(());
    }
    let source = PersistentVolumeClaimVolumeSource { claim_name, read_only: Some(true) };
    let mount = Mount {
        volume: Volume { persistent_volume_claim: Some(source), ..Volume::default() },
        origins: vec![("/persistentVolumeClaim/claimName".to_owned(), plan.origin("spec.model.name"))],
        path: spec.mount_path.as_str(),
        annotations: BTreeMap::new(),
    };
    mount::mount(mount, &server, objects, author, session)
}

/// What the tier can be, and that the model fits.
fn check(share: &Filestore, author: &Author<'_>, session: &mut Session) -> Result<(), Reported> {
    let (tier, least, most) = tier(share.tier);
    let size = share.storage.gibibytes();
    let weights = &author.plan.spec.model.weights_size;
    let message = if !(least..=most).contains(&size) {
        format!("`{}` is not a size of the tier `{tier}`, expected {least}Gi to {most}Gi", share.storage)
    } else if size < weights.gibibytes() {
        format!("a share of `{}` cannot hold the weights of `{weights}`", share.storage)
    } else {
        return Ok(());
    };
    Err(session.diagnostics.error(report::unfit(
        author.plan,
        "spec.filestore.storage",
        message,
        author.patch,
    )))
}
