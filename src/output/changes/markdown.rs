//! Markdown that fits a comment: a summary, and one fold for each object.

use super::Changes;
use std::fmt::Write as _;

/// A comment on GitHub may hold 65,536 characters; the findings take their part, and what does not fit is
/// counted.
const LONGEST: usize = 40_000;

/// Renders the differences.
pub(super) fn render(changes: &Changes) -> String {
    let mut out = format!("### Flightplan: {}\n\n", changes.summary());
    for (index, change) in changes.objects.iter().enumerate() {
        let diff = change.unified(changes);
        // A fence is longer than any run of backquotes within it.
        let fence = "`".repeat(longest_run(&diff).max(2) + 1);
        let mut row = format!(
            "<details><summary>{}: <code>{}</code> in <code>{}</code></summary>\n\n",
            change.word(),
            escape(&change.name),
            escape(&change.root)
        );
        let places = change.places();
        if !places.is_empty() {
            let _ = writeln!(row, "From `{}`\n", places.join("`, `"));
        }
        let _ = writeln!(row, "{fence}diff\n{}\n{fence}\n\n</details>\n", diff.trim_end());
        if out.len() + row.len() > LONGEST {
            let _ = writeln!(out, "{} more objects do not fit here.\n", changes.objects.len() - index);
            break;
        }
        out.push_str(&row);
    }
    out
}

fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
