//! Axes: each typed patch decides one thing, and no two decide the same.

use super::report;
use super::resolve;
use super::resolve::GROUP;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Gvk;
use crate::object::Object;
use crate::yaml::Node;

/// What a typed patch decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    /// Which model is served, and how.
    Server,
    /// On which GPUs.
    Accelerator,
    /// How the image starts.
    ImageStart,
    /// Where the weights lie.
    Weights,
    /// How the service scales.
    Scale,
    /// Which capacity is bought.
    Capacity,
    /// Where the token comes from.
    Secrets,
}

impl Axis {
    fn name(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Accelerator => "accelerator",
            Self::ImageStart => "image-start",
            Self::Weights => "weights",
            Self::Scale => "scale",
            Self::Capacity => "capacity",
            Self::Secrets => "secrets",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Server => "which model is served, and how",
            Self::Accelerator => "which GPUs the service runs on",
            Self::ImageStart => "how the image starts",
            Self::Weights => "where the weights lie",
            Self::Scale => "how the service scales",
            Self::Capacity => "which capacity the service runs on",
            Self::Secrets => "where the token comes from",
        }
    }
}

/// Notes on the FlightPlan that an axis is taken. Each typed patch may run in a process of its own,
/// and the FlightPlan is the one object that all of them see and that is not printed.
pub(super) fn take(
    axis: Axis,
    patch: &Object,
    objects: &mut [Object],
    session: &mut Session,
) -> Result<(), Reported> {
    let place = report::place(patch);
    let Some(plan) = objects.iter_mut().find(|object| resolve::is_flight_plan(&Gvk::of(&object.root))) else {
        return Ok(());
    };
    let key = format!("{GROUP}/axis-{}", axis.name());
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
                axis.words()
            ),
        )
        .label("the second one")
        .also(first.origin, "the first one")
        .help("keep one overlay of each axis in `components`")
        .about(patch.reference()),
    ))
}
