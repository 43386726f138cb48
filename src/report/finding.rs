//! Findings with their places told in lines and columns, from one or many runs.

use super::paths::shown;
use crate::diag::Diagnostic;
use crate::diag::Edit;
use crate::diag::Fix;
use crate::diag::Label;
use crate::diag::NotChecked;
use crate::diag::ResourceRef;
use crate::diag::Session;
use crate::diag::Severity;
use crate::source::File;
use crate::source::Origin;
use crate::source::Position;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The step that put a value where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// The directive: `patches[0]`.
    pub field: String,
    /// The file of the directive; empty if the step is the program's own.
    pub path: String,
    /// Its line.
    pub line: usize,
}

/// A place in a file.
#[derive(Clone, Debug)]
pub struct Location {
    /// The path as the user reads it.
    pub path: String,
    /// The file.
    pub file: Arc<File>,
    /// First byte.
    pub start: u32,
    /// Byte after the last one.
    pub end: u32,
    /// Line and column of the first character.
    pub from: Position,
    /// Line and column after the last character.
    pub to: Position,
    /// Words beside the place.
    pub label: String,
    /// What put the value there; `None` if it stands as written.
    pub placed: Option<Placed>,
}

/// Two locations are one if they are in the same text.
impl PartialEq for Location {
    fn eq(&self, other: &Self) -> bool {
        (&self.path, self.start, self.end, &self.label) == (&other.path, other.start, other.end, &other.label)
    }
}

/// A finding, its places told.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The code.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence without a full stop.
    pub message: String,
    /// The object concerned.
    pub resource: Option<ResourceRef>,
    /// The field of the object.
    pub field: Option<String>,
    /// The kustomization root.
    pub root: Option<String>,
    /// The first is the line to edit.
    pub locations: Vec<Location>,
    /// The change to make.
    pub help: Option<String>,
    /// True if it fails the run.
    pub fails: bool,
    /// A change of the source that does away with it.
    pub fix: Option<Fixable>,
}

/// A change of the source, its places told.
#[derive(Clone, Debug, PartialEq)]
pub struct Fixable {
    /// What it does.
    pub title: String,
    /// True if what the author meant is kept.
    pub safe: bool,
    /// The places, each with the text that takes it.
    pub edits: Vec<(Location, String)>,
}

/// The findings of one or many runs.
#[derive(Clone, Debug)]
pub struct Report {
    /// The findings.
    pub findings: Vec<Finding>,
    /// What was not checked.
    pub not_checked: Vec<NotChecked>,
    /// Everything that was checked, as the user should read it: roots and files.
    pub roots: Vec<String>,
    /// How many objects were checked.
    pub objects: usize,
    /// How many findings a baseline knows; they are not among the others.
    pub known: usize,
    /// Findings of this severity or above fail the run, unless a configuration says otherwise for its part.
    pub deny: Severity,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            findings: Vec::new(),
            not_checked: Vec::new(),
            roots: Vec::new(),
            objects: 0,
            known: 0,
            deny: Severity::Error,
        }
    }
}

impl Report {
    /// Takes over what a run found. `working` is the working directory, to which paths are relative.
    pub fn add(&mut self, session: &Session, working: &Path) {
        self.add_denied(session, self.deny, working);
    }

    /// Takes over what a run found that has a deny level of its own.
    pub fn add_denied(&mut self, session: &Session, deny: Severity, working: &Path) {
        for diagnostic in session.diagnostics.all() {
            let finding = tell(diagnostic, session, working);
            self.findings.push(Finding { fails: finding.severity >= deny, ..finding });
        }
        for note in session.diagnostics.unchecked() {
            if !self.not_checked.contains(note) {
                self.not_checked.push(note.clone());
            }
        }
    }

    /// Brings findings into the order of files, lines and codes; those without a place come first.
    pub fn sort(&mut self) {
        self.findings.sort_by(|one, other| key(one).cmp(&key(other)));
        self.not_checked.sort();
    }

    /// The findings that `other` does not have: of the same code, object and root, with the same message,
    /// in the same file. Lines may differ, for they move with every edit above them.
    #[must_use]
    pub fn beyond(&self, other: &Self) -> Self {
        let mut known: BTreeMap<Same<'_>, usize> = BTreeMap::new();
        for finding in &other.findings {
            *known.entry(identity(finding)).or_default() += 1;
        }
        let mut findings = Vec::new();
        for finding in &self.findings {
            match known.get_mut(&identity(finding)) {
                Some(count) if *count > 0 => *count -= 1,
                _ => findings.push(finding.clone()),
            }
        }
        Self { findings, ..self.clone() }
    }

