//! `explain-admission DIR`: each pod as Autopilot leaves it, field by field.

use super::args::FactArgs;
use super::args::RuleArgs;
use super::console::Console;
use super::exit::Exit;
use super::pages::pages;
use super::render::RenderArgs;
use super::settings::choose;
use super::settings::settings;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::pipeline;
use crate::pipeline::Configs;
use crate::report::shown;
use crate::rules::Adjustment;
use crate::rules::Admitted;
use crate::rules::Facts;
use crate::rules::Mode;
use crate::rules::NOT_TOLD;
use crate::rules::Note;
use crate::rules::admitted;
use crate::source::Disk;
use crate::source::Origin;
use serde_json::Value;
use serde_json::json;
use std::fmt::Write as _;
use std::path::PathBuf;

/// Arguments of `explain-admission`.
#[derive(Debug, clap::Args)]
pub(super) struct AdmissionArgs {
    /// The directory of a kustomization, a manifest, or a directory of manifests.
    #[arg(value_name = "DIR")]
    pub(super) root: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) facts: FactArgs,
    #[command(flatten)]
    pub(super) rules: RuleArgs,
    #[command(flatten)]
    pub(super) render: RenderArgs,
}

/// Renders, and prints what admission changes.
pub(super) fn run(args: &AdmissionArgs, console: &Console) -> Exit {
    args.render.warn(console);
    let pages = pages();
    let settings = match settings(&args.facts, &args.rules, &pages, &console.working) {
        Ok(settings) => settings,
        Err(session) => return console.refuse(&session),
    };
    let configs = Configs::new(choose(&args.rules), &console.working, &Disk, &pages);
    let settings = configs.settings(&args.root, &settings);
    if configs.are_faulty() {
        console.findings(&configs.into_faults());
        return Exit::CouldNotRun;
    }
    if settings.given.mode == Some(Mode::Standard) {
        let finding =
            Diagnostic::error("malformed-argument", Origin::NONE, "a Standard cluster changes no Pod");
        return console.fail(finding.help("leave out `--mode standard`"));
    }
    let mut session = Session::default();
    let rendered = pipeline::load(&args.root, &Disk, &args.render.options(), &mut session);
    let Ok(rendered) = rendered else {
        console.findings(&session);
        return Exit::CouldNotRun;
    };
    let Ok(facts) = Facts::find(&rendered, &settings.given, &mut session) else {
        console.findings(&session);
        return Exit::CouldNotRun;
    };
    let all = admitted(&rendered, &facts, &settings.catalog);
    console.product(&if args.json {
        document(&all, &session, console)
    } else {
        text(&all, &session, console)
    })
}

fn name(pod: &Admitted) -> String {
    let namespace =
        if pod.object.namespace.is_empty() { String::new() } else { format!("{}/", pod.object.namespace) };
    format!("{namespace}{}/{}", pod.object.kind, pod.object.name)
}

fn text(all: &[Admitted], session: &Session, console: &Console) -> String {
    let mut out = String::new();
    for pod in all {
        let _ = writeln!(out, "# {}", name(pod));
        if pod.changes.is_empty() {
            out.push_str("stays as it is\n");
        }
        for change in &pod.changes {
            let before = change.before.as_ref().map_or("absent", |(text, _)| text);
            let _ = writeln!(out, "{}: {before} → {}", change.field, change.after);
            if let Some((_, at)) = change.before.as_ref().filter(|(_, at)| at.is_known()) {
                let _ = writeln!(out, "  {}", place(*at, session, console));
            }
            let _ = writeln!(out, "  {} ({}, {})", change.why, change.source, change.as_of);
        }
        for note in &pod.notes {
            let _ = writeln!(out, "note: {}\n  ({}, {})", note.text, note.source, note.as_of);
        }
    }
    if all.is_empty() {
        out.push_str("there is no Pod\n");
    }
    let _ = writeln!(out, "\nNot told, because no confirmed fact says it: {}.", NOT_TOLD.join("; "));
    out
}

fn place(at: Origin, session: &Session, console: &Console) -> String {
    let file = session.files.get(at.file);
    let position = file.position(at.start);
    format!("{}:{}:{}", shown(&file.path, &console.working), position.line, position.column)
}

fn document(all: &[Admitted], session: &Session, console: &Console) -> String {
    let change = |change: &Adjustment| {
        let at = change.before.as_ref().filter(|(_, at)| at.is_known()).map(|(_, at)| {
            let file = session.files.get(at.file);
            let position = file.position(at.start);
            json!({
                "file": shown(&file.path, &console.working),
                "line": position.line,
                "column": position.column,
            })
        });
        json!({
            "field": change.field,
            "before": change.before.as_ref().map(|(text, _)| text),
            "after": change.after,
            "why": change.why,
            "source": change.source,
            "asOf": change.as_of,
            "location": at,
        })
    };
    let note = |note: &Note| json!({"text": note.text, "source": note.source, "asOf": note.as_of});
    let pods: Vec<Value> = all
        .iter()
        .map(|pod| {
            json!({
                "apiVersion": pod.object.api_version,
                "kind": pod.object.kind,
                "namespace": Some(&pod.object.namespace).filter(|it| !it.is_empty()),
                "name": pod.object.name,
                "changes": pod.changes.iter().map(change).collect::<Vec<_>>(),
                "notes": pod.notes.iter().map(note).collect::<Vec<_>>(),
            })
        })
        .collect();
    let document = json!({"version": 1, "pods": pods, "notTold": NOT_TOLD});
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}
