//! `resolve DIR`: writes what only the cluster knows into the FlightPlan.

use super::args::ResolveArgs;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::write;
use crate::cluster;
use crate::cluster::Cluster;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::output::File;
use crate::pipeline;
use crate::source::Disk;
use crate::source::Origin;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// The field that takes the disk.
const FIELD: &str = "hyperdiskMl.volumeHandle";

/// Reads the handle of the filled disk and writes it.
pub(in crate::cli) fn run(args: &ResolveArgs, console: &Console) -> Exit {
    let mut session = Session::default();
    let Ok(rendered) = pipeline::render(&args.root, &Disk, &args.render.options(), &mut session) else {
        console.findings(&session);
        return Exit::CouldNotRun;
    };
    let Some(plan) = pipeline::flight_plan(&rendered) else {
        let message = format!("`{}` has no FlightPlan to write to", args.root.display());
        return console.fail(
            Diagnostic::error("bundle-plan", Origin::NONE, message)
                .help("list a file with `kind: FlightPlan` under `resources`"),
        );
    };
    let found = Cluster::connect(&args.access.access())
        .and_then(|mut cluster| cluster::resolve(&mut cluster, &rendered.objects));
    let found = match found {
        Ok(found) => found,
        Err(finding) => {
            session.diagnostics.push(finding);
            console.findings(&session);
            return Exit::CouldNotRun;
        }
    };
    let file = session.files.get(plan.root.origin.file);
    let values = [(FIELD.to_owned(), Value::from(found.handle.as_str()))];
    let text = match pipeline::set(plan, &values, &session) {
        Ok(text) => text,
        Err(words) => {
            return console.fail(Diagnostic::error("plan-value", plan.root.origin, words));
        }
    };
    console.note(&format!("the claim `{}` is bound to the volume `{}`\n", found.claim, found.volume));
    if text == *file.text {
        console.note(&format!("{} says so already\n", file.path));
    } else if !args.dry_run {
        let path = Path::new(&file.path);
        if let Err(error) = replace(path, &text) {
            return console.fail(write::unwritable(path, &error));
        }
        console.note(&format!("written to {}\n", file.path));
    }
    if plan.root.str_at(&["spec", "hyperdiskMl", "stage"]) == Some("populate") {
        console.note(
            "`hyperdiskMl.stage` is still `populate`: remove the line, and the servers read the disk\n",
        );
    }
    console.product(&format!("{}\n", found.handle))
}

/// Writes beside the file and renames, so that whoever interrupts finds the old one whole.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let new = File::new("", text);
    let beside = path.with_extension(format!("{}.part", std::process::id()));
    fs::write(&beside, &new.text)?;
    fs::set_permissions(&beside, fs::metadata(path)?.permissions())?;
    fs::rename(&beside, path)
}
