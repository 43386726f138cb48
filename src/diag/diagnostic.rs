//! One finding: code, severity, message, places, help.

use super::fix::{Edit, Fix};
use crate::source::Origin;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; never fails a run.
    Info,
    /// Probably wrong, or a fact is unsure.
    Warning,
    /// Wrong by a confirmed fact.
    Error,
}

impl Severity {
    /// The name used in every output format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place and what it has to do with the finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub at: Origin,
    /// A few words shown beside it.
    pub message: String,
}

/// The object that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ResourceRef {
    /// `group/version`, or the version alone for the core group.
    pub api_version: String,
    /// The kind.
    pub kind: String,
    /// The namespace; empty for none.
    pub namespace: String,
    /// The name.
    pub name: String,
}

/// What a rule, a schema or the renderer reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The code: the stem of a rule's file, or of a page of the room that reports it.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence without a full stop: what is wrong.
    pub message: String,
    /// Places; the first is the line to edit.
    pub labels: Vec<Label>,
    /// The change to make.
    pub help: Option<String>,
    /// The object concerned.
    pub resource: Option<ResourceRef>,
    /// The field of the object, as `blame` takes it.
    pub field: Option<String>,
    /// The kustomization root that was rendered, as the user should read it.
    pub root: Option<String>,
    /// A change of the source that does away with it.
    pub fix: Option<Box<Fix>>,
}

impl Diagnostic {
    /// A finding at a place. Fill in the rest with the builder methods.
    pub fn new(code: &'static str, severity: Severity, at: Origin, message: impl Into<String>) -> Self {
        let labels = if at.is_known() { vec![Label { at, message: String::new() }] } else { Vec::new() };
        Self {
            code,
            severity,
            message: message.into(),
            labels,
            help: None,
            resource: None,
            field: None,
            root: None,
            fix: None,
        }
    }

    /// An error at a place.
    pub fn error(code: &'static str, at: Origin, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, at, message)
    }

    /// A warning at a place.
    pub fn warning(code: &'static str, at: Origin, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, at, message)
    }

    /// Words beside the first place.
    #[must_use]
    pub fn label(mut self, message: impl Into<String>) -> Self {
        if let Some(first) = self.labels.first_mut() {
            first.message = message.into();
        }
        self
    }

    /// A related place.
    #[must_use]
    pub fn also(mut self, at: Origin, message: impl Into<String>) -> Self {
        if at.is_known() {
            self.labels.push(Label { at, message: message.into() });
        }
        self
    }

    /// The change to make.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A change of the source that does away with it, if there is one.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, edit: Option<Edit>) -> Self {
        self.fix = edit.map(|edit| Box::new(Fix { title: title.into(), edits: vec![edit], safe: true }));
        self
    }

    /// The object concerned.
    #[must_use]
    pub fn about(mut self, resource: ResourceRef) -> Self {
        self.resource = Some(resource);
        self
    }
}
