//! Collects findings in the order in which they are made.

use super::diagnostic::{Diagnostic, Severity};

/// Proof that the user was told: only [`Diagnostics::error`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reported(());

/// Something that was not checked, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotChecked {
    /// What: a kind, or the code of a rule.
    pub what: String,
    /// Why: "no schema for this kind", "needs the location".
    pub why: String,
}

/// The findings of a run.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    not_checked: Vec<NotChecked>,
}

impl Diagnostics {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds a finding, unless the same one, or one of a code that says as much, was made at the same place:
    /// a line that reaches the output many times is told once.
    pub fn push_once(&mut self, diagnostic: Diagnostic, instead: &[&str]) {
        let place = |it: &Diagnostic| it.labels.first().map(|it| (it.at.file, it.at.start, it.at.end));
        let same = |it: &Diagnostic| {
            (it.code == diagnostic.code && it.message == diagnostic.message) || instead.contains(&it.code)
        };
        let told = place(&diagnostic).is_some()
            && self.list.iter().any(|it| same(it) && place(it) == place(&diagnostic));
        if !told {
            self.list.push(diagnostic);
        }
    }

    /// Adds a finding after which the caller cannot go on.
    pub fn error(&mut self, diagnostic: Diagnostic) -> Reported {
        self.list.push(Diagnostic { severity: Severity::Error, ..diagnostic });
        Reported(())
    }

    /// Notes what was not checked; the same note twice counts once.
    pub fn not_checked(&mut self, what: impl Into<String>, why: impl Into<String>) {
        let note = NotChecked { what: what.into(), why: why.into() };
        if !self.not_checked.contains(&note) {
            self.not_checked.push(note);
        }
    }

    /// All findings.
    pub fn all(&self) -> &[Diagnostic] {
        &self.list
    }

    /// All findings, to be changed (stamping a root, lowering a severity, dropping waived ones).
    pub fn all_mut(&mut self) -> &mut Vec<Diagnostic> {
        &mut self.list
    }

    /// All notes of what was not checked.
    pub fn unchecked(&self) -> &[NotChecked] {
        &self.not_checked
    }

    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|it| it.severity == severity).count()
    }
}
