//! The page of a code: what `explain` prints and SARIF carries.

use super::diagnostic::Severity;

/// The page of one code.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// The code.
    pub code: &'static str,
    /// The severity it is usually reported with.
    pub severity: Severity,
    /// Markdown: title, why, example, fix.
    pub docs: &'static str,
}
