//! Runs a typed patch.

use super::accelerator;
use super::axis;
use super::axis::Axis;
use super::compute_class;
use super::filestore;
use super::gcs_fuse;
use super::hyperdisk_ml;
use super::image_preload;
use super::image_streaming;
use super::model_server;
use super::patches::CheckPatch;
use super::report;
use super::resolve;
use super::resolve::GROUP;
use super::scale;
use super::secret_manager;
use super::spot;
use super::stamp;
use super::write::Author;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::object::Gvk;
use crate::object::Object;

/// Runs one kind of typed patch.
type Run = fn(&mut Vec<Object>, &Author<'_>, &mut Session) -> Result<(), Reported>;

/// The kinds, in the order in which overlays are best listed: what is served, on what, from where, how
/// many.
const KINDS: [(&str, Axis, Run); 11] = [
    ("ModelServer", Axis::Server, |objects, author, session| {
        model_server::apply(&resolve::read(author.patch, session)?, objects, author, session)
    }),
    ("Accelerator", Axis::Accelerator, |objects, author, session| {
        accelerator::apply(&resolve::read(author.patch, session)?, objects, author, session)
    }),
    ("ImagePreload", Axis::ImageStart, |objects, author, session| {
        image_preload::apply(&resolve::read(author.patch, session)?, objects, author, session)
    }),
    ("ImageStreaming", Axis::ImageStart, |objects, author, session| {
        image_streaming::apply(&resolve::read(author.patch, session)?, objects, author, session)
    }),
    ("SecretManager", Axis::Secrets, |objects, author, session| {
        secret_manager::apply(&resolve::read(author.patch, session)?, objects, author, session)
    }),
    ("HyperdiskMl", Axis::Weights, |objects, author, session| {
        hyperdisk_ml::apply(&resolve::read(author.patch, session)?, objects, author, session)
    }),
    ("GcsFuse", Axis::Weights, |objects, author, session| {
        gcs_fuse::apply(&resolve::read(author.patch, session)?, objects, author, session)
    }),
    ("Filestore", Axis::Weights, |objects, author, session| {
        filestore::apply(&resolve::read(author.patch, session)?, objects, author, session)
    }),
    ("Spot", Axis::Capacity, |objects, author, session| {
        spot::apply(&resolve::read(author.patch, session)?, objects, author, session)
    }),
    ("ComputeClassProfile", Axis::Capacity, |objects, author, session| {
        compute_class::apply(&resolve::read(author.patch, session)?, objects, author, session)
    }),
    ("ScaleProfile", Axis::Scale, |objects, author, session| {
        scale::apply(&resolve::read(author.patch, session)?, objects, author, session)
    }),
];
const CHECK: &str = "Check";

/// True for the kinds that this program runs itself instead of calling a plugin.
pub fn is_typed_patch(gvk: &Gvk) -> bool {
    gvk.group == GROUP
}

/// True for the kind that checks the objects and changes nothing, but for a stamp if it is asked for one.
/// Rendering leaves the stamp; the KRM function runs the schemas and rules as well.
pub fn is_check(object: &Object) -> bool {
    let gvk = Gvk::of(&object.root);
    gvk.group == GROUP && gvk.kind == CHECK
}

/// Runs a typed patch on the objects of a build, the FlightPlan among them.
pub fn apply(patch: &Object, objects: &mut Vec<Object>, session: &mut Session) -> Result<(), Reported> {
    if is_check(patch) {
        // The check needs no parameters.
        if patch.root.get("spec").is_none() {
            return Ok(());
        }
        if resolve::read::<CheckPatch>(patch, session)?.stamp {
            let step = session.trace.step(report::title(patch), report::place(patch));
            stamp::leave(objects, report::place(patch).by(step), session);
        }
        return Ok(());
    }
    let Some((_, axis, run)) = KINDS.iter().find(|(kind, ..)| *kind == patch.kind()) else {
        return Err(session.diagnostics.error(unknown(patch, patch.kind())));
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
    let again = axis::take(*axis, patch, objects, session)?;
    let step = session.trace.step(report::title(patch), report::place(patch));
    run(objects, &Author { patch, step, plan: &plan, again }, session)
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
    let kinds = || KINDS.iter().map(|(kind, ..)| *kind).chain([CHECK]);
    match nearest(kind, kinds()) {
        Some(right) => diagnostic.help(format!("did you mean `{right}`?")),
        None => diagnostic.help(format!("the typed patches are {}", kinds().collect::<Vec<_>>().join(", "))),
    }
}
