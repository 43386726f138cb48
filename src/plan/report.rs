//! Turns a decoding fault into a finding.

use super::decode::Fault;
use super::decode::Problem;
use super::resolve::FlightPlan;
use crate::diag::Diagnostic;
use crate::diag::nearest;
use crate::object::Object;
use crate::source::Origin;

/// The finding for a fault in a resource of ours.
pub(super) fn fault(object: &Object, fault: &Fault) -> Diagnostic {
    let what = object.kind();
    let within = if fault.path.is_empty() { String::new() } else { format!(" in `{}`", fault.path) };
    let at = if fault.at.is_known() { fault.at } else { object.root.origin };
    let diagnostic = match &fault.problem {
        Problem::Unknown { field, known } => {
            let diagnostic =
                Diagnostic::error("plan-field", at, format!("{what} has no field `{field}`{within}"));
            match nearest(field, known.iter().copied()) {
                Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
                None => diagnostic.help(format!("the fields here are {}", list(known))),
            }
        }
        Problem::Variant { word, known } => {
            let diagnostic = Diagnostic::error(
                "plan-value",
                at,
                format!("`{word}` cannot stand{within} of {what}, expected {}", list(known)),
            );
            match nearest(word, known.iter().copied()) {
                Some(name) => diagnostic.help(format!("did you mean `{name}`?")),
                None => diagnostic,
            }
        }
        Problem::Missing(field) => {
            Diagnostic::error("plan-missing", at, format!("{what} lacks the field `{field}`{within}"))
                .help(format!("add `{field}`; `flightplan explain plan-missing` says what it holds"))
        }
        Problem::Other(words) => {
            let path = if fault.path.is_empty() { String::new() } else { format!("`{}`: ", fault.path) };
            Diagnostic::error("plan-value", at, format!("{what} {path}{words}"))
        }
    };
    diagnostic.about(object.reference())
}

/// A parameter that an overlay needs and the FlightPlan does not give: told at the FlightPlan and at
/// the typed patch.
pub(super) fn missing(plan: &FlightPlan, section: &str, field: &str, patch: &Object) -> Diagnostic {
    let message =
        format!("FlightPlan `{}` does not set `{field}`, which {} needs", plan.name(), title(patch));
    Diagnostic::error("plan-missing", plan.origin(section), message)
        .label(format!("`{field}` is not set here"))
        .also(place(patch), format!("{} needs it", title(patch)))
        .about(plan.reference())
}

/// A parameter whose value does not fit: told at the FlightPlan and at the typed patch.
pub(super) fn unfit(plan: &FlightPlan, field: &str, message: String, patch: &Object) -> Diagnostic {
    Diagnostic::error("plan-value", plan.origin(field), message)
        .also(place(patch), format!("{} uses it", title(patch)))
        .about(plan.reference())
}

/// How a typed patch is called in a sentence.
pub(super) fn title(patch: &Object) -> String {
    format!("{} `{}`", patch.kind(), patch.name())
}

/// The line that stands for a typed patch: its kind.
pub(super) fn place(patch: &Object) -> Origin {
    patch.root.get("kind").map_or(patch.root.origin, |kind| kind.origin)
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
