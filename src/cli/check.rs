//! `check [PATH…]`: renders, checks, reports.

use super::args::CheckArgs;
use super::args::FactArgs;
use super::args::RuleArgs;
use super::args::Sink;
use super::console::Console;
use super::exit::Exit;
use super::explain::unknown_code;
use super::outside;
use super::pages::pages;
use super::write::unwritable;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::pipeline;
use crate::pipeline::Choice;
use crate::pipeline::Outcome;
use crate::pipeline::Settings;
use crate::pipeline::Target;
use crate::report::Format;
use crate::report::Pages;
use crate::report::Report;
use crate::report::Style;
use crate::report::render;
use crate::rules::Catalog;
use crate::rules::Given;
use crate::rules::VersionRange;
use crate::rules::Waivers;
use crate::source::Disk;
use crate::source::Origin;
use std::fs;
use std::io::IsTerminal as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

/// With fewer roots than this, there is no progress to show.
const MANY: usize = 8;

/// Checks each path.
pub(super) fn run(args: &CheckArgs, console: &Console) -> Exit {
    args.render.warn(console);
    let pages = pages();
    let settings = match settings(&args.facts, &args.rules, &pages) {
        Ok(settings) => {
            Settings { options: args.render.options(), require_stamp: args.require_stamp, ..settings }
        }
        Err(finding) => return console.fail(*finding),
    };
    let mut report = Report { deny: args.rules.deny.severity(), ..Report::default() };
    let mut could_run = true;
    let outcomes = match outcomes(args, &settings, console) {
        Ok((session, outcomes)) => {
            could_run &= session.diagnostics.all().is_empty();
            report.add(&session, &console.working);
            outcomes
        }
        Err(finding) => return console.fail(*finding),
    };
    for (name, outcome) in &outcomes {
        could_run &= outcome.rendered.is_some();
        report.roots.push(crate::report::shown(name, &console.working));
        report.objects += outcome.rendered.as_ref().map_or(0, |it| it.objects.len() + it.local.len());
    }
    // A kustomization may render to nothing, and says so; what holds no manifest was named by mistake.
    let empty = outcomes.iter().all(|(_, outcome)| outcome.is_empty_input);
    if could_run && empty && !args.allow_empty {
        return console.fail(
            Diagnostic::error("nothing-to-check", Origin::NONE, "there is no object to check")
                .help("name a directory with a kustomization, a manifest, or a directory of manifests"),
        );
    }
    unused_waivers(outcomes, &mut report, console);
    report.sort();
    let written = write(&report, &args.output_format, &pages, console);
    if !could_run {
        return Exit::CouldNotRun;
    }
    let verdict = if report.fails() && !args.exit_zero { Exit::Findings } else { Exit::Clean };
    verdict.max(written)
}

/// What was found while looking for targets, and what became of each.
type Outcomes = (Session, Vec<(String, Outcome)>);

/// Everything that is named, checked.
fn outcomes(args: &CheckArgs, settings: &Settings, console: &Console) -> Result<Outcomes, Box<Diagnostic>> {
    let mut session = Session::default();
    let mut done = Vec::new();
    let mut paths = args.paths.clone();
    if paths.iter().any(|path| path.as_os_str() == "-") {
        paths.retain(|path| path.as_os_str() != "-");
        let bytes = outside::stdin().map_err(|error| Box::new(outside::unreadable_stdin(&error)))?;
        done.push(("-".to_owned(), pipeline::check_stream(bytes, settings)));
    } else if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    let choice = Choice {
        paths,
        working: console.working.clone(),
        all: args.all,
        exclude: args.exclude.clone(),
        allow_empty: args.allow_empty,
    };
    let targets = pipeline::targets(&choice, &Disk, &mut session);
    let progress = Progress::new(targets.len(), console);
    let outcomes = pipeline::each(&targets, |target| {
        progress.step(target);
        pipeline::check(target, &Disk, settings)
    });
    progress.end();
    let names = targets.iter().map(|target| target.name().to_string_lossy().into_owned());
    done.extend(names.zip(outcomes));
    Ok((session, done))
}

