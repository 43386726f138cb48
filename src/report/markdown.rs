//! Markdown that fits a pull-request comment or a step summary.

use super::finding::Finding;
use super::finding::Report;
use super::pages::Pages;
use crate::diag::Page;
use crate::diag::Severity;
use std::fmt::Write as _;

/// A comment on GitHub may hold 65,536 characters; what does not fit is counted.
const LONGEST: usize = 60_000;

/// Renders a report.
pub(super) fn render(report: &Report, pages: &Pages) -> String {
    let mut out = format!("### Flightplan: {}\n\n", report.counts());
    let groups = report.grouped();
    if !groups.is_empty() {
        out.push_str("| | where | finding |\n| --- | --- | --- |\n");
    }
    for (index, (finding, roots)) in groups.iter().enumerate() {
        let row = row(finding, roots, pages);
        if out.len() + row.len() > LONGEST {
            let _ = writeln!(out, "\n{} more findings do not fit here.", groups.len() - index);
            break;
        }
        out.push_str(&row);
    }
    if !report.not_checked.is_empty() {
        out.push_str("\n<details><summary>Not checked</summary>\n\n");
        for note in &report.not_checked {
            if out.len() > LONGEST {
                break;
            }
            let _ = writeln!(out, "- `{}`: {}", note.what, cell(&note.why));
        }
        out.push_str("\n</details>\n");
    }
    let _ = writeln!(out, "\n{} checked, {}.", roots_in_words(report), objects_in_words(report));
    out
}

fn row(finding: &Finding, roots: &[&str], pages: &Pages) -> String {
    let mark = match finding.severity {
        Severity::Error => "❌ error",
        Severity::Warning => "⚠️ warning",
        Severity::Info => "ℹ️ note",
    };
    let place = match finding.locations.first() {
        Some(place) => format!("`{}:{}`", cell(&place.path), place.from.line),
        None => roots.first().map_or_else(String::new, |root| format!("`{}`", cell(root))),
    };
    let code = match pages.find(finding.code).and_then(Page::link) {
        Some(link) => format!("[`{}`]({link})", finding.code),
        None => format!("`{}`", finding.code),
    };
    let mut text = format!("{code} {}", cell(&finding.message));
    if let Some(help) = &finding.help {
        let _ = write!(text, "<br>help: {}", cell(help));
    }
    for other in finding.locations.iter().skip(1) {
        let _ = write!(text, "<br>`{}:{}` {}", cell(&other.path), other.from.line, cell(&other.label));
    }
    if roots.len() > 1 {
        let _ = write!(text, "<br>in {}", cell(&roots.join(", ")));
    }
    format!("| {mark} | {place} | {text} |\n")
}

fn roots_in_words(report: &Report) -> String {
    match report.roots.len() {
        1 => "1 root".to_owned(),
        count => format!("{count} roots"),
    }
}

fn objects_in_words(report: &Report) -> String {
    match report.objects {
        1 => "1 object".to_owned(),
        count => format!("{count} objects"),
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('\r', "").replace('\n', "<br>")
}
