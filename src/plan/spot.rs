//! `Spot`: nodes that cost less and may go at any time.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::apps::v1::DeploymentSpec;
use k8s_openapi::api::core::v1::Container;
use k8s_openapi::api::core::v1::ExecAction;
use k8s_openapi::api::core::v1::Lifecycle;
use k8s_openapi::api::core::v1::LifecycleHandler;
use k8s_openapi::api::core::v1::PodSpec;
use k8s_openapi::api::core::v1::PodTemplateSpec;

use super::args;
use super::args::Change;
use super::args::Value;
use super::change;
use super::patches::SpotPatch;
use super::target;
use super::write::Author;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;

/// Seconds that a Pod gets at most when its node is taken away; more has no effect.
/// <https://cloud.google.com/kubernetes-engine/docs/how-to/autopilot-spot-pods>, read 2026-11-23.
const GRACE: i64 = 25;
/// Seconds for the load balancer to take the Pod out.
const PRE_STOP: i64 = 5;
/// Seconds for running requests to end. With the five before them they stay below the 15 seconds that a
/// node gives to Pods of users by default.
const SHUTDOWN: i64 = 8;

/// Selects Spot nodes and shortens the drain to what they leave.
pub(super) fn apply(
    spec: &SpotPatch,
    objects: &mut [Object],
    author: &Author<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    let server = target::server(objects, spec.target.as_ref(), author, session)?;
    let patch = Deployment {
        spec: DeploymentSpec {
            template: PodTemplateSpec {
                spec: Some(PodSpec {
                    // Autopilot adds the toleration.
                    node_selector: Some(BTreeMap::from([(
                        "cloud.google.com/gke-spot".to_owned(),
                        "true".to_owned(),
                    )])),
                    termination_grace_period_seconds: Some(GRACE),
                    containers: vec![Container {
                        name: server.container_name().to_owned(),
                        lifecycle: Some(Lifecycle {
                            pre_stop: Some(LifecycleHandler {
                                exec: Some(ExecAction {
                                    command: Some(vec!["/bin/sleep".to_owned(), PRE_STOP.to_string()]),
                                }),
                                ..LifecycleHandler::default()
                            }),
                            ..Lifecycle::default()
                        }),
                        ..Container::default()
                    }],
                    ..PodSpec::default()
                }),
                ..PodTemplateSpec::default()
            },
            ..DeploymentSpec::default()
        },
        ..Deployment::default()
    };
    let patch = author.write(&patch).patch();
    change::merge(objects, server.index, patch, author, &mut session.trace);
    // A vLLM that knows no such argument would not start with it.
    if args::value(&server.container, "shutdown-timeout").is_some()
        && let Some(container) = server.container_mut(objects)
    {
        let value = Value::Is(SHUTDOWN.to_string());
        let change = Change { name: "shutdown-timeout", value, origin: author.place() };
        args::change(container, &[change], &mut session.trace);
    }
    Ok(())
}
