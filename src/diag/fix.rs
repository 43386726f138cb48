//! A change of the source that does away with a finding.

use crate::source::Origin;

/// Text that takes the place of a range of bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The range; where it is empty, text is added.
    pub at: Origin,
    /// What stands there afterwards.
    pub text: String,
}

/// A change of the source that does away with a finding. All of its edits are made, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an order: "Remove `replicas`".
    pub title: String,
    /// The edits; no two overlap.
    pub edits: Vec<Edit>,
    /// True if what the author meant is kept: only such a fix is made without being asked for twice.
    pub safe: bool,
}
