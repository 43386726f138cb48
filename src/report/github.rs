//! Workflow commands of GitHub Actions: `::error file=F,line=L,…::message`.

use super::finding::Report;
use super::pages::Pages;
use crate::diag::Page;
use crate::diag::Severity;
use std::fmt::Write as _;

/// Renders a report.
pub(super) fn render(report: &Report, pages: &Pages) -> String {
    let mut out = String::new();
    for (finding, roots) in report.grouped() {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let mut fields = Vec::new();
        if let Some(place) = finding.locations.first() {
            fields.push(format!("file={}", property(&place.path)));
            fields.push(format!("line={}", place.from.line));
            // Columns are refused for ranges over several lines.
            if place.to.line == place.from.line {
                fields.push(format!("col={},endColumn={}", place.from.column, place.to.column));
            } else {
                fields.push(format!("endLine={}", place.to.line));
            }
        }
        let title = pages.find(finding.code).map_or_else(|| finding.code.to_owned(), Page::title);
        fields.push(format!("title={}", property(&format!("{}: {title}", finding.code))));
        let mut message = finding.message.clone();
        if let Some(help) = &finding.help {
            let _ = write!(message, "\nhelp: {help}");
        }
        for place in finding.locations.iter().skip(1) {
            let _ = write!(message, "\n{}:{}: {}", place.path, place.from.line, place.label);
        }
        if !roots.is_empty() {
            let _ = write!(message, "\nin {}", roots.join(", "));
        }
        let _ = writeln!(out, "::{command} {}::{}", fields.join(","), data(&message));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
