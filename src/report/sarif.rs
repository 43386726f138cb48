//! SARIF 2.1.0, as code scanning services read it: relative URIs, one-line regions where possible,
//! related locations linked from the message, no empty strings or objects.

use super::finding::Finding;
use super::finding::Fixable;
use super::finding::Location;
use super::finding::Report;
use super::gitlab::Fingerprints;
use super::json::pretty;
use super::pages::Pages;
use crate::diag::Page;
use crate::diag::Severity;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;
use std::fmt::Write as _;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

#[derive(Serialize)]
struct Document {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Value; 1],
}

/// Renders a report.
pub(super) fn render(report: &Report, pages: &Pages) -> String {
    let groups = report.grouped();
    let mut codes: Vec<(&str, Severity)> = groups.iter().map(|(it, _)| (it.code, it.severity)).collect();
    codes.sort_unstable();
    codes.dedup_by_key(|(code, _)| *code);
    let rules: Vec<Value> =
        codes.iter().map(|(code, severity)| rule(code, *severity, pages.find(code))).collect();
    let mut prints = Fingerprints::default();
    let results: Vec<Value> = groups
        .iter()
        .map(|(finding, roots)| {
            let index = codes.iter().position(|(code, _)| *code == finding.code);
            result(finding, roots, index, &prints.of(finding))
        })
        .collect();
    let run = json!({
        "tool": {"driver": {
            "name": "flightplan",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules,
        }},
        "columnKind": "unicodeCodePoints",
        "results": results,
    });
    pretty(&Document { schema: SCHEMA, version: "2.1.0", runs: [run] })
}

fn rule(code: &str, severity: Severity, page: Option<&Page>) -> Value {
    let Some(page) = page else {
        return json!({
            "id": code,
            "shortDescription": {"text": code},
            "defaultConfiguration": {"level": level(severity)},
        });
    };
    let why = page.section("Why").filter(|text| !text.is_empty()).unwrap_or_else(|| page.title());
    let fix = page.section("Fix").filter(|text| !text.is_empty()).unwrap_or_else(|| page.title());
    let mut rule = json!({
        "id": code,
        "shortDescription": {"text": page.title()},
        "fullDescription": {"text": why.chars().take(1000).collect::<String>()},
        "help": {"text": fix, "markdown": page.docs.trim()},
        "defaultConfiguration": {"level": level(page.severity)},
        "properties": {
            "tags": ["kubernetes"],
            "problem.severity": match page.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "recommendation",
            },
        },
    });
    if let (Some(link), Some(map)) = (page.link(), rule.as_object_mut()) {
        map.insert("helpUri".to_owned(), json!(link));
    }
    rule
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(finding: &Finding, roots: &[&str], index: Option<usize>, print: &str) -> Value {
    let mut message = finding.message.clone();
    message.push('.');
    if let Some(help) = &finding.help {
        let _ = write!(message, " Help: {help}.");
    }
    let others: Vec<&Location> = finding.locations.iter().skip(1).collect();
    for (number, place) in others.iter().enumerate() {
        let label = if place.label.is_empty() { "see also" } else { &place.label };
        let _ = write!(message, " [{}]({}).", label.replace(['[', ']'], ""), number + 1);
    }
    let first = finding.locations.first().map_or_else(
        || {
            let folder = roots.first().copied().unwrap_or(".");
            json!({"physicalLocation": {"artifactLocation": {"uri": uri(folder)}}})
        },
        |place| json!({"physicalLocation": physical(place)}),
    );
    let mut result = json!({
        "ruleId": finding.code,
        "level": level(finding.severity),
        "message": {"text": message},
        "locations": [first],
        "partialFingerprints": {"primaryLocationLineHash": print},
    });
    let Some(map) = result.as_object_mut() else { return result };
    if let Some(index) = index {
        map.insert("ruleIndex".to_owned(), json!(index));
    }
    if !others.is_empty() {
        let related: Vec<Value> = others
            .iter()
            .enumerate()
            .map(|(number, place)| {
                let mut value = json!({"id": number + 1, "physicalLocation": physical(place)});
                if let (false, Some(map)) = (place.label.is_empty(), value.as_object_mut()) {
                    map.insert("message".to_owned(), json!({"text": place.label}));
                }
                value
            })
            .collect();
        map.insert("relatedLocations".to_owned(), json!(related));
    }
    if let Some(fix) = &finding.fix {
        map.insert("fixes".to_owned(), json!([fixes(fix)]));
    }
    if !roots.is_empty() {
        map.insert("properties".to_owned(), json!({"roots": roots}));
    }
    result
}

/// A change of the source: the edits of each file together.
fn fixes(fix: &Fixable) -> Value {
    let mut files: Vec<(&str, Vec<Value>)> = Vec::new();
    for (place, text) in &fix.edits {
        let region = json!({
            "startLine": place.from.line,
            "startColumn": place.from.column,
            "endLine": place.to.line,
            "endColumn": place.to.column,
        });
        let mut replacement = json!({"deletedRegion": region});
        if let (false, Some(map)) = (text.is_empty(), replacement.as_object_mut()) {
            map.insert("insertedContent".to_owned(), json!({"text": text}));
        }
        match files.iter_mut().find(|(path, _)| *path == place.path) {
            Some((_, list)) => list.push(replacement),
            None => files.push((&place.path, vec![replacement])),
        }
    }
    let changes: Vec<Value> = files
        .into_iter()
        .map(|(path, list)| json!({"artifactLocation": {"uri": uri(path)}, "replacements": list}))
        .collect();
    json!({"description": {"text": format!("{}.", fix.title)}, "artifactChanges": changes})
}

/// An annotation shows on a pull request only if all its lines are in the difference, so a range over
/// several lines is told by its first.
fn physical(place: &Location) -> Value {
    let mut region = json!({"startLine": place.from.line, "startColumn": place.from.column});
    if let (true, Some(map)) = (place.from.line == place.to.line, region.as_object_mut()) {
        map.insert("endLine".to_owned(), json!(place.to.line));
        map.insert("endColumn".to_owned(), json!(place.to.column));
    }
    json!({"artifactLocation": {"uri": uri(&place.path)}, "region": region})
}

/// A path as a URI reference.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~@!$&'()*+,;=".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    // A colon in the first part would read as a scheme; it was encoded above.
    if path.starts_with('/') { format!("file://{out}") } else { out }
}
