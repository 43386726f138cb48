//! `diff [PATH…] --base REF`: what an edit changes in what is rendered, and in what is found.

use super::args::ChangesFormatArg;
use super::args::DiffArgs;
use super::console::Console;
use super::exit::Exit;
use super::pages::pages;
use super::programs::Processes;
use super::settings::choose;
use super::settings::settings;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::output::Changes;
use crate::output::ChangesFormat;
use crate::pipeline;
use crate::pipeline::Choice;
use crate::pipeline::Configs;
use crate::pipeline::Outcome;
use crate::pipeline::Settings;
use crate::pipeline::Side;
use crate::report::Format;
use crate::report::Pages;
use crate::report::Report;
use crate::report::Style;
use crate::report::render;
use crate::report::shown;
use crate::source::Disk;
use crate::source::Origin;
use crate::source::Programs;
use crate::source::Revision;
use crate::source::Tree;
use crate::source::each;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

/// Compares the work tree with a commit.
pub(super) fn run(args: &DiffArgs, console: &Console) -> Exit {
    args.render.warn(console);
    let pages = pages();
    let settings = match settings(&args.facts, &args.rules, &pages, &console.working) {
        Ok(settings) => Settings { options: args.render.options(), ..settings },
        Err(session) => return console.refuse(&session),
    };
    // Both sides are judged by the configuration of today.
    let configs = Configs::new(choose(&args.rules), &console.working, &Disk, &pages);
    let programs = Programs::new(Arc::new(Processes));
    let base = match Revision::open(&console.working, &args.base, args.merge_base, &programs) {
        Ok(base) => base,
        Err(why) => {
            let message = format!("`--base {}` cannot be read: {why}", args.base);
            let finding = Diagnostic::error("unreadable-revision", Origin::NONE, message);
            return console.fail(finding.help("name a branch, a tag or a commit of this repository; a shallow clone lacks the others until `git fetch` brings them"));
        }
    };
    let (before, missing_before) = check_all(&base, args, &settings, &configs, console);
    let (after, missing) = check_all(&Disk, args, &settings, &configs, console);
    if configs.are_faulty() {
        console.findings(&configs.into_faults());
        return Exit::CouldNotRun;
    }
    // A path may be new or gone; one that neither side has was named by mistake.
    let told_before = |message: &str| missing_before.diagnostics.all().iter().any(|it| it.message == message);
    let nowhere = missing.diagnostics.all().iter().any(|it| told_before(&it.message));
    if nowhere || before.is_empty() && after.is_empty() {
        console.findings(if missing.diagnostics.all().is_empty() { &missing_before } else { &missing });
        return Exit::CouldNotRun;
    }
    let was = report(&before, console);
    let is = report(&after, console);
    let mut introduced = is.beyond(&was);
    let mut fixed = was.beyond(&is);
    introduced.sort();
    fixed.sort();
    let changes = changes(args, &before, &after, console);
    let written = write(args, &changes, &introduced, &fixed, &pages, console);
    if after.values().any(|outcome| outcome.rendered.is_none()) {
        return Exit::CouldNotRun;
    }
    let differs = args.exit_code && !changes.objects.is_empty();
    let verdict = if introduced.fails() || differs { Exit::Findings } else { Exit::Clean };
    verdict.max(written)
}

type Outcomes = BTreeMap<PathBuf, Outcome>;

/// Checks every target of one side. A path need not be there on both.
fn check_all(
    tree: &dyn Tree,
    args: &DiffArgs,
    settings: &Settings,
    configs: &Configs<'_>,
    console: &Console,
) -> (Outcomes, Session) {
    let mut session = Session::default();
    let paths = if args.paths.is_empty() { vec![PathBuf::from(".")] } else { args.paths.clone() };
    let choice = Choice {
        paths,
        working: console.working.clone(),
        all: args.all,
        exclude: args.exclude.clone(),
        allow_empty: false,
    };
    let targets = pipeline::targets(&choice, configs, tree, &mut session);
    let targets = configs.for_each(targets, settings);
    let outcomes = each(&targets, |(target, settings)| pipeline::check(target, tree, settings));
    (targets.iter().map(|(target, _)| target.name().to_owned()).zip(outcomes).collect(), session)
}

