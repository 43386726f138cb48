//! Writes files of the product to disk.

use super::console::Console;
use super::exit::Exit;
use crate::diag::Diagnostic;
use crate::output::File;
use crate::source::Origin;
use std::fs;
use std::io;
use std::path::Path;

/// Writes files below a path; a file without a name of its own is the path itself.
pub(super) fn files(path: &Path, files: &[File], console: &Console) -> Exit {
    for file in files {
        let target = if file.path.is_empty() { path.to_owned() } else { path.join(&file.path) };
        let folder = if file.path.is_empty() { Ok(()) } else { parents(&target) };
        if let Err(error) = folder.and_then(|()| fs::write(&target, &file.text)) {
            return console.fail(unwritable(&target, &error));
        }
    }
    Exit::Clean
}

fn parents(target: &Path) -> io::Result<()> {
    target.parent().map_or(Ok(()), fs::create_dir_all)
}

/// The finding for a file that cannot be written.
pub(super) fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error("output-unwritable", Origin::NONE, format!("cannot write {}: {error}", path.display()))
        .help("give another path to `--output`, or make the directory first")
}
