//! `schema KIND`: JSON schemas of our own kinds, for editors.

use super::args::SchemaArgs;
use super::console::Console;
use super::exit::Exit;
use crate::diag::Diagnostic;
use crate::diag::nearest;
use crate::source::Origin;

macro_rules! schemas {
    ($($kind:literal),* $(,)?) => {
        &[$(($kind, include_str!(concat!("../../schemas/flightplan.dev/", $kind, ".json")))),*]
    };
}

/// The schema of each kind, as the plan room makes it, and of each file that a user writes or reads.
const SCHEMAS: &[(&str, &str)] = schemas![
    "Accelerator",
    "Check",
    "ComputeClassProfile",
    "Filestore",
    "FlightPlan",
    "GcsFuse",
    "HyperdiskMl",
    "ImagePreload",
    "ImageStreaming",
    "ModelServer",
    "ScaleProfile",
    "SecretManager",
    "Spot",
    "config",
    "report",
];

/// Prints the schema of a kind, or the names of the kinds.
pub(super) fn run(args: &SchemaArgs, console: &Console) -> Exit {
    let names = || SCHEMAS.iter().map(|(name, _)| *name);
    let Some(kind) = &args.kind else {
        return console.product(&format!("{}\n", names().collect::<Vec<_>>().join("\n")));
    };
    if let Some((_, text)) = SCHEMAS.iter().find(|(name, _)| name.eq_ignore_ascii_case(kind)) {
        return console.product(text);
    }
    let finding =
        Diagnostic::error("unknown-kind", Origin::NONE, format!("`{kind}` is no kind of `flightplan.dev`"));
    console.fail(match nearest(kind, names()) {
        Some(right) => finding.help(format!("did you mean `{right}`?")),
        None => finding.help(format!("the kinds are {}", names().collect::<Vec<_>>().join(", "))),
    })
}
