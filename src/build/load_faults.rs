//! What keeps a file from being read.

use std::path::Path;

use crate::build::config::Directive;
use crate::build::load::Folder;
use crate::diag::Diagnostic;
use crate::yaml::Str;

/// A file cannot be read.
pub(crate) fn unreadable(entry: &Directive<Str>, error: &std::io::Error) -> Diagnostic {
    let message = format!("`{}` cannot be read: {error}", entry.value);
    Diagnostic::error("unreadable-file", entry.at, message)
}

/// A file lies where its kustomization may not read.
pub(crate) fn outside(folder: &Folder, entry: &Directive<Str>, real: &Path, path: &Path) -> Diagnostic {
    let root = folder.shown.display();
    let message = format!("`{}` names `{}`, which is not in or below `{root}`", entry.field, entry.value);
    let finding = Diagnostic::error("outside-root", entry.at, message);
    if path.starts_with(&folder.real) {
        return finding.help(format!(
            "it is a symbolic link to `{}`; move the file here, or build with `--load-restrictor LoadRestrictionsNone`",
            real.display()
        ));
    }
    finding.help(
        "move the file, or put it into a kustomization of its own and list that folder, or build with `--load-restrictor LoadRestrictionsNone`",
    )
}
