//! The pages of the codes that this room reports; `file-too-large`, `not-utf8` and `unreadable-file` have
//! theirs in `build`, which reports them too.

use crate::diag::Page;
use crate::diag::Severity;

/// One page for each code of this room.
pub const PAGES: &[Page] = &[Page {
    code: "nothing-to-check",
    severity: Severity::Error,
    docs: r"# Nothing to check

## Why
A check that looked at nothing would be green for ever: after a directory was renamed, or a pattern in CI no
longer matches. So it is an error, with exit code 2.

## Fix
Name a directory with a kustomization, a manifest, a directory of manifests, or `-` for stdin. A hook that
passes whatever changed uses `--allow-empty`.
",
}];
