//! Unified diffs, each with the places that its new values come from.

use super::Changes;
use std::fmt::Write as _;

/// So many places are named; the rest is counted.
const MOST_PLACES: usize = 8;

/// Renders the differences.
pub(super) fn render(changes: &Changes, color: bool) -> String {
    let mut out = String::new();
    for change in &changes.objects {
        let places = change.places();
        let shown = places.iter().take(MOST_PLACES).cloned().collect::<Vec<_>>().join(", ");
        let more = places.len().saturating_sub(MOST_PLACES);
        let _ = write!(out, "{} {} in {}", change.name, change.word(), change.root);
        if !shown.is_empty() {
            let _ = write!(out, ", from {shown}");
        }
        if more > 0 {
            let _ = write!(out, " and {more} more");
        }
        out.push('\n');
        for line in change.unified(changes).lines() {
            let paint = match line.as_bytes().first() {
                _ if !color => None,
                Some(b'+') => Some("32"),
                Some(b'-') => Some("31"),
                Some(b'@') => Some("36"),
                _ => None,
            };
            let _ = match paint {
                Some(code) => writeln!(out, "\u{1b}[{code}m{line}\u{1b}[0m"),
                None => writeln!(out, "{line}"),
            };
        }
        out.push('\n');
    }
    out
}
