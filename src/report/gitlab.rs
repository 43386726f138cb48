//! A Code Quality report of GitLab.

use super::finding::Finding;
use super::finding::Report;
use super::json::pretty;
use crate::diag::Severity;
use serde::Serialize;
use sha2::Digest;
use sha2::Sha256;
use std::collections::BTreeMap;
use std::fmt::Write as _;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Place<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// Renders a report.
pub(super) fn render(report: &Report) -> String {
    let mut prints = Fingerprints::default();
    let groups = report.grouped();
    let issues: Vec<Issue<'_>> = groups
        .iter()
        .map(|(finding, roots)| Issue {
            description: match &finding.help {
                Some(help) => format!("{}; {help}", finding.message),
                None => finding.message.clone(),
            },
            check_name: finding.code,
            fingerprint: prints.of(finding),
            severity: match finding.severity {
                Severity::Error => "critical",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            location: Place {
                path: finding
                    .locations
                    .first()
                    .map_or_else(|| roots.first().copied().unwrap_or("."), |place| place.path.as_str()),
                lines: Lines { begin: finding.locations.first().map_or(1, |place| place.from.line) },
            },
        })
        .collect();
    pretty(&issues)
}

/// Names findings so that one keeps its name when lines above it come and go.
#[derive(Default)]
pub(super) struct Fingerprints {
    seen: BTreeMap<String, usize>,
}

impl Fingerprints {
    /// The name of a finding: a digest of code, file, text of the line and message, and a number to tell
    /// twins apart.
    pub(super) fn of(&mut self, finding: &Finding) -> String {
        let mut hash = Sha256::new();
        hash.update(finding.code);
        hash.update([0]);
        if let Some(place) = finding.locations.first() {
            hash.update(&place.path);
            hash.update([0]);
            hash.update(place.file.line(place.from.line).unwrap_or("").trim());
        }
        hash.update([0]);
        hash.update(&finding.message);
        let digest = hash.finalize().iter().take(16).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        let count = self.seen.entry(digest.clone()).or_default();
        *count += 1;
        format!("{digest}:{count}")
    }
}
