//! `SecretManager`: the token for Hugging Face stays in Secret Manager.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::CSIVolumeSource;
use k8s_openapi::api::core::v1::Container;
use k8s_openapi::api::core::v1::EnvVar;
use k8s_openapi::api::core::v1::PodSpec;
use k8s_openapi::api::core::v1::Volume;
use k8s_openapi::api::core::v1::VolumeMount;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;

use super::change;
use super::identity;
use super::model::SecretManager;
use super::patches::SecretManagerPatch;
use super::report;
use super::target;
use super::token;
use super::volumes;
use super::write::Author;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::Severity;
use crate::object::Object;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Map;
use crate::yaml::Node;

/// The add-on's driver; it works with the provider `gke` only, and it makes no Kubernetes Secret.
const DRIVER: &str = "secrets-store-gke.csi.k8s.io";
const PROVIDER: &str = "gke";
/// The name of the file below the mount.
const FILE: &str = "token";

/// What the add-on mounts; no crate has this type.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SecretProviderClass {
    api_version: &'static str,
    kind: &'static str,
    metadata: ObjectMeta,
    spec: ProviderSpec,
}

#[derive(Serialize)]
struct ProviderSpec {
    provider: &'static str,
    parameters: BTreeMap<&'static str, String>,
}

/// Gives the token to whatever reads it from a Secret: the server, and a Job that downloads.
pub(super) fn apply(
    spec: &SecretManagerPatch,
    objects: &mut Vec<Object>,
    author: &Author<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    let plan = author.plan;
    let Some(secret) = &plan.spec.secret_manager else {
        return Err(session.diagnostics.error(
            report::missing(plan, "spec", "spec.secretManager", author.patch)
                .help("add `secretManager: {secret: ...}` to the FlightPlan"),
        ));
    };
    let server = target::server(objects, spec.target.as_ref(), author, session)?;
    let readers: Vec<(usize, String)> = objects
        .iter()
        .enumerate()
        .filter(|(index, object)| *index == server.index || object.kind() == "Job")
        .filter_map(|(index, object)| Some((index, reader(object)?)))
        .collect();
    if readers.is_empty() {
        session.diagnostics.push(
            Diagnostic::new(
                "plan-unused",
                Severity::Info,
                author.place(),
                format!(
                    "{} changes nothing: no container reads `{}`",
                    report::title(author.patch),
                    token::VARIABLE
                ),
            )
            .help("the weights are downloaded outside the cluster, so this overlay can go"),
        );
        return Ok(());
    }
    let account = identity::give(&server, objects, author, session)?;
    let class = provider_class(secret, &server.name, &server.namespace, author);
    let class_name = class.name().to_owned();
    change::add(objects, class, author, session)?;
    for (index, container) in readers {
        let mut patch = mount(spec, &class_name, &container, author);
        if let Some(map) = patch.as_map_mut() {
            map.insert("serviceAccountName", account.clone());
        }
        let patch = ["spec", "template", "spec"].iter().rev().fold(patch, |value, key| {
            let mut map = Map::default();
            map.push(Entry { key: (*key).into(), key_origin: value.origin, value });
            Node::new(Data::Map(map), author.place())
        });
        change::merge(objects, index, patch, author, &mut session.trace);
    }
    Ok(())
}

/// The container of an object that reads the token from a Secret.
fn reader(object: &Object) -> Option<String> {
    let containers = object.root.at(&["spec", "template", "spec", "containers"])?;
    let reads = |variable: &Node| {
        variable.str_at(&["name"]) == Some(token::VARIABLE)
            && variable.at(&["valueFrom", "secretKeyRef"]).is_some()
    };
    let found = containers.items().find(|it| it.get("env").is_some_and(|env| env.items().any(reads)))?;
    found.str_at(&["name"]).map(str::to_owned)
}

fn provider_class(secret: &SecretManager, server: &str, namespace: &str, author: &Author<'_>) -> Object {
    let resource = format!(
        "projects/{}/secrets/{}/versions/{}",
        author.plan.spec.project, secret.secret, secret.version
    );
    let class = SecretProviderClass {
        api_version: "secrets-store.csi.x-k8s.io/v1",
        kind: "SecretProviderClass",
        metadata: volumes::named(&format!("{server}-{}", token::VOLUME), namespace),
        spec: ProviderSpec {
            provider: PROVIDER,
            parameters: BTreeMap::from([(
                "secrets",
                format!("- resourceName: \"{resource}\"\n  path: \"{FILE}\"\n"),
            )]),
        },
    };
    author.write(&class).planned("/spec/parameters/secrets", "spec.secretManager.secret").object()
}

/// The token as a file instead of a variable, as a patch of a Pod spec.
fn mount(spec: &SecretManagerPatch, class: &str, container: &str, author: &Author<'_>) -> Node {
    let folder = spec.mount_path.as_str();
    let pod = PodSpec {
        containers: vec![Container {
            name: container.to_owned(),
            env: Some(vec![EnvVar {
                name: token::PATH_VARIABLE.to_owned(),
                value: Some(format!("{folder}/{FILE}")),
                ..EnvVar::default()
            }]),
            volume_mounts: Some(vec![VolumeMount {
                name: token::VOLUME.to_owned(),
                mount_path: folder.to_owned(),
                read_only: Some(true),
                ..VolumeMount::default()
            }]),
            ..Container::default()
        }],
        volumes: Some(vec![Volume {
            name: token::VOLUME.to_owned(),
            csi: Some(CSIVolumeSource {
                driver: DRIVER.to_owned(),
                read_only: Some(true),
                volume_attributes: Some(BTreeMap::from([(
                    "secretProviderClass".to_owned(),
                    class.to_owned(),
                )])),
                ..CSIVolumeSource::default()
            }),
            ..Volume::default()
        }]),
        ..PodSpec::default()
    };
    let mut patch = author
        .write(&pod)
        .patched("/containers/0/env/0/value", "mountPath")
        .patched("/containers/0/volumeMounts/0/mountPath", "mountPath")
        .patch();
    let place = author.place();
    let delete: Map = [("name", token::VARIABLE), ("$patch", "delete")]
        .into_iter()
        .map(|(key, text)| Entry { key: key.into(), key_origin: place, value: Node::text(text, place) })
        .collect();
    let containers = patch.get_mut("containers").and_then(Node::as_seq_mut);
    let env = containers.and_then(|list| list.first_mut()).and_then(|it| it.get_mut("env"));
    if let Some(env) = env.and_then(Node::as_seq_mut) {
        env.push(Node::new(Data::Map(delete), place));
    }
    patch
}
