//! `HyperdiskMl`: one volume of weights, filled once, read by every replica.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::apps::v1::DeploymentSpec;
use k8s_openapi::api::core::v1::PersistentVolumeClaimVolumeSource;
use k8s_openapi::api::core::v1::PodSpec;
use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::api::core::v1::Volume;

use super::change;
use super::download;
use super::download::Download;
use super::download::Nodes;
use super::gpu;
use super::model::HyperdiskMl;
use super::model::Promotion;
use super::model::Stage;
use super::mount;
use super::mount::Mount;
use super::patches::HyperdiskMlPatch;
use super::report;
use super::target;
use super::target::Server;
use super::values::VolumeHandle;
use super::volumes;
use super::volumes::Source;
use super::write::Author;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;

/// The label of the zone of a node.
const ZONE: &str = "topology.kubernetes.io/zone";

/// What the pieces of this overlay need to know.
pub(super) struct Weights<'a> {
    /// The section of the FlightPlan.
    pub(super) disk: &'a HyperdiskMl,
    /// The typed patch's own fields.
    pub(super) patch: &'a HyperdiskMlPatch,
    /// The name that all objects begin with: the model, and its revision if one is set.
    pub(super) stem: String,
}

/// Adds the objects that fill the volume, and at the stage `serve` those that read it.
pub(super) fn apply(
    spec: &HyperdiskMlPatch,
    objects: &mut Vec<Object>,
    author: &Author<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    let plan = author.plan;
    let Some(disk) = &plan.spec.hyperdisk_ml else {
        return Err(session.diagnostics.error(
            report::missing(plan, "spec", "spec.hyperdiskMl", author.patch)
                .help("add `hyperdiskMl: {zone: ..., storage: ...}` to the FlightPlan"),
        ));
    };
    check(disk, author, session)?;
    let weights = Weights { disk, patch: spec, stem: stem(author, session)? };
    let server = target::server(objects, spec.target.as_ref(), author, session)?;

    change::add(objects, volumes::storage_class(&weights, author), author, session)?;
    change::add(objects, volumes::write_claim(&weights, &server, author), author, session)?;
    let download = Download {
        stem: &weights.stem,
        claim: volumes::write_claim_name(&weights),
        image: &spec.download_image,
        nodes: match disk.download_series {
            Some(series) => Nodes::Series(disk.zone.clone(), series),
            None => Nodes::Gpu(disk.zone.clone()),
        },
    };
    let job = download::job(&download, &server, objects, author);
    change::add(objects, job, author, session)?;
    if disk.stage() == Stage::Populate {
        return Ok(());
    }
    let source = match (disk.promotion, &disk.volume_handle) {
        (Promotion::VolumeHandle, handle) => handle.as_ref().map(Source::Handle),
        (Promotion::Snapshot, _) => Some(Source::Snapshot),
        (Promotion::Clone, _) => Some(Source::Clone),
    };
    let Some(source) = source else {
        return Err(session.diagnostics.error(
            report::missing(plan, "spec.hyperdiskMl", "spec.hyperdiskMl.volumeHandle", author.patch).help(
                format!(
                    "leave `stage` out until the download has run; then read the handle with `kubectl get pv \
                 \"$(kubectl get pvc {} -n {} -o jsonpath='{{.spec.volumeName}}')\" -o \
                 jsonpath='{{.spec.csi.volumeHandle}}'`",
                    volumes::write_claim_name(&weights),
                    plan.namespace(),
                ),
            ),
        ));
    };
    for object in volumes::read(&weights, &server, source, author) {
        change::add(objects, object, author, session)?;
    }
    if source == Source::Clone {
        stay_in_zone(disk, &server, objects, author, session);
    }
    let mount = Mount {
        volume: volume(&weights, source),
        origins: vec![("/persistentVolumeClaim/claimName".to_owned(), plan.origin(source.field()))],
        path: spec.mount_path.as_str(),
        annotations: BTreeMap::new(),
    };
    mount::mount(mount, &server, objects, author, session)
}

/// The name that the objects of a model begin with.
pub(super) fn stem(author: &Author<'_>, session: &mut Session) -> Result<String, Reported> {
    let model = &author.plan.spec.model;
    let stem = match &model.revision {
        None => model.name.slug(),
        // A volume holds one revision for good, so its name tells it apart.
        Some(revision) => format!("{}-{}", model.name.slug(), short(revision.as_str())),
    };
    if stem.is_empty() || stem.len() > 50 {
        let message = format!("the name `{stem}` made of the model does not fit a Kubernetes name");
        return Err(session.diagnostics.error(report::unfit(
            author.plan,
            "spec.model.name",
            message,
            author.patch,
        )));
    }
    Ok(stem)
}

