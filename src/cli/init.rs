//! `init`: writes base, overlays and a FlightPlan for a model and an accelerator.

use super::args::InitArgs;
use super::console::Console;
use super::exit::Exit;
use super::write;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::output;
use crate::output::Wanted;
use crate::source::Origin;
use std::path::Path;

/// Writes the files of a new service, and says what to do with them. Writes nothing over what is there.
pub(super) fn run(args: &InitArgs, console: &Console) -> Exit {
    let folder = args.directory.as_deref().unwrap_or(Path::new("."));
    let wanted = Wanted {
        model: args.model.clone(),
        accelerator: args.accelerator.clone(),
        count: args.count,
        weights_size: args.weights_size.clone().unwrap_or_default(),
        location: args.location.clone(),
        zones: args.zone.clone(),
        project: args.project.clone(),
        project_number: args.project_number.clone().unwrap_or_default(),
        cluster: args.cluster.clone(),
        gke_version: args.gke_version.clone().unwrap_or_default(),
        overlays: args.overlay.clone(),
    };
    let mut session = Session::default();
    let files = output::init(&wanted, &mut session);
    console.findings(&session);
    let Ok(files) = files else { return Exit::CouldNotRun };
    if let Some(there) = files.iter().map(|file| folder.join(&file.path)).find(|path| path.exists()) {
        return console.fail(
            Diagnostic::error(
                "output-in-the-way",
                Origin::NONE,
                format!("{} is there already, so nothing is written", there.display()),
            )
            .help("give another directory, or remove what is there"),
        );
    }
    let written = write::files(folder, &files, console);
    if written == Exit::Clean {
        let root = folder.display();
        console.note(&format!(
            "{} files written. Next:\n  flightplan check {root}\n  flightplan bundle {root} -o out\n  less out/runbook.md\n",
            files.len()
        ));
    }
    written
}
