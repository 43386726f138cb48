//! `JUnit` XML: a suite for each root, a case for each finding, and one passing case for a clean root.

use super::finding::Finding;
use super::finding::Report;
use std::fmt::Write as _;

/// Renders a report.
pub(super) fn render(report: &Report) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let denied = report.findings.iter().filter(|it| it.fails).count();
    let suites = suites(report);
    let cases: usize = suites.iter().map(|(_, list)| list.len().max(1)).sum();
    let _ = writeln!(
        out,
        "<testsuites name=\"flightplan\" tests=\"{cases}\" failures=\"{denied}\" errors=\"0\" time=\"0\">"
    );
    for (root, findings) in &suites {
        let failures = findings.iter().filter(|it| it.fails).count();
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" time=\"0\">",
            escape(root),
            findings.len().max(1)
        );
        if findings.is_empty() {
            let _ = writeln!(
                out,
                "    <testcase classname=\"{}\" name=\"no findings\" time=\"0\"/>",
                escape(root)
            );
        }
        for finding in findings {
            case(&mut out, root, finding);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// Every root that was checked, and every root that a finding names, with its findings.
fn suites(report: &Report) -> Vec<(&str, Vec<&Finding>)> {
    let mut suites: Vec<(&str, Vec<&Finding>)> =
        report.roots.iter().map(|root| (root.as_str(), Vec::new())).collect();
    for finding in &report.findings {
        let root = finding.root.as_deref().unwrap_or("(all)");
        match suites.iter_mut().find(|(name, _)| *name == root) {
            Some((_, list)) => list.push(finding),
            None => suites.push((root, vec![finding])),
        }
    }
    suites
}

fn case(out: &mut String, root: &str, finding: &Finding) {
    let about = finding.resource.as_ref().map_or_else(String::new, |it| format!(" {}/{}", it.kind, it.name));
    let _ = writeln!(
        out,
        "    <testcase classname=\"{}\" name=\"{}\" time=\"0\">",
        escape(root),
        escape(&format!("{}{about}", finding.code))
    );
    let mut body = String::new();
    for place in &finding.locations {
        let _ = write!(body, "{}:{}:{}", place.path, place.from.line, place.from.column);
        let _ = if place.label.is_empty() { writeln!(body) } else { writeln!(body, ": {}", place.label) };
    }
    if let Some(help) = &finding.help {
        let _ = writeln!(body, "help: {help}");
    }
    if finding.fails {
        let _ = writeln!(
            out,
            "      <failure message=\"{}\" type=\"{}\">{}</failure>",
            escape(&finding.message),
            escape(finding.code),
            escape(&body)
        );
    } else {
        let _ = writeln!(
            out,
            "      <system-out>{}</system-out>",
            escape(&format!("{}: {}\n{body}", finding.severity.name(), finding.message))
        );
    }
    out.push_str("    </testcase>\n");
}

/// Text as XML; characters that XML 1.0 cannot hold become U+FFFD.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}
