//! The standard streams, and what the terminal can show.

use super::exit::Exit;
use super::pages::pages;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::report::Format;
use crate::report::Report;
use crate::report::Style;
use crate::report::render;
use clap::ValueEnum;
use std::env;
use std::io;
use std::io::IsTerminal as _;
use std::io::Write as _;
use std::path::PathBuf;

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The standard streams.
#[derive(Debug)]
pub(super) struct Console {
    color: Color,
    quiet: bool,
    /// The working directory; empty if there is none any more.
    pub(super) working: PathBuf,
}

impl Console {
    /// The standard streams of this process.
    pub(super) fn new(color: Color, quiet: bool) -> Self {
        Self { color, quiet, working: env::current_dir().unwrap_or_default() }
    }

    /// Writes the product to stdout. A reader that has gone away is no error.
    pub(super) fn product(&self, text: &str) -> Exit {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                let finding = Diagnostic::error(
                    "output-unwritable",
                    crate::source::Origin::NONE,
                    format!("cannot write to stdout: {error}"),
                );
                self.fail(finding)
            }
            _ => Exit::Clean,
        }
    }

    /// Writes words to stderr that `--quiet` spares: counts, progress, advice on flags.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            tell(text);
        }
    }

    /// Tells one finding that keeps a command from running.
    pub(super) fn fail(&self, finding: Diagnostic) -> Exit {
        let mut session = Session::default();
        session.diagnostics.push(finding);
        self.refuse(&session)
    }

    /// Tells why a command cannot run.
    pub(super) fn refuse(&self, session: &Session) -> Exit {
        self.findings(session);
        Exit::CouldNotRun
    }

    /// Tells the findings of a run on stderr.
    pub(super) fn findings(&self, session: &Session) {
        if session.diagnostics.all().is_empty() {
            return;
        }
        let mut report = Report::default();
        report.add(session, &self.working);
        report.sort();
        tell(&render(Format::Text, &report, &pages(), self.style_of_stderr()));
    }

    /// What stderr can show.
    pub(super) fn style_of_stderr(&self) -> Style {
        self.style(io::stderr().is_terminal())
    }

    /// What stdout can show.
    pub(super) fn style_of_stdout(&self) -> Style {
        self.style(io::stdout().is_terminal())
    }

    fn style(&self, terminal: bool) -> Style {
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let color = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if is_set("NO_COLOR") => false,
            Color::Auto if is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE") => true,
            Color::Auto => terminal && !dumb,
        };
        let columns = env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
        let width = columns.or_else(|| {
            let (width, _) = if terminal { terminal_size::terminal_size() } else { None }?;
            Some(usize::from(width.0))
        });
        Style { color, unicode: !(terminal && dumb), width: width.unwrap_or(Style::default().width) }
    }
}

/// Writes words for people to stderr. There is nobody to tell if that fails.
pub(super) fn tell(text: &str) {
    let mut stderr = io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

/// True if a variable is set to something: <https://no-color.org> says so of `NO_COLOR`.
fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0")
}
