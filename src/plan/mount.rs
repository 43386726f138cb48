//! Weights that a server reads from a volume.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::apps::v1::DeploymentSpec;
use k8s_openapi::api::core::v1::Container;
use k8s_openapi::api::core::v1::EnvVar;
use k8s_openapi::api::core::v1::PodSpec;
use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::api::core::v1::Volume;
use k8s_openapi::api::core::v1::VolumeMount;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::args;
use super::args::Change;
use super::args::Value;
use super::report;
use super::target::Server;
use super::token;
use super::write::Author;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::source::Origin;

/// The variable by which the base names its model.
pub(super) const MODEL: &str = "MODEL_ID";
/// The volume in the Pods.
pub(super) const VOLUME: &str = "weights";

/// A volume of weights, and how a server sees it.
pub(super) struct Mount<'a> {
    /// The source of the volume; its name is set here.
    pub(super) volume: Volume,
    /// Values of the volume, as JSON pointers below it, with their origins.
    pub(super) origins: Vec<(String, Origin)>,
    /// Where the server sees it.
    pub(super) path: &'a str,
    /// Annotations that the Pods need.
    pub(super) annotations: BTreeMap<String, String>,
}

/// Lets the server read the weights from a volume, and from nowhere else.
pub(super) fn mount(
    mount: Mount<'_>,
    server: &Server,
    objects: &mut Vec<Object>,
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
    let directory = author.plan.spec.model.name.directory();
    let metadata = (!mount.annotations.is_empty())
        .then(|| ObjectMeta { annotations: Some(mount.annotations), ..ObjectMeta::default() });
    let patch = Deployment {
        spec: DeploymentSpec {
            template: PodTemplateSpec {
                metadata,
                spec: Some(PodSpec {
                    containers: vec![Container {
                        name: server.container_name().to_owned(),
                        env: Some(vec![
                            EnvVar {
                                name: MODEL.to_owned(),
                                value: Some(format!("{}/{directory}", mount.path)),
                                ..EnvVar::default()
                            },
                            // All is there: a missing file must fail, not be fetched.
                            EnvVar {
                                name: "HF_HUB_OFFLINE".to_owned(),
                                value: Some("1".to_owned()),
                                ..EnvVar::default()
                            },
                        ]),
                        volume_mounts: Some(vec![VolumeMount {
                            name: VOLUME.to_owned(),
                            mount_path: mount.path.to_owned(),
                            read_only: Some(true),
                            ..VolumeMount::default()
                        }]),
                        ..Container::default()
                    }],
                    volumes: Some(vec![Volume { name: VOLUME.to_owned(), ..mount.volume }]),
                    ..PodSpec::default()
                }),
            },
            ..DeploymentSpec::default()
        },
        ..Deployment::default()
    };
    let pod = "/spec/template/spec";
    let mut draft = author
        .write(&patch)
        .planned(&format!("{pod}/containers/0/env/0/value"), "spec.model.name")
        .patched(&format!("{pod}/containers/0/volumeMounts/0/mountPath"), "mountPath");
    for (pointer, origin) in mount.origins {
        draft = draft.stamped(&format!("{pod}/volumes/0{pointer}"), origin);
    }
    let patch = draft.patch();
    super::change::merge(objects, server.index, patch, author, &mut session.trace);
    token::drop(server, objects, author, &mut session.trace);
    // A directory has no revision.
    let change = Change { name: "revision", value: Value::Absent, origin: author.place() };
    if let Some(container) = server.container_mut(objects) {
        args::change(container, &[change], &mut session.trace);
    }
    Ok(())
}
