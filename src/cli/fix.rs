//! `check --fix` and `check --diff`: what fixes change, written or shown.

use super::console::Console;
use super::exit::Exit;
use super::write;
use crate::diag::Diagnostic;
use crate::pipeline;
use crate::pipeline::Change;
use crate::pipeline::Configs;
use crate::pipeline::Fixing;
use crate::pipeline::Settings;
use crate::pipeline::Target;
use crate::report::shown;
use crate::source::Disk;
use crate::source::Origin;
use similar::TextDiff;
use std::fmt::Write as _;
use std::path::Path;

/// Fixes what can be fixed; nothing is written yet.
pub(super) fn fix(
    targets: &[(Target, Settings)],
    unsafe_too: bool,
    configs: &Configs<'_>,
    given: &Settings,
) -> Result<Fixing, Box<Diagnostic>> {
    let others = |root: &Path| configs.settings(root, given);
    pipeline::fix(targets, &Disk, unsafe_too, &others).map_err(|error| {
        let message = format!("a file that was to be fixed cannot be read: {error}");
        Box::new(Diagnostic::error("unreadable-file", Origin::NONE, message))
    })
}

/// Writes the files that change, each as a whole.
pub(super) fn write(fixing: &Fixing, console: &Console) -> Exit {
    for change in &fixing.changes {
        if let Err(error) = write::replace(&change.path, &change.before, &change.after) {
            return console.fail(write::unwritable(&change.path, &error));
        }
    }
    console.note(&told(fixing, "fixed"));
    Exit::Clean
}

/// Shows what would change, as `git diff` does; findings, if anything would.
pub(super) fn show(fixing: &Fixing, console: &Console) -> Exit {
    let text: String = fixing.changes.iter().map(|change| difference(change, console)).collect();
    console.note(&told(fixing, "would be fixed"));
    let verdict = if fixing.changes.is_empty() { Exit::Clean } else { Exit::Findings };
    console.product(&text).max(verdict)
}

fn difference(change: &Change, console: &Console) -> String {
    let path = shown(&change.path.to_string_lossy(), &console.working);
    let diff = TextDiff::from_lines(change.before.as_str(), change.after.as_str());
    diff.unified_diff().context_radius(3).header(&path, &path).to_string()
}

fn told(fixing: &Fixing, what: &str) -> String {
    let count = |count: usize| if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") };
    let total: usize = fixing.fixed.values().sum();
    let mut text = format!("{} {what}", count(total));
    if total > 0 {
        let parts: Vec<String> = fixing.fixed.iter().map(|(code, count)| format!("{count} {code}")).collect();
        let _ = write!(text, ": {}", parts.join(", "));
    }
    text.push('\n');
    if fixing.refused > 0 {
        let refused = count(fixing.refused);
        let _ = writeln!(text, "{refused} left alone: what the fix gives would not build, or has new errors");
    }
    text
}
