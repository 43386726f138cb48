//! `ComputeClassProfile`: which capacity is tried first, and what comes next when there is none.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;

use super::capacity;
use super::change;
use super::gpu;
use super::model::ComputeClass;
use super::patches::ComputeClassProfilePatch;
use super::report;
use super::target;
use super::target::Server;
use super::volumes;
use super::write::Author;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::object::Object;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Map;
use crate::yaml::Node;

/// Selectors that a Pod of a custom compute class may not have: the class decides what they would.
/// <https://docs.cloud.google.com/kubernetes-engine/docs/reference/crds/computeclass>, read 2026-11-23.
const EXCLUDED: [&str; 8] = [
    "cloud.google.com/gke-accelerator",
    "cloud.google.com/gke-gpu-driver-version",
    "cloud.google.com/gke-spot",
    "cloud.google.com/machine-family",
    "cloud.google.com/machine-type",
    "cloud.google.com/gke-ephemeral-storage-local-ssd",
    "cloud.google.com/reservation-name",
    "node.kubernetes.io/instance-type",
];

/// The class; no crate has this type.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Class {
    api_version: &'static str,
    kind: &'static str,
    metadata: ObjectMeta,
    spec: ClassSpec,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClassSpec {
    priorities: Vec<Priority>,
    node_pool_auto_creation: Enabled,
    when_unsatisfiable: &'static str,
}

