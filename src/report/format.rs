//! The formats, and how the terminal wants them.

use super::concise;
use super::finding::Report;
use super::github;
use super::gitlab;
use super::json;
use super::junit;
use super::markdown;
use super::pages::Pages;
use super::sarif;
use super::text;

/// An output format of `--output-format`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Format {
    /// The lines in question with labels, for people.
    #[default]
    Text,
    /// One line a finding: `file:line:column: severity[code] message`.
    Concise,
    /// Our own document, version 1.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// `JUnit` XML, for CI dashboards.
    Junit,
    /// Workflow commands of GitHub Actions.
    Github,
    /// A Code Quality report of GitLab.
    Gitlab,
    /// Markdown for a comment or a step summary.
    Markdown,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 8] = [
        Self::Text,
        Self::Concise,
        Self::Json,
        Self::Sarif,
        Self::Junit,
        Self::Github,
        Self::Gitlab,
        Self::Markdown,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Markdown => "markdown",
        }
    }

    /// The format of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// What the terminal can show; only the text format asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Colours may be used.
    pub color: bool,
    /// Box-drawing characters may be used.
    pub unicode: bool,
    /// Columns.
    pub width: usize,
}

impl Default for Style {
    /// A file or a pipe: no colours, 100 columns.
    fn default() -> Self {
        Self { color: false, unicode: true, width: 100 }
    }
}

/// Renders a report. The result ends in a newline, or is empty if the format has nothing to say.
pub fn render(format: Format, report: &Report, pages: &Pages, style: Style) -> String {
    match format {
        Format::Text => text::render(report, pages, style),
        Format::Concise => concise::render(report),
        Format::Json => json::render(report, pages),
        Format::Sarif => sarif::render(report, pages),
        Format::Junit => junit::render(report),
        Format::Github => github::render(report, pages),
        Format::Gitlab => gitlab::render(report),
        Format::Markdown => markdown::render(report, pages),
    }
}
