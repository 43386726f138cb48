//! The Job that fills the volume.

use std::collections::BTreeMap;

use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::batch::v1::JobSpec;
use k8s_openapi::api::core::v1::Capabilities;
use k8s_openapi::api::core::v1::Container;
use k8s_openapi::api::core::v1::EnvVar;
use k8s_openapi::api::core::v1::EnvVarSource;
use k8s_openapi::api::core::v1::PersistentVolumeClaimVolumeSource;
use k8s_openapi::api::core::v1::PodSecurityContext;
use k8s_openapi::api::core::v1::PodSpec;
use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::api::core::v1::ResourceRequirements;
use k8s_openapi::api::core::v1::SeccompProfile;
use k8s_openapi::api::core::v1::SecretKeySelector;
use k8s_openapi::api::core::v1::SecurityContext;
use k8s_openapi::api::core::v1::Volume;
use k8s_openapi::api::core::v1::VolumeMount;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::hyperdisk_ml::TOKEN;
use super::hyperdisk_ml::Weights;
use super::target::Server;
use super::volumes;
use super::write::Author;
use crate::object::Object;
use crate::yaml::Node;

/// Where the download sees the volume.
const MOUNT: &str = "/data";
const VOLUME: &str = "weights";
const POD: &str = "/spec/template/spec";

/// A Job on a G2 node, because Autopilot's default machines cannot attach Hyperdisk ML and those
/// with an L4 can. It uses the server's own image: that has Hugging Face's command line, and nodes
/// with the preloaded disk have it already.
pub(super) fn job(weights: &Weights<'_>, server: &Server, author: &Author<'_>) -> Object {
    let model = &author.plan.spec.model;
    let target = format!("--local-dir={MOUNT}/{}", weights.directory);
    let mut args = vec!["download".to_owned(), model.name.to_string(), target];
    args.extend(model.revision.iter().map(|revision| format!("--revision={revision}")));
    let image = server.container.get("image");
    let token = token(server);
    let job = Job {
        metadata: volumes::named(&format!("{}-download", weights.stem), &server.namespace),
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
                    node_selector: Some(BTreeMap::from([
                        ("cloud.google.com/gke-accelerator".to_owned(), "nvidia-l4".to_owned()),
                        // The disk is made where this Pod runs.
                        ("topology.kubernetes.io/zone".to_owned(), weights.disk.zone.to_string()),
                    ])),
                    security_context: Some(PodSecurityContext {
                        seccomp_profile: Some(SeccompProfile {
                            type_: "RuntimeDefault".to_owned(),
                            ..SeccompProfile::default()
                        }),
                        ..PodSecurityContext::default()
                    }),
                    containers: vec![Container {
                        name: "download".to_owned(),
                        image: image.and_then(Node::as_str).map(str::to_owned),
                        command: Some(vec!["hf".to_owned()]),
                        args: Some(args),
                        env: token.as_ref().map(|token| vec![token.clone()]),
                        resources: Some(resources()),
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
                            claim_name: volumes::write_claim_name(weights),
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
        .planned(&format!("{POD}/containers/0/args/1"), "spec.model.name")
        .planned(&format!("{POD}/containers/0/args/2"), "spec.model.name")
        .planned(&format!("{POD}/nodeSelector/topology.kubernetes.io~1zone"), "spec.hyperdiskMl.zone")
        .planned(&format!("{POD}/volumes/0/persistentVolumeClaim/claimName"), "spec.model.name");
    if model.revision.is_some() {
        draft = draft.planned(&format!("{POD}/containers/0/args/3"), "spec.model.revision");
    }
    if let Some(image) = image {
        draft = draft.stamped(&format!("{POD}/containers/0/image"), image.origin);
    }
    if let Some(node) = server.env(TOKEN).filter(|_| token.is_some()) {
        draft = draft.stamped(&format!("{POD}/containers/0/env/0"), node.origin);
    }
    draft.object()
}

/// The server's token; a public model needs none.
fn token(server: &Server) -> Option<EnvVar> {
    let reference = server.env(TOKEN)?.at(&["valueFrom", "secretKeyRef"])?;
    Some(EnvVar {
        name: TOKEN.to_owned(),
        value_from: Some(EnvVarSource {
            secret_key_ref: Some(SecretKeySelector {
                name: reference.str_at(&["name"])?.to_owned(),
                key: reference.str_at(&["key"])?.to_owned(),
                optional: None,
            }),
            ..EnvVarSource::default()
        }),
        ..EnvVar::default()
    })
}

/// Inside g2-standard-12 (12 vCPU, 48 GB, 1 x L4), the smallest machine with room for the
/// download's eight threads. Weights go to the volume; ephemeral storage holds what the client
/// keeps beside them.
fn resources() -> ResourceRequirements {
    let amounts: BTreeMap<String, Quantity> =
        [("cpu", "8"), ("memory", "24Gi"), ("ephemeral-storage", "10Gi"), ("nvidia.com/gpu", "1")]
            .into_iter()
            .map(|(name, amount)| (name.to_owned(), Quantity(amount.to_owned())))
            .collect();
    ResourceRequirements {
        requests: Some(amounts.clone()),
        limits: Some(amounts),
        ..ResourceRequirements::default()
    }
}
