//! `check [PATH…]`: renders, checks, reports.

use super::args::CheckArgs;
use super::args::Sink;
use super::baseline;
use super::console::Console;
use super::exit::Exit;
use super::fix;
use super::outside;
use super::pages::pages;
use super::settings::choose;
use super::settings::settings;
use super::write::unwritable;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::diag::Severity;
use crate::pipeline;
use crate::pipeline::Choice;
use crate::pipeline::Configs;
use crate::pipeline::Fixing;
use crate::pipeline::Outcome;
use crate::pipeline::Settings;
use crate::pipeline::Target;
use crate::report::Format;
use crate::report::Pages;
use crate::report::Report;
use crate::report::Style;
use crate::report::render;
use crate::rules::Waivers;
use crate::source::Disk;
use crate::source::Origin;
use crate::source::each;
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
    let settings = match settings(&args.facts, &args.rules, &pages, &console.working) {
        Ok(settings) => {
            Settings { options: args.render.options(), require_stamp: args.require_stamp, ..settings }
        }
        Err(session) => return console.refuse(&session),
    };
    let configs = Configs::new(choose(&args.rules), &console.working, &Disk, &pages);
    let deny = configs.settings(&console.working, &settings).deny.unwrap_or(Severity::Error);
    let mut report = Report { deny, ..Report::default() };
    let mut could_run = true;
    let (outcomes, fixed) = match outcomes(args, &settings, &configs, console) {
        Ok(Checked { session, outcomes, fixing }) => {
            // What nothing builds keeps nothing from being checked.
            could_run &= session.diagnostics.all().iter().all(|it| pipeline::ORPHANS.contains(&it.code));
            report.add(&session, &console.working);
            (outcomes, fixing)
        }
        Err(finding) => return console.fail(*finding),
    };
    if configs.are_faulty() {
        console.findings(&configs.into_faults());
        return Exit::CouldNotRun;
    }
    if let Some(fixing) = &fixed {
        let done = if args.diff { fix::show(fixing, console) } else { fix::write(fixing, console) };
        if args.diff || done != Exit::Clean {
            return done;
        }
    }
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
    unused_waivers(outcomes, &mut report, &pages, console);
    if let Some(path) = &args.baseline {
        match baseline::hold(path, args.write_baseline, &mut report, console) {
            Ok(None) => {}
            Ok(Some(written)) => return if could_run { written } else { Exit::CouldNotRun },
            Err(failed) => return failed,
        }
    }
    report.sort();
    let written = write(&report, &args.output_format, &pages, console);
    if !could_run {
        return Exit::CouldNotRun;
    }
    let verdict = if report.fails() && !args.exit_zero { Exit::Findings } else { Exit::Clean };
    verdict.max(written)
}

/// What came of a check.
struct Checked {
    /// What was found while looking for targets.
    session: Session,
    /// What became of each target, by name.
    outcomes: Vec<(String, Outcome)>,
    /// What fixes change, if that was asked for.
    fixing: Option<Fixing>,
}

/// Everything that is named, checked.
fn outcomes(
    args: &CheckArgs,
    settings: &Settings,
    configs: &Configs<'_>,
    console: &Console,
) -> Result<Checked, Box<Diagnostic>> {
    let mut session = Session::default();
    let mut outcomes = Vec::new();
    let fixes = args.fix || args.diff;
    let mut paths = args.paths.clone();
    if paths.iter().any(|path| path.as_os_str() == "-") {
        if fixes {
            let finding = Diagnostic::error("malformed-argument", Origin::NONE, "stdin cannot be fixed");
            return Err(Box::new(finding.help("name the file, or leave out `--fix` and `--diff`")));
        }
        paths.retain(|path| path.as_os_str() != "-");
        let bytes = outside::stdin().map_err(|error| Box::new(outside::unreadable_stdin(&error)))?;
        let settings = configs.settings(&console.working, settings);
        outcomes.push(("-".to_owned(), pipeline::check_stream(bytes, &settings)));
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
    let targets = pipeline::targets(&choice, configs, &Disk, &mut session);
    pipeline::heed(&configs.settings(&console.working, settings).rules, &mut session.diagnostics);
    let targets = configs.for_each(targets, settings);
    if configs.are_faulty() {
        return Ok(Checked { session, outcomes, fixing: None });
    }
    let names = targets.iter().map(|(target, _)| target.name().to_string_lossy().into_owned());
    if fixes {
        let mut fixing = fix::fix(&targets, args.unsafe_fixes, configs, settings)?;
        outcomes.extend(names.zip(std::mem::take(&mut fixing.outcomes)));
        return Ok(Checked { session, outcomes, fixing: Some(fixing) });
    }
    let progress = Progress::new(targets.len(), console);
    let checked = each(&targets, |(target, settings)| {
        progress.step(target);
        pipeline::check(target, &Disk, settings)
    });
    progress.end();
    outcomes.extend(names.zip(checked));
    Ok(Checked { session, outcomes, fixing: None })
}

/// Takes over the findings of all targets, and tells the waivers that none of them used.
fn unused_waivers(outcomes: Vec<(String, Outcome)>, report: &mut Report, pages: &Pages, console: &Console) {
    let mut outcomes = outcomes.into_iter().map(|(_, outcome)| outcome);
    // The places of waivers are in the files of their own run, so each run tells its own.
    let mut all = Waivers::default();
    let mut sessions = Vec::new();
    for outcome in &mut outcomes {
        all.merge(outcome.waivers.clone());
        sessions.push((outcome.session, outcome.waivers, outcome.deny));
    }
    for (session, mut waivers, deny) in sessions {
        waivers.list.retain(|waiver| {
            // The first run that knows a waiver tells it.
            let place = all.list.iter().position(|it| {
                !it.used && it.path == waiver.path && it.line == waiver.line && it.code == waiver.code
            });
            place.map(|index| all.list.remove(index)).is_some()
        });
        let mut session = session;
        waivers.report_unused(pages, &mut session);
        report.add_denied(&session, deny, &console.working);
    }
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

/// What else there is to say in a summary.
fn more(report: &Report) -> String {
    let known = match report.known {
        0 => String::new(),
        count => format!("; {count} known from the baseline"),
    };
    match report.fixable() {
        0 => known,
        count => format!("{known}; `--fix` fixes {count}"),
    }
}

fn summary(report: &Report) -> String {
    let plural = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    format!(
        "{} in {} of {}{}",
        report.counts(),
        plural(report.objects, "object", "objects"),
        plural(report.roots.len(), "root", "roots"),
        more(report)
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