#[derive(Serialize)]
struct Enabled {
    enabled: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Priority {
    gpu: Gpu,
    #[serde(skip_serializing_if = "Option::is_none")]
    spot: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reservations: Option<Reservations>,
}

#[derive(Serialize)]
struct Gpu {
    #[serde(rename = "type")]
    kind: String,
    count: u32,
}

#[derive(Serialize)]
struct Location {
    zones: Vec<String>,
}

#[derive(Serialize)]
struct Reservations {
    affinity: &'static str,
    specific: Vec<Reservation>,
}

#[derive(Serialize)]
struct Reservation {
    name: String,
    project: String,
}

/// Makes the class and has the server select it instead of GPUs.
pub(super) fn apply(
    spec: &ComputeClassProfilePatch,
    objects: &mut Vec<Object>,
    author: &Author<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    let plan = author.plan;
    let Some(section) = &plan.spec.compute_class else {
        return Err(session
            .diagnostics
            .error(report::missing(plan, "spec", "spec.computeClass", author.patch).help(
            "add `computeClass: {spot: true}` to the FlightPlan; an empty `{}` takes on-demand nodes only",
        )));
    };
    check(section, author, session)?;
    let server = target::server(objects, spec.target.as_ref(), author, session)?;
    let name = section.name.as_ref().map_or_else(|| server.name.clone(), ToString::to_string);
    if ["gke", "autopilot"].iter().any(|word| name.starts_with(word)) {
        let message = format!("the name `{name}` of a ComputeClass must not begin with `gke` or `autopilot`");
        return Err(session.diagnostics.error(
            report::unfit(plan, "spec.computeClass", message, author.patch)
                .help("set `spec.computeClass.name` in the FlightPlan"),
        ));
    }
    let mut class = class(section, &name, author);
    for disk in select(&name, &server, objects, author) {
        capacity::add_boot_disk(&mut class, &disk);
    }
    change::add(objects, class, author, session)
}

/// A fallback must be able to do what the first choice does.
fn check(section: &ComputeClass, author: &Author<'_>, session: &mut Session) -> Result<(), Reported> {
    let plan = author.plan;
    let count = plan.spec.accelerator.count;
    for (index, kind) in section.fallbacks.iter().enumerate() {
        let path = format!("spec.computeClass.fallbacks.{index}");
        let Some(found) = gpu::gpu(kind.as_str()) else {
            let diagnostic =
                report::unfit(plan, &path, format!("Autopilot has no GPU `{kind}`"), author.patch);
            return Err(session.diagnostics.error(match nearest(kind.as_str(), gpu::names()) {
                Some(right) => diagnostic.help(format!("did you mean `{right}`?")),
                None => diagnostic,
            }));
        };
        let message = if !found.quantities.contains(&count) {
            format!("`{kind}` does not come in the number {count} that `spec.accelerator.count` asks for")
        } else if plan.spec.hyperdisk_ml.is_some() && found.hyperdisk_ml == Some(false) {
            format!("nodes with `{kind}` cannot attach the Hyperdisk ML volume of `spec.hyperdiskMl`")
        } else {
            continue;
        };
        return Err(session.diagnostics.error(report::unfit(plan, &path, message, author.patch)));
    }
    Ok(())
}

/// Reserved first, then on demand, then Spot; within each the GPU of the FlightPlan before others.
fn class(section: &ComputeClass, name: &str, author: &Author<'_>) -> Object {
    let spec = &author.plan.spec;
    let gpus = std::iter::once(&spec.accelerator.kind).chain(&section.fallbacks);
    let zones: Vec<String> = spec.zones.iter().map(ToString::to_string).collect();
    let priority = |kind: String, spot: bool| Priority {
        gpu: Gpu { kind, count: spec.accelerator.count },
        spot: spot.then_some(true),
        location: (!zones.is_empty()).then(|| Location { zones: zones.clone() }),
        reservations: None,
    };
    // A specific reservation lies in zones of its own, so none may be named beside it.
    let reserved = section.reservation.iter().map(|reservation| Priority {
        location: None,
        reservations: Some(Reservations {
            affinity: "Specific",
            specific: vec![Reservation { name: reservation.to_string(), project: spec.project.to_string() }],
        }),
        ..priority(spec.accelerator.kind.to_string(), false)
    });
    let kinds: Vec<String> = gpus.map(ToString::to_string).collect();
    let on_demand = kinds.iter().map(|kind| priority(kind.clone(), false));
    let spot = kinds.iter().filter(|_| section.spot).map(|kind| priority(kind.clone(), true));
    let priorities: Vec<Priority> = reserved.chain(on_demand).chain(spot).collect();

    let mut origins: Vec<(String, &str)> = Vec::new();
    let mut lists = Vec::new();
    let fields = std::iter::once("spec.accelerator.type".to_owned())
        .chain((0..section.fallbacks.len()).map(|index| format!("spec.computeClass.fallbacks.{index}")));
    let fields: Vec<String> = fields.collect();
    for (index, priority) in priorities.iter().enumerate() {
        let at = format!("/spec/priorities/{index}");
        let kind = kinds.iter().position(|kind| *kind == priority.gpu.kind).and_then(|at| fields.get(at));
        origins.extend(kind.map(|field| (format!("{at}/gpu/type"), field.as_str())));
        origins.push((format!("{at}/gpu/count"), "spec.accelerator.count"));
        origins.extend(priority.spot.map(|_| (format!("{at}/spot"), "spec.computeClass.spot")));
        lists.extend(priority.location.as_ref().map(|_| format!("{at}/location/zones")));
        if priority.reservations.is_some() {
            let reservation = format!("{at}/reservations/specific/0");
            origins.push((format!("{reservation}/name"), "spec.computeClass.reservation"));
            origins.push((format!("{reservation}/project"), "spec.project"));
        }
    }
    let class = Class {
        api_version: "cloud.google.com/v1",
        kind: "ComputeClass",
        metadata: volumes::named(name, ""),
        spec: ClassSpec {
            priorities,
            node_pool_auto_creation: Enabled { enabled: true },
            // A node without the GPUs would be of no use.
            when_unsatisfiable: "DoNotScaleUp",
        },
    };
    origins.extend(section.name.as_ref().map(|_| ("/metadata/name".to_owned(), "spec.computeClass.name")));
    let mut draft = author.write(&class);
    for (pointer, field) in origins {
        draft = draft.planned(&pointer, field);
    }
    for pointer in lists {
        draft = draft.planned_each(&pointer, "spec.zones");
    }
    draft.object()
}

/// Replaces the selectors that the class takes over; returns the secondary boot disks among them.
fn select(name: &str, server: &Server, objects: &mut [Object], author: &Author<'_>) -> Vec<Node> {
    let place = author.place();
    let Some(pod) = server.pod_mut(objects).and_then(Node::as_map_mut) else { return Vec::new() };
    let selector = pod.get_or_insert_with("nodeSelector", || Node::new(Data::Map(Map::default()), place));
    let Some(selector) = selector.as_map_mut() else { return Vec::new() };
    let mut disks = Vec::new();
    for entry in &*selector {
        if let Some(image) = entry.key.strip_prefix(capacity::BOOT_DISK) {
            let project =
                entry.value.as_str().and_then(|value| value.split_once('.')).map(|(_, project)| project);
            let origin: Origin = entry.value.origin;
            disks.push(capacity::boot_disk(image, project.unwrap_or_default(), origin));
        }
    }
    selector.retain(|entry| {
        !EXCLUDED.contains(&entry.key.as_str()) && !entry.key.starts_with(capacity::BOOT_DISK)
    });
    selector.insert(capacity::CLASS, Node::text(name, place));
    disks
}