    /// How many findings `--fix` would do away with.
    pub fn fixable(&self) -> usize {
        self.grouped().iter().filter(|(it, _)| it.fix.as_ref().is_some_and(|fix| fix.safe)).count()
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// True if a finding is at or above the level that fails the run.
    pub fn fails(&self) -> bool {
        self.findings.iter().any(|finding| finding.fails)
    }

    /// Equal findings of several roots as one, with the roots.
    pub fn grouped(&self) -> Vec<(&Finding, Vec<&str>)> {
        let mut groups: Vec<(&Finding, Vec<&str>)> = Vec::new();
        for finding in &self.findings {
            let root = finding.root.as_deref();
            // The list is sorted, so equal findings stand within a run of the same first place and code.
            let near = groups.iter_mut().rev().take_while(|(it, _)| key(it).0 == key(finding).0);
            let twin = near.into_iter().find(|(it, _)| same(it, finding));
            match twin {
                Some((_, roots)) => roots.extend(root),
                None => groups.push((finding, root.into_iter().collect())),
            }
        }
        for (_, roots) in &mut groups {
            roots.sort_unstable();
            roots.dedup();
        }
        groups
    }

    /// The counts in words: `2 errors, 1 warning`.
    pub fn counts(&self) -> String {
        let mut parts = Vec::new();
        for (severity, one, many) in [
            (Severity::Error, "error", "errors"),
            (Severity::Warning, "warning", "warnings"),
            (Severity::Info, "note", "notes"),
        ] {
            match self.grouped().iter().filter(|(finding, _)| finding.severity == severity).count() {
                0 => {}
                1 => parts.push(format!("1 {one}")),
                count => parts.push(format!("{count} {many}")),
            }
        }
        if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
    }
}

type Key<'a> = ((Option<(&'a str, u32)>, &'a str), &'a str, Option<&'a str>);

fn key(finding: &Finding) -> Key<'_> {
    let first = finding.locations.first().map(|place| (place.path.as_str(), place.start));
    ((first, finding.code), finding.message.as_str(), finding.root.as_deref())
}

fn same(one: &Finding, other: &Finding) -> bool {
    (one.code, one.severity, &one.message, &one.locations)
        == (other.code, other.severity, &other.message, &other.locations)
}

type Same<'a> = (&'static str, Option<String>, Option<&'a str>, &'a str, Option<&'a str>);

/// What makes a finding the same after an edit elsewhere.
fn identity(finding: &Finding) -> Same<'_> {
    let resource = finding.resource.as_ref().map(|it| format!("{}/{}/{}", it.namespace, it.kind, it.name));
    let file = finding.locations.first().map(|place| place.path.as_str());
    (finding.code, resource, finding.root.as_deref(), finding.message.as_str(), file)
}

fn fixable(fix: &Fix, session: &Session, working: &Path) -> Option<Fixable> {
    let place = |edit: &Edit| {
        let label = Label { at: edit.at, message: String::new() };
        Some((location(&label, session, working)?, edit.text.clone()))
    };
    let edits = fix.edits.iter().map(place).collect::<Option<Vec<_>>>()?;
    Some(Fixable { title: fix.title.clone(), safe: fix.safe, edits })
}

fn location(label: &Label, session: &Session, working: &Path) -> Option<Location> {
    let origin = label.at;
    if !origin.is_known() {
        return None;
    }
    let file = session.files.share(origin.file)?;
    Some(Location {
        path: shown(&file.path, working),
        from: file.position(origin.start),
        to: file.position(origin.end.max(origin.start)),
        start: origin.start,
        end: origin.end.max(origin.start),
        label: label.message.clone(),
        placed: placed(origin, session, working),
        file,
    })
}

fn tell(diagnostic: &Diagnostic, session: &Session, working: &Path) -> Finding {
    let locations = diagnostic.labels.iter().filter_map(|label| location(label, session, working));
    Finding {
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: diagnostic.message.clone(),
        resource: diagnostic.resource.clone(),
        field: diagnostic.field.clone(),
        root: diagnostic.root.as_deref().map(|root| shown(root, working)),
        locations: locations.collect(),
        help: diagnostic.help.clone(),
        fails: false,
        fix: diagnostic.fix.as_deref().and_then(|fix| fixable(fix, session, working)),
    }
}

fn placed(origin: Origin, session: &Session, working: &Path) -> Option<Placed> {
    let step = session.trace.get(origin.step)?;
    let (path, line) = if step.at.is_known() {
        let file = session.files.get(step.at.file);
        (shown(&file.path, working), file.position(step.at.start).line)
    } else {
        (String::new(), 0)
    };
    Some(Placed { field: step.field.clone(), path, line })
}
