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

/// Writes a bundle beside its destination and renames it into place, so that whoever interrupts finds the
/// old bundle whole. A folder that holds anything but a bundle is not replaced.
pub(super) fn bundle(path: &Path, files: &[File], console: &Console) -> Exit {
    let is_bundle = path.join("bundle.json").is_file();
    let is_free = !path.exists() || path.read_dir().is_ok_and(|mut entries| entries.next().is_none());
    if !is_bundle && !is_free {
        return console.fail(
            Diagnostic::error(
                "output-in-the-way",
                Origin::NONE,
                format!("{} is there already, and is no bundle", path.display()),
            )
            .help("give another path to `--output`, or remove what is there"),
        );
    }
    let name =
        path.file_name().map_or_else(|| "bundle".to_owned(), |name| name.to_string_lossy().into_owned());
    let beside = |kind: &str| path.with_file_name(format!(".{name}.{kind}-{}", std::process::id()));
    let (new, old) = (beside("new"), beside("old"));
    let written = place(path, files, &new, &old);
    // What is left over is ours alone; the bundle is whole without it.
    let _ = fs::remove_dir_all(&new);
    let _ = fs::remove_dir_all(&old);
    match written {
        Ok(()) => Exit::Clean,
        Err(error) => console.fail(unwritable(path, &error)),
    }
}

fn place(path: &Path, files: &[File], new: &Path, old: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::create_dir(new)?;
    for file in files {
        let target = new.join(&file.path);
        parents(&target)?;
        fs::write(&target, &file.text)?;
    }
    if !path.exists() {
        return fs::rename(new, path);
    }
    fs::rename(path, old)?;
    let placed = fs::rename(new, path);
    if placed.is_err() {
        fs::rename(old, path)?;
    }
    placed
}

/// Writes a file anew beside itself and renames it into place, so that whoever interrupts finds it whole. A
/// file that is not any more what it was is left alone; the permissions stay.
pub(super) fn replace(path: &Path, before: &str, after: &str) -> io::Result<()> {
    if fs::read(path)? != before.as_bytes() {
        return Err(io::Error::other("it changed while it was being fixed"));
    }
    whole(path, after)
}

/// Writes a file beside its place and renames it. What stood there lends its permissions.
pub(super) fn whole(path: &Path, text: &str) -> io::Result<()> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let new = path.with_file_name(format!(".{name}.new-{}", std::process::id()));
    let permissions = fs::metadata(path).ok().map(|it| it.permissions());
    let written = fs::write(&new, text)
        .and_then(|()| permissions.map_or(Ok(()), |it| fs::set_permissions(&new, it)))
        .and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written
}

fn parents(target: &Path) -> io::Result<()> {
    target.parent().map_or(Ok(()), fs::create_dir_all)
}

/// The finding for a file that cannot be written.
pub(super) fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error("output-unwritable", Origin::NONE, format!("cannot write {}: {error}", path.display()))
        .help("give another path to `--output`, or make the directory first")
}
