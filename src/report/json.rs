//! Our own document, version 1.

use super::finding::Finding;
use super::finding::Report;
use super::pages::Pages;
use crate::diag::Page;
use crate::diag::Severity;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    version: u32,
    findings: Vec<Item<'a>>,
    not_checked: Vec<Note<'a>>,
    summary: Summary<'a>,
}

#[derive(Serialize)]
struct Item<'a> {
    code: &'a str,
    severity: &'static str,
    message: &'a str,
    resource: Option<Resource<'a>>,
    field: Option<&'a str>,
    root: Option<&'a str>,
    locations: Vec<Place<'a>>,
    help: Option<&'a str>,
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Change<'a>>,
}

/// A change of the source, as the report tells it.
#[derive(Serialize)]
struct Change<'a> {
    title: &'a str,
    safe: bool,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Edit<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Resource<'a> {
    api_version: &'a str,
    kind: &'a str,
    namespace: Option<&'a str>,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<Step<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    field: &'a str,
    file: &'a str,
    line: usize,
}

#[derive(Serialize)]
struct Note<'a> {
    what: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
struct Summary<'a> {
    errors: usize,
    warnings: usize,
    infos: usize,
    fixable: usize,
    known: usize,
    roots: &'a [String],
    objects: usize,
    deny: &'static str,
    failed: bool,
}

/// Renders a report.
pub(super) fn render(report: &Report, pages: &Pages) -> String {
    let document = Document {
        version: 1,
        findings: report.findings.iter().map(|finding| item(finding, pages)).collect(),
        not_checked: report
            .not_checked
            .iter()
            .map(|note| Note { what: &note.what, why: &note.why })
            .collect(),
        summary: Summary {
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            fixable: report.fixable(),
            known: report.known,
            roots: &report.roots,
            objects: report.objects,
            deny: report.deny.name(),
            failed: report.fails(),
        },
    };
    pretty(&document)
}

/// A value as indented JSON with a newline. Our documents have string keys only, which always encode.
pub(super) fn pretty(document: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

fn item<'a>(finding: &'a Finding, pages: &'a Pages) -> Item<'a> {
    Item {
        code: finding.code,
        severity: finding.severity.name(),
        message: &finding.message,
        resource: finding.resource.as_ref().map(|resource| Resource {
            api_version: &resource.api_version,
            kind: &resource.kind,
            namespace: Some(resource.namespace.as_str()).filter(|name| !name.is_empty()),
            name: &resource.name,
        }),
        field: finding.field.as_deref(),
        root: finding.root.as_deref(),
        locations: finding
            .locations
            .iter()
            .map(|place| Place {
                file: &place.path,
                line: place.from.line,
                column: place.from.column,
                end_line: place.to.line,
                end_column: place.to.column,
                label: &place.label,
                step: place.placed.as_ref().map(|step| Step {
                    field: &step.field,
                    file: &step.path,
                    line: step.line,
                }),
            })
            .collect(),
        help: finding.help.as_deref(),
        url: pages.find(finding.code).and_then(Page::link),
        fix: finding.fix.as_ref().map(|fix| Change {
            title: &fix.title,
            safe: fix.safe,
            edits: fix
                .edits
                .iter()
                .map(|(place, text)| Edit {
                    file: &place.path,
                    line: place.from.line,
                    column: place.from.column,
                    end_line: place.to.line,
                    end_column: place.to.column,
                    text,
                })
                .collect(),
        }),
    }
}
