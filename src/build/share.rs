//! What several roots of one run share: a base that many of them build on is carried out once.
//!
//! What is kept is repeated so that nobody can tell: the steps and replaced origins of the base are noted
//! once more, led to by the entry of the root that asks now, and its findings are made once more.

use foldhash::HashMap;
use std::path::Path;
use std::path::PathBuf;
use std::rc::Rc;

use crate::build::accumulate::Accumulated;
use crate::build::config::Kustomization;
use crate::build::openapi::Choice;
use crate::build::target::Target;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::object::Gvk;
use crate::object::Object;
use crate::source::StepId;
use crate::source::Stretch;
use crate::yaml::Node;

/// A kustomization that was read.
#[derive(Debug)]
pub(crate) struct Said {
    kustomization: Rc<Kustomization>,
    findings: Vec<Diagnostic>,
    /// The root that was told of them last.
    root: usize,
}

impl Said {
    /// What was read for a root, all findings since `start` being about it.
    pub(crate) fn new(kustomization: Kustomization, start: usize, root: usize, session: &Session) -> Self {
        let findings = session.diagnostics.all().get(start..).unwrap_or_default().to_vec();
        Self { kustomization: Rc::new(kustomization), findings, root }
    }

    /// What was read, its findings told once for each root.
    pub(crate) fn tell(&mut self, root: usize, session: &mut Session) -> Rc<Kustomization> {
        if self.root != root {
            self.root = root;
            self.findings.iter().for_each(|finding| session.diagnostics.push(finding.clone()));
        }
        Rc::clone(&self.kustomization)
    }
}

/// A base as it was built.
#[derive(Debug)]
struct Base {
    objects: Vec<Object>,
    /// The step that led to it when it was built.
    step: StepId,
    stretch: Stretch,
    findings: Vec<Diagnostic>,
    /// Whether lists were merged.
    merged: bool,
    /// The kinds of the objects that were loaded.
    met: Vec<Gvk>,
    /// Folders that were entered, itself among them.
    folders: Vec<PathBuf>,
    /// How many levels of kustomizations there are below it.
    levels: usize,
}

/// The bases of a run, by their folder and how it is shown.
#[derive(Debug, Default)]
pub(crate) struct Bases {
    known: HashMap<(PathBuf, PathBuf), Base>,
    /// Folders that the root at work has entered, and their depths.
    entered: Vec<(PathBuf, usize)>,
}

/// How far things were before a base was built.
#[derive(Debug)]
pub(crate) struct Before {
    stretch: Stretch,
    findings: usize,
    entered: usize,
    merges: usize,
    met: usize,
}

impl Bases {
    /// Forgets which folders were entered, for another root begins.
    pub(crate) fn begin_root(&mut self) {
        self.entered.clear();
    }

    /// A folder is entered.
    pub(crate) fn enter(&mut self, folder: &Path, depth: usize) {
        self.entered.push((folder.to_owned(), depth));
    }

    /// A base that was entered begins.
    pub(crate) fn begin(&self, openapi: &Choice, session: &Session) -> Before {
        Before {
            stretch: session.trace.stretch(),
            findings: session.diagnostics.all().len(),
            entered: self.entered.len().saturating_sub(1),
            merges: openapi.merges(),
            met: openapi.log().len(),
        }
    }

    /// Keeps a base that was built, if it can be repeated: tables and variables of its own are handed up in
    /// ways of their own, annotations tell the path from the root, and a schema counts from where it is named.
    pub(crate) fn keep(
        &mut self,
        target: &Target<'_>,
        built: &Accumulated,
        before: &Before,
        openapi: &Choice,
        session: &Session,
    ) {
        let plain = built.own_tables.is_none() && built.vars.is_empty() && !openapi.is_made();
        if !plain || target.path.is_some() || target.folder.repository.is_some() {
            return;
        }
        let entered = self.entered.get(before.entered..).unwrap_or_default();
        let base = Base {
            objects: built.set.objects().to_vec(),
            step: target.step,
            stretch: session.trace.stretch().since(&before.stretch),
            findings: session.diagnostics.all().get(before.findings..).unwrap_or_default().to_vec(),
            merged: openapi.merges() > before.merges,
            met: openapi.log().get(before.met..).unwrap_or_default().to_vec(),
            folders: entered.iter().map(|it| it.0.clone()).collect(),
            levels: entered.iter().map(|it| it.1).max().unwrap_or(target.depth) - target.depth,
        };
        self.known.insert(key(target), base);
    }

    /// A base that was built before, as if it were built now. `None` if it was not, or cannot be built here:
    /// then building it says why.
    pub(crate) fn repeat(
        &mut self,
        target: &Target<'_>,
        openapi: &mut Choice,
        session: &mut Session,
    ) -> Option<Vec<Object>> {
        if openapi.is_made() || target.path.is_some() {
            return None;
        }
        let base = self.known.get(&key(target))?;
        if !target.may_enter(&base.folders, base.levels) {
            return None;
        }
        let repeated = session.trace.repeat(&base.stretch, base.step, target.step);
        for finding in &base.findings {
            let mut finding = finding.clone();
            finding.labels.iter_mut().for_each(|label| label.at = repeated.of(label.at));
            session.diagnostics.push(finding);
        }
        openapi.repeat(&base.met, base.merged);
        self.entered.extend(base.folders.iter().map(|folder| (folder.clone(), target.depth + base.levels)));
        let mut objects = base.objects.clone();
        for object in &mut objects {
            let shared = object.shared.iter_mut().map(|shared| &mut shared.value);
            std::iter::once(&mut object.root)
                .chain(shared)
                .for_each(|node: &mut Node| node.map_origins(&|origin| repeated.of(origin)));
        }
        Some(objects)
    }
}

fn key(target: &Target<'_>) -> (PathBuf, PathBuf) {
    (target.folder.real.clone(), target.folder.shown.clone())
}