/// Takes over the findings of all targets, and tells the waivers that none of them used.
fn unused_waivers(outcomes: Vec<(String, Outcome)>, report: &mut Report, console: &Console) {
    let mut outcomes = outcomes.into_iter().map(|(_, outcome)| outcome);
    // The places of waivers are in the files of their own run, so each run tells its own.
    let mut all = Waivers::default();
    let mut sessions = Vec::new();
    for outcome in &mut outcomes {
        all.merge(outcome.waivers.clone());
        sessions.push((outcome.session, outcome.waivers));
    }
    for (session, mut waivers) in sessions {
        waivers.list.retain(|waiver| {
            // The first run that knows a waiver tells it.
            let place = all.list.iter().position(|it| {
                !it.used && it.path == waiver.path && it.line == waiver.line && it.code == waiver.code
            });
            place.map(|index| all.list.remove(index)).is_some()
        });
        let mut session = session;
        waivers.report_unused(&mut session);
        report.add(&session, &console.working);
    }
}

/// The settings of a check, without those of rendering.
pub(super) fn settings(
    facts: &FactArgs,
    rules: &RuleArgs,
    pages: &Pages,
) -> Result<Settings, Box<Diagnostic>> {
    for code in rules.select.iter().chain(&rules.ignore) {
        if pages.find(code).is_none() {
            return Err(Box::new(unknown_code(code, pages)));
        }
    }
    let gke_version = match &facts.gke_version {
        None => None,
        Some(text) => Some(VersionRange::parse(text).ok_or_else(|| {
            Box::new(
                Diagnostic::error(
                    "malformed-argument",
                    Origin::NONE,
                    format!("`--gke-version {text}` is no version of GKE"),
                )
                .help("write it as `1.34`, or in full as `1.34.1-gke.2037000`"),
            )
        })?),
    };
    let catalog = match &facts.catalog {
        None => Catalog::builtin(),
        Some(folder) => {
            let mut session = Session::default();
            Catalog::load_dir(folder, &Disk, &mut session).map_err(|_| {
                let first = session.diagnostics.all().first().cloned();
                Box::new(first.unwrap_or_else(|| {
                    Diagnostic::error("unreadable-file", Origin::NONE, "the catalog cannot be read")
                }))
            })?
        }
    };
    Ok(Settings {
        given: Given {
            project: facts.project.clone(),
            location: facts.location.clone(),
            gke_version,
            gke: facts.gke,
        },
        rules: crate::rules::Settings {
            select: rules.select.clone(),
            ignore: rules.ignore.clone(),
            ..crate::rules::Settings::default()
        },
        catalog,
        today: outside::today(),
        ..Settings::default()
    })
}

/// Writes the report in each format that is asked for.
pub(super) fn write(report: &Report, sinks: &[Sink], pages: &Pages, console: &Console) -> Exit {
    let standard = [Sink { format: Format::Text, file: None }];
    let only_files = sinks.iter().all(|sink| sink.file.is_some());
    let mut worst = Exit::Clean;
    for sink in sinks.iter().chain(if only_files { standard.as_slice() } else { &[] }) {
        worst = worst.max(match &sink.file {
            None => console.product(&render(sink.format, report, pages, console.style_of_stdout())),
            Some(path) => to_file(path, &render(sink.format, report, pages, Style::default()), console),
        });
    }
    let told =
        if only_files { true } else { sinks.iter().any(|it| it.file.is_none() && it.format == Format::Text) };
    if told {
        console.note(&format!("{}\n", summary(report)));
    }
    worst
}

fn to_file(path: &Path, text: &str, console: &Console) -> Exit {
    match fs::write(path, text) {
        Ok(()) => Exit::Clean,
        Err(error) => console.fail(unwritable(path, &error)),
    }
}

fn summary(report: &Report) -> String {
    let plural = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    format!(
        "{} in {} of {}",
        report.counts(),
        plural(report.objects, "object", "objects"),
        plural(report.roots.len(), "root", "roots")
    )
}

/// A line on the terminal that says how far a long check is.
struct Progress<'c> {
    console: &'c Console,
    done: AtomicUsize,
    total: usize,
    shown: bool,
}

impl<'c> Progress<'c> {
    fn new(total: usize, console: &'c Console) -> Self {
        let shown = total >= MANY && std::io::stderr().is_terminal();
        Self { console, done: AtomicUsize::new(0), total, shown }
    }

    fn step(&self, target: &Target) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.shown {
            let name: String = target.name().to_string_lossy().chars().take(60).collect();
            self.console.note(&format!("\r\u{1b}[K{done}/{} {name}", self.total));
        }
    }

    fn end(&self) {
        if self.shown {
            self.console.note("\r\u{1b}[K");
        }
    }
}