fn report(outcomes: &Outcomes, console: &Console) -> Report {
    let mut report = Report::default();
    for (name, outcome) in outcomes {
        report.add_denied(&outcome.session, outcome.deny, &console.working);
        report.roots.push(shown(&name.to_string_lossy(), &console.working));
        report.objects += outcome.rendered.as_ref().map_or(0, |it| it.objects.len());
    }
    report
}

fn changes(args: &DiffArgs, before: &Outcomes, after: &Outcomes, console: &Console) -> Changes {
    let mut names: Vec<&PathBuf> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    let mut changes = Changes { before: args.base.clone(), roots: names.len(), ..Changes::default() };
    for name in names {
        // What cannot be rendered has not gone: its finding says so, and no object of it is compared.
        let broken = |outcomes: &Outcomes| outcomes.get(name).is_some_and(|it| it.rendered.is_none());
        if broken(before) || broken(after) {
            continue;
        }
        let root = shown(&name.to_string_lossy(), &console.working);
        let (one, other) = (side(before.get(name)), side(after.get(name)));
        changes.objects.extend(pipeline::compare(&root, one, other, &console.working));
    }
    changes
}

fn side(outcome: Option<&Outcome>) -> Option<Side<'_>> {
    let outcome = outcome?;
    Some((outcome.rendered.as_ref()?, &outcome.session))
}

fn write(
    args: &DiffArgs,
    changes: &Changes,
    introduced: &Report,
    fixed: &Report,
    pages: &Pages,
    console: &Console,
) -> Exit {
    let counts = format!("{} introduced, {} fixed", introduced.counts(), fixed.counts());
    let text = match args.output_format {
        ChangesFormatArg::Text => {
            let style = console.style_of_stdout();
            let mut text = changes.render(ChangesFormat::Text, style.color);
            text.push_str(&render(Format::Text, &only_findings(introduced), pages, style));
            for line in render(Format::Concise, &only_findings(fixed), pages, Style::default()).lines() {
                text.push_str("fixed: ");
                text.push_str(line);
                text.push('\n');
            }
            console.note(&format!("{}; {counts}\n", changes.summary()));
            text
        }
        ChangesFormatArg::Markdown => {
            let mut text = changes.render(ChangesFormat::Markdown, false);
            for (title, report) in [("Introduced", introduced), ("Fixed", fixed)] {
                if !report.findings.is_empty() {
                    let table = render(Format::Markdown, &only_findings(report), pages, Style::default());
                    let (_, table) = table.split_once("\n\n").unwrap_or(("", &table));
                    let table = table.rsplit_once("\n\n").map_or(table, |(table, _)| table);
                    let _ = write!(text, "#### {title}: {}\n\n{table}\n\n", report.counts());
                }
            }
            text
        }
        ChangesFormatArg::Json => document(changes, introduced, fixed, pages),
    };
    console.product(&text)
}

/// The report of a comparison is about what differs; what could not be checked is told by `check`.
fn only_findings(report: &Report) -> Report {
    Report { not_checked: Vec::new(), ..report.clone() }
}

/// The differences, and both lists of findings as `check` prints them.
fn document(changes: &Changes, introduced: &Report, fixed: &Report, pages: &Pages) -> String {
    let read = |text: String| serde_json::from_str::<Value>(&text).unwrap_or(Value::Null);
    let findings = |report: &Report| {
        let document = read(render(Format::Json, report, pages, Style::default()));
        document.get("findings").cloned().unwrap_or(Value::Null)
    };
    let mut document = read(changes.render(ChangesFormat::Json, false));
    if let Some(map) = document.as_object_mut() {
        map.insert("introduced".to_owned(), findings(introduced));
        map.insert("fixed".to_owned(), findings(fixed));
        map.insert("failed".to_owned(), json!(introduced.fails()));
    }
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}
