//! All that one run learns: the files it read, the steps it took, what it has to say.

use super::collector::Diagnostics;
use super::diagnostic::Diagnostic;
use crate::source::Files;
use crate::source::Origin;
use crate::source::Trace;

/// All that one run learns. The fields are public so that they can be borrowed apart.
#[derive(Debug, Default)]
pub struct Session {
    /// The files that were read.
    pub files: Files,
    /// The steps that were taken.
    pub trace: Trace,
    /// What the user is told.
    pub diagnostics: Diagnostics,
    /// Tells the digest of the rules that the program checks with, for those who leave a stamp without
    /// knowing any rule; `None` where no rule is at hand.
    pub rules: Option<fn() -> String>,
    /// Faults of values that may still be replaced, each with the origin of its value: they are told once a
    /// value is still there when it has to be printed.
    pub deferred: Vec<(Origin, Diagnostic)>,
}
