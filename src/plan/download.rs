//! The Job that fills the volume.

use std::collections::BTreeMap;

use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::batch::v1::JobSpec;
use k8s_openapi::api::core::v1::Capabilities;
use k8s_openapi::api::core::v1::Container;
use k8s_openapi::api::core::v1::PersistentVolumeClaimVolumeSource;
use k8s_openapi::api::core::v1::PodSecurityContext;
use k8s_openapi::api::core::v1::PodSpec;
use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::api::core::v1::ResourceRequirements;
use k8s_openapi::api::core::v1::SeccompProfile;
use k8s_openapi::api::core::v1::SecurityContext;
use k8s_openapi::api::core::v1::Volume;
use k8s_openapi::api::core::v1::VolumeMount;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::gpu;
use super::model::DownloadSeries;
use super::target::Server;
use super::token::Token;
use super::values::ImageRef;
use super::values::Zone;
use super::volumes;
use super::write::Author;
use crate::object::Object;

/// Where the download sees the volume.
const MOUNT: &str = "/data";
const VOLUME: &str = "weights";
const POD: &str = "/spec/template/spec";

/// What is downloaded to where.
pub(super) struct Download<'a> {
    /// The name that all objects of the model begin with.
    pub(super) stem: &'a str,
    /// The claim to fill.
    pub(super) claim: String,
    /// The image with Hugging Face's command line.
    pub(super) image: &'a ImageRef,
    /// The nodes that can attach the volume.
    pub(super) nodes: Nodes,
}

/// Nodes on which a download runs.
#[derive(Clone, Debug)]
pub(super) enum Nodes {
    /// Any.
    Any,
    /// In the zone of a disk, with the server's GPUs, whose machines take the disk.
    Gpu(Zone),
    /// In the zone of a disk, of a series without GPUs that takes it.
    Series(Zone, DownloadSeries),
}

/// The Job that fills the volume.
pub(super) fn job(
    download: &Download<'_>,
    server: &Server,
    objects: &[Object],
    author: &Author<'_>,
) -> Object {
    let model = &author.plan.spec.model;
    let mut args = vec![
        "download".to_owned(),
        model.name.to_string(),
        format!("--local-dir={MOUNT}/{}", model.name.directory()),
    ];
    args.extend(model.revision.iter().map(|revision| format!("--revision={revision}")));
    let job = Job {
        metadata: volumes::named(&format!("{}-download", download.stem), &server.namespace),
        spec: Some(JobSpec {
            parallelism: Some(1),
            completions: Some(1),
            backoff_limit: Some(4),
            template: PodTemplateSpec {
                metadata: None,
                spec: Some(PodSpec {
                    restart_policy: Some("Never".to_owned()),
                    enable_service_links: Some(false),
                    automount_service_account_token: Some(false),
                    node_selector: selector(&download.nodes, author),
                    security_context: Some(PodSecurityContext {
                        seccomp_profile: Some(SeccompProfile {
                            type_: "RuntimeDefault".to_owned(),
                            ..SeccompProfile::default()
                        }),
                        ..PodSecurityContext::default()
                    }),
                    containers: vec![Container {
                        name: "download".to_owned(),
                        image: Some(download.image.to_string()),
                        command: Some(vec!["hf".to_owned()]),
                        args: Some(args),
                        resources: Some(resources(&download.nodes, author)),
                        security_context: Some(SecurityContext {
                            allow_privilege_escalation: Some(false),
                            capabilities: Some(Capabilities {
                                drop: Some(vec!["ALL".to_owned()]),
                                ..Capabilities::default()
                            }),
                            ..SecurityContext::default()
                        }),
                        volume_mounts: Some(vec![VolumeMount {
                            name: VOLUME.to_owned(),
                            mount_path: MOUNT.to_owned(),
                            ..VolumeMount::default()
                        }]),
                        ..Container::default()
                    }],
                    volumes: Some(vec![Volume {
                        name: VOLUME.to_owned(),
                        persistent_volume_claim: Some(PersistentVolumeClaimVolumeSource {
                            claim_name: download.claim.clone(),
                            read_only: None,
                        }),
                        ..Volume::default()
                    }]),
                    ..PodSpec::default()
                }),
            },
            ..JobSpec::default()
        }),
        ..Job::default()
    };
    let mut draft = author
        .write(&job)
        .planned("/metadata/name", "spec.model.name")
        .patched(&format!("{POD}/containers/0/image"), "downloadImage")
        .planned(&format!("{POD}/containers/0/args/1"), "spec.model.name")
        .planned(&format!("{POD}/containers/0/args/2"), "spec.model.name")
        .planned(&format!("{POD}/volumes/0/persistentVolumeClaim/claimName"), "spec.model.name");
    if model.revision.is_some() {
        draft = draft.planned(&format!("{POD}/containers/0/args/3"), "spec.model.revision");
    }
    let key = |name: &str| format!("{POD}/nodeSelector/{}", name.replace('/', "~1"));
    draft = match download.nodes {
        Nodes::Any => draft,
        Nodes::Gpu(_) => draft
            .planned(&key(ZONE), "spec.hyperdiskMl.zone")
            .planned(&key(ACCELERATOR), "spec.accelerator.type"),
        Nodes::Series(..) => draft
            .planned(&key(ZONE), "spec.hyperdiskMl.zone")
            .planned(&key(FAMILY), "spec.hyperdiskMl.downloadSeries"),
    };
    let mut object = draft.object();
    let mut token = Token::of(server, objects);
    if author.again && token.is_absent() {
        let id = object.id();
        token = objects.iter().find(|there| there.id() == id).map(Token::of_job).unwrap_or(token);
    }
    if let Some(pod) = object.root.at_mut(&["spec", "template", "spec"]) {
        token.give(pod);
    }
    object
}

