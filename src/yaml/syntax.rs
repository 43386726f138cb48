//! The parser's complaints in our words.

use granit_parser::ErrorKind;
use granit_parser::ScanError;

use super::parse::origin;
use crate::diag::Diagnostic;
use crate::source::FileId;

/// The finding for a syntax error in a document that starts at `base`.
pub(super) fn explain(error: &ScanError, file: FileId, base: usize, text: &str) -> Diagnostic {
    let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    let width = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let origin = origin(file, base, &(at..at + width));
    let code = match error.kind() {
        ErrorKind::RecursionLimitExceeded => "nested-too-deeply",
        ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation | ErrorKind::TabNotAllowed => {
            "tab-indentation"
        }
        _ => "yaml-syntax",
    };
    Diagnostic::error(code, origin, format!("this is not YAML: {}", error.kind()))
}
