//! Runs a typed patch.

use super::hyperdisk_ml;
use super::image_preload;
use super::model::CheckPatch;
use super::report;
use super::resolve;
use super::resolve::GROUP;
use super::scale;
use super::write::Author;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::object::Gvk;
use crate::object::Object;
use crate::yaml::Node;

const KINDS: [&str; 4] = ["ImagePreload", "HyperdiskMl", "ScaleProfile", CHECK];
const CHECK: &str = "Check";

/// True for the kinds that this program runs itself instead of calling a plugin.
pub fn is_typed_patch(gvk: &Gvk) -> bool {
    gvk.group == GROUP
}

/// True for the kind that checks the objects instead of changing them. Rendering passes it over; the
/// KRM function runs the schemas and rules for it.
pub fn is_check(object: &Object) -> bool {
    let gvk = Gvk::of(&object.root);
    gvk.group == GROUP && gvk.kind == CHECK
}

/// Runs a typed patch on the objects of a build, the FlightPlan among them.
pub fn apply(patch: &Object, objects: &mut Vec<Object>, session: &mut Session) -> Result<(), Reported> {
    if is_check(patch) {
        return resolve::read::<CheckPatch>(patch, session).map(|_| ());
    }
    let axis = match patch.kind() {
        "ImagePreload" => "image-start",
        "HyperdiskMl" => "weights",
        "ScaleProfile" => "scale",
        other => return Err(session.diagnostics.error(unknown(patch, other))),
    };
    let Some(plan) = resolve::find(objects, session)? else {
        return Err(session.diagnostics.error(
            Diagnostic::error(
                "plan-missing",
                report::place(patch),
                format!("{} needs a FlightPlan, and the tree has none", report::title(patch)),
            )
            .help("list the file with `kind: FlightPlan` under `resources`, beside the base")
            .about(patch.reference()),
        ));
    };
    take_axis(axis, patch, objects, session)?;
    let step = session.trace.step(report::title(patch), report::place(patch));
    let author = Author { patch, step, plan: &plan };
    match patch.kind() {
        "ImagePreload" => {
            let spec = resolve::read(patch, session)?;
            image_preload::apply(&spec, objects, &author, session)
        }
        "HyperdiskMl" => {
            let spec = resolve::read(patch, session)?;
            hyperdisk_ml::apply(&spec, objects, &author, session)
        }
        _ => {
            let spec = resolve::read(patch, session)?;
            scale::apply(&spec, objects, &author, session)
        }
    }
}

fn unknown(patch: &Object, kind: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        "plan-kind",
        report::place(patch),
        format!("`{kind}` is not a typed patch of `{GROUP}`"),
    )
    .about(patch.reference());
    if kind == "FlightPlan" {
        return diagnostic.help("a FlightPlan belongs under `resources`, not under `transformers`");
    }
    match nearest(kind, KINDS) {
        Some(right) => diagnostic.help(format!("did you mean `{right}`?")),
        None => diagnostic.help(format!("the typed patches are {}", KINDS.join(", "))),
    }
}

/// Notes on the FlightPlan that an axis is taken. Each typed patch may run in a process of its own,
/// and the FlightPlan is the one object that all of them see and that is not printed.
fn take_axis(
    axis: &str,
    patch: &Object,
    objects: &mut [Object],
    session: &mut Session,
) -> Result<(), Reported> {
    let place = report::place(patch);
    let Some(plan) = objects.iter_mut().find(|object| resolve::is_flight_plan(&Gvk::of(&object.root))) else {
        return Ok(());
    };
    let key = format!("{GROUP}/axis-{axis}");
    let origin = plan.root.origin;
    let notes = plan
        .root
        .as_map_mut()
        .map(|map| map.get_or_insert_with("metadata", || Node::map(origin)))
        .and_then(Node::as_map_mut)
        .map(|map| map.get_or_insert_with("annotations", || Node::map(origin)))
        .and_then(Node::as_map_mut);
    let Some(notes) = notes else { return Ok(()) };
    let Some(first) = notes.insert(key, Node::text(report::title(patch), place)) else { return Ok(()) };
    Err(session.diagnostics.error(
        Diagnostic::error(
            "plan-axis",
            place,
            format!(
                "{} and {} both decide {}",
                first.as_str().unwrap_or("another typed patch"),
                report::title(patch),
                match axis {
                    "image-start" => "how the image starts",
                    "weights" => "where the weights lie",
                    _ => "how the service scales",
                }
            ),
        )
        .label("the second one")
        .also(first.origin, "the first one")
        .help("keep one overlay of each axis in `components`")
        .about(patch.reference()),
    ))
}