const ZONE: &str = "topology.kubernetes.io/zone";
const ACCELERATOR: &str = "cloud.google.com/gke-accelerator";
const FAMILY: &str = "cloud.google.com/machine-family";

/// A disk is made where its first Pod runs. Autopilot gives a machine series only to Pods of the compute
/// class `Performance`.
fn selector(nodes: &Nodes, author: &Author<'_>) -> Option<BTreeMap<String, String>> {
    let pairs = match nodes {
        Nodes::Any => return None,
        Nodes::Gpu(zone) => {
            vec![(ACCELERATOR, author.plan.spec.accelerator.kind.as_str()), (ZONE, zone.as_str())]
        }
        Nodes::Series(zone, series) => vec![
            ("cloud.google.com/compute-class", "Performance"),
            (FAMILY, series.family()),
            (ZONE, zone.as_str()),
        ],
    };
    Some(pairs.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect())
}

/// Room for the download's eight threads; on L4 inside g2-standard-12 (12 vCPU, 48 GB). Weights go to
/// the volume; local storage holds what the client keeps beside them, and Pods without GPUs get 10 GiB
/// of it at most.
fn resources(nodes: &Nodes, author: &Author<'_>) -> ResourceRequirements {
    let gpus = match nodes {
        Nodes::Gpu(_) => {
            let least = gpu::gpu(author.plan.spec.accelerator.kind.as_str())
                .and_then(|gpu| gpu.quantities.iter().min().copied());
            Some(least.unwrap_or(1).to_string())
        }
        Nodes::Any | Nodes::Series(..) => None,
    };
    let amounts: BTreeMap<String, Quantity> =
        [("cpu", "8"), ("memory", "24Gi"), ("ephemeral-storage", "10Gi")]
            .into_iter()
            .chain(gpus.as_deref().map(|count| ("nvidia.com/gpu", count)))
            .map(|(name, amount)| (name.to_owned(), Quantity(amount.to_owned())))
            .collect();
    ResourceRequirements {
        requests: Some(amounts.clone()),
        limits: Some(amounts),
        ..ResourceRequirements::default()
    }
}