/// What the disk can be, and that the model fits.
fn check(disk: &HyperdiskMl, author: &Author<'_>, session: &mut Session) -> Result<(), Reported> {
    let size = disk.storage.gibibytes();
    let weights = &author.plan.spec.model.weights_size;
    let mut faults = Vec::new();
    if !(4..=65_536).contains(&size) {
        faults.push((
            "storage",
            format!("`{}` is not a size of Hyperdisk ML, expected 4Gi to 64Ti", disk.storage),
        ));
    }
    if size < weights.gibibytes() {
        faults.push((
            "storage",
            format!("a disk of `{}` cannot hold the weights of `{weights}`", disk.storage),
        ));
    }
    if let Some(throughput) = disk.throughput {
        // 0.12 MiB/s per GiB, rounded up, but 400 at least; 1,600 per GiB, but 2,097,152 at most.
        let least = (size * 12).div_ceil(100).max(400);
        let most = (size * 1600).min(2_097_152);
        if !(least..=most).contains(&throughput) {
            faults.push((
                "throughput",
                format!(
                    "`{throughput}` MiB/s does not suit a disk of `{}`, expected {least} to {most}",
                    disk.storage
                ),
            ));
        }
    }
    let other = match disk.promotion {
        Promotion::VolumeHandle => None,
        Promotion::Snapshot => Some("snapshot"),
        Promotion::Clone => Some("clone"),
    };
    if let (Some(other), Some(_)) = (other, &disk.volume_handle) {
        faults.push((
            "volumeHandle",
            format!("a disk is named, but the promotion `{other}` makes one of its own"),
        ));
    }
    if disk.multi_zone && disk.promotion != Promotion::Snapshot {
        faults.push((
            "multiZone",
            "only the promotion `snapshot` makes a disk in each zone; a `volumeHandle` of several zones says so itself: \
             `projects/PROJECT/zones/multi-zone/disks/NAME`"
                .to_owned(),
        ));
    }
    if let Some(handle) = &disk.volume_handle
        && !handle.is_multi_zone()
        && handle.zone() != disk.zone.as_str()
    {
        faults.push((
            "volumeHandle",
            format!("the disk lies in the zone `{}`, but `zone` is `{}`", handle.zone(), disk.zone),
        ));
    }
    let accelerator = &author.plan.spec.accelerator.kind;
    if gpu::gpu(accelerator.as_str()).is_some_and(|gpu| gpu.hyperdisk_ml == Some(false)) {
        let message = format!("nodes with `{accelerator}` cannot attach a Hyperdisk ML volume");
        return Err(session.diagnostics.error(
            report::unfit(author.plan, "spec.accelerator.type", message, author.patch)
                .help("use the overlay `gcs-fuse` or `filestore` instead of `hyperdisk-ml`"),
        ));
    }
    if (disk.multi_zone || disk.volume_handle.as_ref().is_some_and(VolumeHandle::is_multi_zone))
        && author.plan.spec.zones.is_empty()
    {
        return Err(session.diagnostics.error(
            report::missing(author.plan, "spec", "spec.zones", author.patch)
                .help("list the zones in which the model is to be read"),
        ));
    }
    let mut result = Ok(());
    for (field, message) in faults {
        let path = format!("spec.hyperdiskMl.{field}");
        result = Err(session.diagnostics.error(report::unfit(author.plan, &path, message, author.patch)));
    }
    result
}

/// A clone lies in the zone of its source, and a Pod elsewhere would ask for one there.
fn stay_in_zone(
    disk: &HyperdiskMl,
    server: &Server,
    objects: &mut [Object],
    author: &Author<'_>,
    session: &mut Session,
) {
    let patch = Deployment {
        spec: DeploymentSpec {
            template: PodTemplateSpec {
                spec: Some(PodSpec {
                    node_selector: Some(BTreeMap::from([(ZONE.to_owned(), disk.zone.to_string())])),
                    ..PodSpec::default()
                }),
                ..PodTemplateSpec::default()
            },
            ..DeploymentSpec::default()
        },
        ..Deployment::default()
    };
    let pointer = format!("/spec/template/spec/nodeSelector/{}", ZONE.replace('/', "~1"));
    let patch = author.write(&patch).planned(&pointer, "spec.hyperdiskMl.zone").patch();
    change::merge(objects, server.index, patch, author, &mut session.trace);
}

/// The claim as the volume of a server.
fn volume(weights: &Weights<'_>, source: Source<'_>) -> Volume {
    Volume {
        persistent_volume_claim: Some(PersistentVolumeClaimVolumeSource {
            claim_name: volumes::read_name(weights, source),
            read_only: Some(true),
        }),
        ..Volume::default()
    }
}

/// A revision as a part of a name: commits are cut as git does.
fn short(revision: &str) -> String {
    let hex = revision.len() == 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
    let text: String = revision.chars().take(if hex { 8 } else { 20 }).collect();
    text.chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect::<String>()
        .trim_matches('-')
        .to_owned()
}
