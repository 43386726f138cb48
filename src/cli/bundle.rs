//! `bundle DIR -o OUT`: checks, then writes the ready-to-apply result. Nothing is written if the check fails.

use super::args::BundleArgs;
use super::console::Console;
use super::exit::Exit;
use super::pages::pages;
use super::settings::choose;
use super::settings::settings;
use super::write;
use crate::diag::Severity;
use crate::output;
use crate::output::Request;
use crate::pipeline;
use crate::pipeline::Configs;
use crate::pipeline::Settings;
use crate::pipeline::Target;
use crate::source::Disk;

/// Checks a root and writes its bundle.
pub(super) fn run(args: &BundleArgs, console: &Console) -> Exit {
    args.render.warn(console);
    let pages = pages();
    let settings = match settings(&args.facts, &args.rules, &pages, &console.working) {
        Ok(settings) => Settings { options: args.render.options(), ..settings },
        Err(session) => return console.refuse(&session),
    };
    let configs = Configs::new(choose(&args.rules), &console.working, &Disk, &pages);
    let settings = configs.settings(&args.root, &settings);
    if configs.are_faulty() {
        console.findings(&configs.into_faults());
        return Exit::CouldNotRun;
    }
    let mut outcome = pipeline::check(&Target::Root(args.root.clone()), &Disk, &settings);
    outcome.waivers.report_unused(&pages, &mut outcome.session);
    let session = &mut outcome.session;
    let Some(rendered) = &outcome.rendered else {
        console.findings(session);
        return Exit::CouldNotRun;
    };
    let denied = outcome.deny;
    let fails = |session: &crate::diag::Session| {
        session.diagnostics.all().iter().any(|finding| finding.severity >= denied)
    };
    if fails(session) {
        console.findings(session);
        console.note(&format!("nothing was written to {}\n", args.output.display()));
        return Exit::Findings;
    }
    let versions = pipeline::versions(&settings.catalog);
    let root = args.root.to_string_lossy();
    let request = Request { root: &root, rendered, versions: &versions };
    let files = output::bundle(&request, session);
    console.findings(session);
    let Ok(files) = files else {
        console.note(&format!("nothing was written to {}\n", args.output.display()));
        return Exit::CouldNotRun;
    };
    if session.diagnostics.count(Severity::Error) > 0 {
        console.note(&format!("nothing was written to {}\n", args.output.display()));
        return Exit::Findings;
    }
    let written = write::bundle(&args.output, &files, console);
    if written == Exit::Clean {
        console.note(&format!("{} files written to {}\n", files.len(), args.output.display()));
    }
    written
}
