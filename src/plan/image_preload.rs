//! `ImagePreload`: nodes start with a disk that already holds the container image.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::apps::v1::DeploymentSpec;
use k8s_openapi::api::core::v1::PodSpec;
use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;

use super::change;
use super::model::ImagePreloadPatch;
use super::report;
use super::target;
use super::write::Author;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;

/// GKE puts this label on nodes whose secondary boot disk comes from the image named at its end.
const LABEL: &str = "cloud.google.com.node-restriction.kubernetes.io/gke-secondary-boot-disk-";
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
    let label = format!("{LABEL}{}", preload.disk_image);
    let patch = Deployment {
        spec: DeploymentSpec {
            template: PodTemplateSpec {
                spec: Some(PodSpec {
                    node_selector: Some(BTreeMap::from([(
                        label.clone(),
                        format!("CONTAINER_IMAGE_CACHE.{}", plan.spec.project),
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
    let patch = author.write(&patch).planned(&pointer, "spec.imagePreload.diskImage").patch();
    change::merge(objects, server.index, patch, &mut session.trace);

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
