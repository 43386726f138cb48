//! One line a finding: `file:line:column: severity[code] message`.

use super::finding::Report;
use std::fmt::Write as _;

/// Renders a report. Findings of several roots at one place are one line.
pub(super) fn render(report: &Report) -> String {
    let mut out = String::new();
    for (finding, roots) in report.grouped() {
        if let Some(place) = finding.locations.first() {
            let _ = write!(out, "{}:{}:{}: ", place.path, place.from.line, place.from.column);
        } else if let Some(root) = roots.first() {
            let _ = write!(out, "{root}: ");
        }
        let message = finding.message.replace('\n', " ");
        let _ = write!(out, "{}[{}] {message}", finding.severity.name(), finding.code);
        if let Some(help) = &finding.help {
            let _ = write!(out, " ({})", help.replace('\n', " "));
        }
        out.push('\n');
    }
    out
}
