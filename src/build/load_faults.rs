//! What keeps a file from being read.

use std::path::Path;

use crate::build::config::Directive;
use crate::build::load::Folder;
use crate::diag::Diagnostic;
use crate::source::EntryKind;
use crate::source::Origin;
use crate::yaml::Str;

/// The folder that holds a path.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A build starts from what is no folder; `near` names what stands there instead.
pub(crate) fn missing_root(
    path: &Path,
    problem: &str,
    kind: Option<EntryKind>,
    near: impl Fn() -> Option<String>,
) -> Diagnostic {
    let folder = folder_of(path);
    let help = match kind {
        Some(EntryKind::File) => format!("name the folder: `{}`", folder.display()),
        _ => match near() {
            Some(near) => format!("did you mean `{}`?", folder.join(near).display()),
            None => "name a folder with a kustomization; paths count from the working directory".to_owned(),
        },
    };
    let message = format!("`{}` {problem}", path.display());
    Diagnostic::error("missing-root", Origin::NONE, message).help(help)
}

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
