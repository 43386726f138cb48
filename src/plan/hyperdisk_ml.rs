//! `HyperdiskMl`: one volume of weights, filled once, read by every replica.

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::apps::v1::DeploymentSpec;
use k8s_openapi::api::core::v1::Container;
use k8s_openapi::api::core::v1::EnvVar;
use k8s_openapi::api::core::v1::PersistentVolumeClaimVolumeSource;
use k8s_openapi::api::core::v1::PodSpec;
use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::api::core::v1::Volume;
use k8s_openapi::api::core::v1::VolumeMount;

use super::change;
use super::download;
use super::model::HyperdiskMl;
use super::model::HyperdiskMlPatch;
use super::model::Stage;
use super::report;
use super::target;
use super::target::Server;
use super::volumes;
use super::write::Author;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Map;
use crate::yaml::Node;

/// The variable by which the base names its model.
const MODEL: &str = "MODEL_ID";
/// The variable with the token for Hugging Face.
pub(super) const TOKEN: &str = "HF_TOKEN";
/// The volume in the Pods.
const VOLUME: &str = "weights";

/// What the pieces of this overlay need to know.
pub(super) struct Weights<'a> {
    /// The section of the FlightPlan.
    pub(super) disk: &'a HyperdiskMl,
    /// The typed patch's own fields.
    pub(super) patch: &'a HyperdiskMlPatch,
    /// The name that all objects begin with: the model, and its revision if one is set.
    pub(super) stem: String,
    /// The directory of the model below the mount.
    pub(super) directory: String,
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
    let model = &plan.spec.model;
    let stem = match &model.revision {
        None => model.name.slug(),
        // A volume holds one revision for good, so its name tells it apart.
        Some(revision) => format!("{}-{}", model.name.slug(), short(revision.as_str())),
    };
    let weights = Weights { disk, patch: spec, stem, directory: model.name.directory().to_owned() };
    if weights.stem.is_empty() || weights.stem.len() > 50 {
        let message = format!("the name `{}` made of the model does not fit a Kubernetes name", weights.stem);
        return Err(session.diagnostics.error(report::unfit(plan, "spec.model.name", message, author.patch)));
    }
    let server = target::server(objects, spec.target.as_ref(), author, session)?;

    change::add(objects, volumes::storage_class(&weights, author), author, session)?;
    change::add(objects, volumes::write_claim(&weights, &server, author), author, session)?;
    change::add(objects, download::job(&weights, &server, author), author, session)?;
    if disk.stage == Stage::Populate {
        return Ok(());
    }
    let Some(handle) = &disk.volume_handle else {
        return Err(session.diagnostics.error(
            report::missing(plan, "spec.hyperdiskMl", "spec.hyperdiskMl.volumeHandle", author.patch).help(format!(
                "set `stage: populate` until the download has run; then read the handle with `kubectl get pv \
                 \"$(kubectl get pvc {} -n {} -o jsonpath='{{.spec.volumeName}}')\" -o \
                 jsonpath='{{.spec.csi.volumeHandle}}'`",
                volumes::write_claim_name(&weights),
                plan.namespace(),
            )),
        ));
    };
    change::add(objects, volumes::read_volume(&weights, handle, author), author, session)?;
    change::add(objects, volumes::read_claim(&weights, &server, author), author, session)?;
    mount(&weights, &server, objects, author, session)
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
    if let Some(handle) = &disk.volume_handle
        && handle.zone() != disk.zone.as_str()
    {
        faults.push((
            "volumeHandle",
            format!("the disk lies in the zone `{}`, but `zone` is `{}`", handle.zone(), disk.zone),
        ));
    }
    let mut result = Ok(());
    for (field, message) in faults {
        let path = format!("spec.hyperdiskMl.{field}");
        result = Err(session.diagnostics.error(report::unfit(author.plan, &path, message, author.patch)));
    }
    result
}

/// Lets the server read the volume, and nothing else.
fn mount(
    weights: &Weights<'_>,
    server: &Server,
    objects: &mut [Object],
    author: &Author<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    if server.env(MODEL).is_none() {
        return Err(session.diagnostics.error(
            Diagnostic::error(
                "plan-target",
                server.container.origin,
                format!(
                    "the container `{}` of Deployment `{}` has no variable `{MODEL}`",
                    server.container_name(),
                    server.name
                ),
            )
            .also(author.place(), format!("{} writes the model's path there", report::title(author.patch)))
            .help(format!("name the model in `{MODEL}` and pass `--model=$({MODEL})`")),
        ));
    }
    let mount_path = weights.patch.mount_path.as_str();
    let patch = Deployment {
        spec: DeploymentSpec {
            template: PodTemplateSpec {
                spec: Some(PodSpec {
                    containers: vec![Container {
                        name: server.container_name().to_owned(),
                        env: Some(vec![
                            EnvVar {
                                name: MODEL.to_owned(),
                                value: Some(format!("{mount_path}/{}", weights.directory)),
                                ..EnvVar::default()
                            },
                            // All is on the disk: a missing file must fail, not be fetched.
                            EnvVar {
                                name: "HF_HUB_OFFLINE".to_owned(),
                                value: Some("1".to_owned()),
                                ..EnvVar::default()
                            },
                        ]),
                        volume_mounts: Some(vec![VolumeMount {
                            name: VOLUME.to_owned(),
                            mount_path: mount_path.to_owned(),
                            read_only: Some(true),
                            ..VolumeMount::default()
                        }]),
                        ..Container::default()
                    }],
                    volumes: Some(vec![Volume {
                        name: VOLUME.to_owned(),
                        persistent_volume_claim: Some(PersistentVolumeClaimVolumeSource {
                            claim_name: volumes::read_name(weights),
                            read_only: Some(true),
                        }),
                        ..Volume::default()
                    }]),
                    ..PodSpec::default()
                }),
                ..PodTemplateSpec::default()
            },
            ..DeploymentSpec::default()
        },
        ..Deployment::default()
    };
    let pod = "/spec/template/spec";
    let mut patch = author
        .write(&patch)
        .planned(&format!("{pod}/containers/0/env/0/value"), "spec.model.name")
        .patched(&format!("{pod}/containers/0/volumeMounts/0/mountPath"), "mountPath")
        .planned(&format!("{pod}/volumes/0/persistentVolumeClaim/claimName"), "spec.model.name")
        .patch();
    if server.env(TOKEN).is_some() {
        drop_token(&mut patch, author);
    }
    change::merge(objects, server.index, patch, &mut session.trace);
    Ok(())
}

/// A server that reads a disk has no use for the token.
fn drop_token(patch: &mut Node, author: &Author<'_>) {
    let place = author.place();
    let containers = patch.at_mut(&["spec", "template", "spec", "containers"]).and_then(Node::as_seq_mut);
    let env = containers.and_then(|list| list.first_mut()).and_then(|node| node.get_mut("env"));
    if let Some(env) = env.and_then(Node::as_seq_mut) {
        let map: Map = [("name", TOKEN), ("$patch", "delete")]
            .into_iter()
            .map(|(key, text)| Entry { key: key.into(), key_origin: place, value: Node::text(text, place) })
            .collect();
        env.push(Node::new(Data::Map(map), place));
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
