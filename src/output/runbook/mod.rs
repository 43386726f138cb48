//! The commands that are not manifests, with every value filled in.

mod adapter;
mod bucket;
mod cluster;
mod identity;
mod image;
mod load_test;
mod number;
mod page;
mod phase;
mod scene;
mod secret_manager;
mod secrets;
mod shell;
mod streaming;

use page::Page;
use page::code;
use scene::Scene;

use super::phases::Phase;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::plan::FlightPlan;
use crate::plan::Zone;

/// Writes the runbook. A parameter that a command needs and the FlightPlan does not set is an error at
/// the FlightPlan's line; all such parameters are told at once.
pub(super) fn write(
    plan: &FlightPlan,
    objects: &[Object],
    phases: &[Phase],
    session: &mut Session,
) -> Result<String, Reported> {
    let scene = Scene { plan, objects, phases };
    let namespace = scene.agree_on_namespace(session);
    let zone = scene.builder_zone(session);
    let number = scene.number();
    namespace?;
    let zone = zone?;

    let mut page = Page::default();
    head(&mut page, &scene);
    page.heading(2, "Before the phases");
    cluster::write(&mut page, &scene);
    if let Some((preload, zone)) = scene.preload().zip(zone) {
        image::write(&mut page, &scene, preload, &zone);
    }
    if let Some(repository) = streaming::repository(&scene) {
        streaming::write(&mut page, &scene, repository);
    }
    if let Some(number) = number {
        if !scene.adapter_metrics().is_empty() {
            adapter::write(&mut page, &scene, number);
        }
        if !bucket::readers(&scene).is_empty() {
            bucket::write(&mut page, &scene, number);
        }
        if !secret_manager::readers(&scene).is_empty() {
            secret_manager::write(&mut page, &scene, number);
        }
    }
    for at in Phase::ALL {
        if at == Phase::Populate {
            secrets::write(&mut page, &scene);
        }
        phase::write(&mut page, &scene, at, session);
    }
    load_test::write(&mut page, &scene);
    Ok(page.finish())
}

fn head(page: &mut Page, scene: &Scene<'_>) {
    let plan = scene.plan;
    let spec = &plan.spec;
    page.heading(1, &format!("Runbook of {}", code(plan.name())));
    page.say(
        "What this bundle needs besides its manifests, in order. Every value comes from the FlightPlan or from \
         the rendered objects. Run the commands with bash, in the directory of this file.",
    );
    let zones: Vec<&str> = spec.zones.iter().map(Zone::as_str).collect();
    let mut rows = vec![
        ("Project", spec.project.to_string()),
        ("Cluster", format!("{} in {}, GKE {}", spec.cluster, spec.location, spec.gke_version)),
        ("Namespace", plan.namespace().to_owned()),
        ("Model", format!("{}, {} of weights", spec.model.name, spec.model.weights_size)),
        ("GPUs of one replica", format!("{} x {}", spec.accelerator.count, spec.accelerator.kind)),
    ];
    if !zones.is_empty() {
        rows.insert(2, ("Zones", zones.join(", ")));
    }
    if let Some(revision) = &spec.model.revision {
        rows.push(("Revision", revision.to_string()));
    }
    let rows: Vec<String> =
        rows.iter().map(|(name, value)| format!("| {name} | {} |", code(value))).collect();
    page.say(&format!("| | |\n| --- | --- |\n{}", rows.join("\n")));
}
