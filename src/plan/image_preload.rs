//! `ImagePreload`: nodes start with a disk that already holds the container image.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::apps::v1::DeploymentSpec;
use k8s_openapi::api::core::v1::PodSpec;
use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;

use super::capacity;
use super::change;
use super::model::ImagePreload;
use super::patches::ImagePreloadPatch;
use super::report;
use super::target;
use super::target::Server;
use super::write::Author;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;

/// Autopilot looks for the list under this name only.
const ALLOWLIST: &str = "gke-secondary-boot-disk-allowlist";

/// GKE's list of disk images that nodes may be made with; no crate has this type.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GcpResourceAllowlist {
    api_version: &'static str,
    kind: &'static str,
    metadata: ObjectMeta,
    spec: AllowlistSpec,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AllowlistSpec {
    allowed_resource_patterns: Vec<String>,
}

/// Selects nodes with the disk, and allows the disk image.
pub(super) fn apply(
    spec: &ImagePreloadPatch,
    objects: &mut Vec<Object>,
    author: &Author<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    let plan = author.plan;
    let Some(preload) = &plan.spec.image_preload else {
        return Err(session.diagnostics.error(
            report::missing(plan, "spec", "spec.imagePreload", author.patch)
                .help("add `imagePreload: {diskImage: ..., logBucket: gs://...}` to the FlightPlan"),
        ));
    };
    let server = target::server(objects, spec.target.as_ref(), author, session)?;
    let origin = plan.origin("spec.imagePreload.diskImage").by(author.step);
    if let Some(class) = capacity::class(&server, objects).and_then(|index| objects.get_mut(index)) {
        let disk = capacity::boot_disk(preload.disk_image.as_str(), plan.spec.project.as_str(), origin);
        capacity::add_boot_disk(class, &disk);
    } else {
        select(preload, &server, objects, author, session);
    }

    let pattern = format!("projects/{}/global/images/{}", plan.spec.project, preload.disk_image);
    let allowlist = GcpResourceAllowlist {
        api_version: "node.gke.io/v1",
        kind: "GCPResourceAllowlist",
        metadata: ObjectMeta { name: Some(ALLOWLIST.to_owned()), ..ObjectMeta::default() },
        spec: AllowlistSpec { allowed_resource_patterns: vec![pattern] },
    };
    let allowlist =
        author.write(&allowlist).planned("/spec/allowedResourcePatterns/0", "spec.imagePreload.diskImage");
    change::add(objects, allowlist.object(), author, session)
}

/// Selects nodes with the disk.
fn select(
    preload: &ImagePreload,
    server: &Server,
    objects: &mut [Object],
    author: &Author<'_>,
    session: &mut Session,
) {
    let label = format!("{}{}", capacity::BOOT_DISK, preload.disk_image);
    let patch = Deployment {
        spec: DeploymentSpec {
            template: PodTemplateSpec {
                spec: Some(PodSpec {
                    node_selector: Some(BTreeMap::from([(
                        label.clone(),
                        format!("CONTAINER_IMAGE_CACHE.{}", author.plan.spec.project),
                    )])),
                    ..PodSpec::default()
                }),
                ..PodTemplateSpec::default()
            },
            ..DeploymentSpec::default()
        },
        ..Deployment::default()
    };
    let pointer = format!("/spec/template/spec/nodeSelector/{}", label.replace('/', "~1"));
    let patch = author.write(&patch).planned(&pointer, "spec.project").patch();
    change::merge(objects, server.index, patch, author, &mut session.trace);
}
