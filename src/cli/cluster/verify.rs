//! `verify BUNDLE`: a dry run of every object on the API server.

use super::args::VerifyArgs;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cluster;
use crate::cluster::Attempt;
use crate::cluster::Cluster;
use crate::cluster::Verdict;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::Severity;
use crate::object::Object;
use crate::object::Rendered;
use crate::output;
use crate::output::Phase;
use crate::pipeline;
use crate::source::Disk;
use crate::source::Origin;
use std::fmt::Write as _;
use std::path::Path;

/// Tries every object, phase by phase.
pub(in crate::cli) fn run(args: &VerifyArgs, console: &Console) -> Exit {
    let mut session = Session::default();
    if let Some(fault) = altered(&args.path, &mut session) {
        console.findings(&session);
        console.note("nothing was sent: this is not the bundle that was written\n");
        return fault;
    }
    let Ok((sent, written)) = read(args, &mut session) else {
        console.findings(&session);
        return Exit::CouldNotRun;
    };
    if sent.is_empty() {
        let message = format!("`{}` holds no object", args.path.display());
        return console.fail(
            Diagnostic::error("nothing-to-check", Origin::NONE, message)
                .help("name a bundle that `flightplan bundle` wrote, or a directory with a kustomization"),
        );
    }
    let mut cluster = match Cluster::connect(&args.access.access()) {
        Ok(cluster) => cluster,
        Err(finding) => return console.fail(finding),
    };
    let find = |object: &Object| {
        let id = object.id();
        written.iter().flat_map(|rendered| &rendered.objects).find(|it| it.id() == id)
    };
    let attempts: Vec<Attempt<'_>> =
        sent.iter().map(|(phase, object)| Attempt { object, phase: *phase, written: find(object) }).collect();
    let verdicts = cluster::verify(&mut cluster, &attempts, &mut session);
    let verdicts = match verdicts {
        Ok(verdicts) => verdicts,
        Err(finding) => {
            // What was found before is true all the same.
            session.diagnostics.push(finding);
            console.findings(&session);
            return Exit::CouldNotRun;
        }
    };
    let root = args.root.as_ref().unwrap_or(&args.path).to_string_lossy().into_owned();
    for finding in session.diagnostics.all_mut() {
        finding.root.get_or_insert_with(|| root.clone());
    }
    console.findings(&session);
    for note in session.diagnostics.unchecked() {
        console.note(&format!("not checked: {}: {}\n", note.what, note.why));
    }
    console.note(&format!(
        "{} of {} objects would be accepted by {}\n",
        count(&verdicts),
        verdicts.len(),
        cluster.address()
    ));
    let said = console.product(&table(&attempts, &verdicts));
    let fails = session.diagnostics.count(Severity::Error) > 0;
    if fails { Exit::Findings.max(said) } else { said }
}

fn count(verdicts: &[Verdict]) -> usize {
    verdicts.iter().filter(|verdict| **verdict == Verdict::Accepted).count()
}

/// One line an object, in the order in which they would be applied.
fn table(attempts: &[Attempt<'_>], verdicts: &[Verdict]) -> String {
    let mut lines: Vec<(Phase, String)> = attempts
        .iter()
        .zip(verdicts)
        .map(|(attempt, verdict)| {
            let word = match verdict {
                Verdict::Accepted => "accepted",
                Verdict::Refused => "refused",
                Verdict::NotTried => "not tried",
            };
            let name = pipeline::full_name(attempt.object);
            (attempt.phase, format!("{:<12} {word:<9} {name}", attempt.phase.folder()))
        })
        .collect();
    lines.sort_by_key(|(phase, _)| *phase);
    lines.iter().fold(String::new(), |mut text, (_, line)| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{line}");
        text
    })
}

/// Holds a bundle against its digests, before anything is asked.
fn altered(path: &Path, session: &mut Session) -> Option<Exit> {
    if !is_bundle(path) {
        return None;
    }
    match output::hold_against_digests(path, &Disk, session) {
        Err(_) => Some(Exit::CouldNotRun),
        Ok(()) if session.diagnostics.count(Severity::Error) > 0 => Some(Exit::Findings),
        Ok(()) => None,
    }
}

/// Even one whose manifest cannot be read is one.
fn is_bundle(path: &Path) -> bool {
    path.join("bundle.json").is_file()
}

type Sent = Vec<(Phase, Object)>;

/// What is sent, and the rendered objects that tell its lines.
fn read(args: &VerifyArgs, session: &mut Session) -> Result<(Sent, Option<Rendered>), Reported> {
    let options = args.render.options();
    let render = |root: &Path, session: &mut Session| pipeline::load(root, &Disk, &options, session);
    if !is_bundle(&args.path) {
        let rendered = render(args.root.as_ref().unwrap_or(&args.path), session)?;
        let phases = output::phases(&rendered.objects);
        return Ok((phases.into_iter().zip(rendered.objects).collect(), None));
    }
    let mut sent = Vec::new();
    for phase in Phase::ALL {
        let folder = args.path.join(phase.folder());
        if folder.is_dir() {
            let objects = render(&folder, session)?.objects;
            sent.extend(objects.into_iter().map(|object| (phase, object)));
        }
    }
    let written = args.root.as_ref().map(|root| render(root, session)).transpose()?;
    Ok((sent, written))
}
