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
///
/// True if this very patch took it in a run before: kpt keeps what functions wrote in the user's files and
/// runs them again and again.
pub(super) fn take(
    axis: Axis,
    patch: &Object,
    objects: &mut [Object],
    session: &mut Session,
) -> Result<bool, Reported> {
    let place = report::place(patch);
    let Some(plan) = objects.iter_mut().find(|object| resolve::is_flight_plan(&Gvk::of(&object.root))) else {
        return Ok(false);
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
    let Some(notes) = notes else { return Ok(false) };
    let title = with_file(patch);
    let scaled = notes.get(&format!("{GROUP}/axis-{}", Axis::Scale.name())).cloned();
    let Some(first) = notes.insert(key, Node::text(title.clone(), place)) else {
        // The times of a scale profile follow from the image and from where the weights come from.
        return match scaled.filter(|_| matches!(axis, Axis::Server | Axis::ImageStart | Axis::Weights)) {
            Some(scaled) => Err(session.diagnostics.error(too_late(&title, &scaled, patch))),
            None => Ok(false),
        };
    };
    // In a function, the note and the patch lie in one text. In a build, one that is listed twice is
    // noted with its own line.
    let same = first.as_str() == Some(&title);
    if same && first.origin.file == place.file && first.origin.start != place.start {
        return Ok(true);
    }
    let first_title = first.as_str().unwrap_or("another typed patch");
    Err(session.diagnostics.error(
        Diagnostic::error(
            "plan-axis",
            place,
            format!("{first_title} and {title} both decide {}", axis.words()),
        )
        .label("the second one")
        .also(first.origin, "the first one")
        .help(format!(
            "keep one overlay of each axis in `components`; where functions write into files, remove the \
                 annotation `{GROUP}/axis-{}` of the FlightPlan with what the first one wrote",
            axis.name()
        ))
        .about(patch.reference()),
    ))
}

/// A patch that changes what a scale profile has already computed its times from.
fn too_late(title: &str, scaled: &Node, patch: &Object) -> Diagnostic {
    let profile = scaled.as_str().unwrap_or("a scale profile");
    Diagnostic::error(
        "plan-order",
        report::place(patch),
        format!("{title} comes after {profile}, whose times follow from what it changes"),
    )
    .label("too late here")
    .also(scaled.origin, "the scale profile")
    .help("list the overlay `scale/...` last in `components`")
    .about(patch.reference())
}

/// How a typed patch is called, with the file that kpt read it from: in a function, no other place tells it.
fn with_file(patch: &Object) -> String {
    let keys = ["internal.config.kubernetes.io/path", "config.kubernetes.io/path"];
    match keys.iter().find_map(|key| patch.annotation(key)) {
        Some(file) => format!("{} of {file}", report::title(patch)),
        None => report::title(patch),
    }
}
