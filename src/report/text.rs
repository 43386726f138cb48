//! The lines in question with labels, drawn by miette: the line to edit first, lines of other files after it.

use super::finding::Finding;
use super::finding::Location;
use super::finding::Report;
use super::format::Style;
use super::pages::Pages;
use super::snippet::Snippet;
use crate::diag::Page;
use crate::diag::Severity;
use miette::Diagnostic;
use miette::GraphicalReportHandler;
use miette::GraphicalTheme;
use miette::LabeledSpan;
use miette::SourceCode;
use miette::ThemeCharacters;
use miette::ThemeStyles;
use std::fmt;
use std::fmt::Display;
use std::fmt::Write as _;

/// Of the roots that share a finding, this many are named.
const NAMED_ROOTS: usize = 8;

/// Renders a report: the findings, what was not checked, and the counts.
pub(super) fn render(report: &Report, pages: &Pages, style: Style) -> String {
    let theme = GraphicalTheme {
        characters: if style.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
        styles: if style.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(style.width.clamp(40, 200))
        .with_links(false)
        .with_context_lines(1);
    let mut out = String::new();
    // The one root that was asked for need not be told.
    let several = report.roots.len() > 1;
    for (finding, roots) in report.grouped() {
        let shown = Shown::new(finding, pages);
        if handler.render_report(&mut out, &shown).is_err() {
            // miette could not draw the lines: the words must not be lost.
            let _ = writeln!(out, "{}[{}]: {}", finding.severity.name(), finding.code, finding.message);
        }
        for note in notes(finding, &roots, several) {
            let _ = writeln!(out, "  note: {note}");
        }
        out.push('\n');
    }
    for (why, what) in unchecked(report) {
        let _ = writeln!(out, "not checked ({why}): {what}");
    }
    out
}

/// What was not checked, by reason.
fn unchecked(report: &Report) -> Vec<(&str, String)> {
    let mut groups: Vec<(&str, String)> = Vec::new();
    for note in &report.not_checked {
        match groups.iter_mut().find(|(why, _)| *why == note.why) {
            Some((_, what)) => {
                let _ = write!(what, ", {}", note.what);
            }
            None => groups.push((&note.why, note.what.clone())),
        }
    }
    groups
}

fn notes(finding: &Finding, roots: &[&str], several: bool) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(resource) = &finding.resource {
        let space = if resource.namespace.is_empty() { "" } else { " in namespace " };
        notes.push(format!("{}/{}{space}{}", resource.kind, resource.name, resource.namespace));
    }
    if let Some(step) = finding.locations.first().and_then(|place| place.placed.as_ref()) {
        notes.push(match step.path.as_str() {
            "" => format!("placed by {}", step.field),
            path => format!("placed by {} ({path}:{})", step.field, step.line),
        });
    }
    for place in finding.locations.iter().filter(|place| !place.file_fits()) {
        let at = format!("{}:{}:{}", place.path, place.from.line, place.from.column);
        notes.push(if place.label.is_empty() { at } else { format!("{at} {}", place.label) });
    }
    match roots {
        [one] if several => notes.push(format!("in {one}")),
        [] | [_] => {}
        many => {
            let mut names = many.iter().take(NAMED_ROOTS).copied().collect::<Vec<_>>().join(", ");
            if many.len() > NAMED_ROOTS {
                let _ = write!(names, " and {} more", many.len() - NAMED_ROOTS);
            }
            notes.push(format!("in {} roots: {names}", many.len()));
        }
    }
    notes
}

impl Location {
    fn file_fits(&self) -> bool {
        self.snippet().fits(self.start, self.end)
    }

    fn snippet(&self) -> Snippet {
        Snippet { path: self.path.clone(), file: std::sync::Arc::clone(&self.file) }
    }

    /// The place as miette wants it. A range over several lines is shown by its first line.
    fn span(&self) -> LabeledSpan {
        let end = match self.file.line(self.from.line) {
            Some(line) if self.to.line > self.from.line => {
                let from = self.file.line_start(self.from.line).unwrap_or(self.start);
                from + u32::try_from(line.len()).unwrap_or(0)
            }
            _ => self.end,
        };
        let length = end.saturating_sub(self.start).max(1) as usize;
        let label = Some(self.label.clone()).filter(|label| !label.is_empty());
        LabeledSpan::new(label, self.start as usize, length)
    }
}

/// A finding as miette reads it.
#[derive(Debug)]
struct Shown {
    code: Option<String>,
    severity: Severity,
    message: String,
    help: Option<String>,
    url: Option<&'static str>,
    source: Option<Snippet>,
    labels: Vec<LabeledSpan>,
    related: Vec<Self>,
}

impl Shown {
    fn new(finding: &Finding, pages: &Pages) -> Self {
        let places: Vec<&Location> = finding.locations.iter().filter(|place| place.file_fits()).collect();
        let here = |place: &&Location| places.first().is_some_and(|first| first.path == place.path);
        Self {
            code: Some(format!("{}[{}]", finding.severity.name(), finding.code)),
            severity: finding.severity,
            message: finding.message.clone(),
            help: finding.help.clone(),
            url: pages.find(finding.code).and_then(Page::link),
            source: places.first().map(|first| first.snippet()),
            labels: places.iter().copied().filter(here).map(Location::span).collect(),
            related: places.iter().copied().filter(|place| !here(place)).map(Self::elsewhere).collect(),
        }
    }

    /// A place in another file.
    fn elsewhere(place: &Location) -> Self {
        let message = if place.label.is_empty() { "see also".to_owned() } else { place.label.clone() };
        Self {
            code: None,
            severity: Severity::Info,
            message,
            help: None,
            url: None,
            source: Some(place.snippet()),
            labels: vec![place.span()],
            related: Vec::new(),
        }
    }
}

impl Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as Box<dyn Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn Display>)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.url.as_ref().map(|url| Box::new(url) as Box<dyn Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        if self.labels.is_empty() { None } else { Some(Box::new(self.labels.iter().cloned())) }
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        if self.related.is_empty() {
            return None;
        }
        Some(Box::new(self.related.iter().map(|it| it as &dyn Diagnostic)))
    }
}
