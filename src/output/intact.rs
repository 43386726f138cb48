//! Holds the files of a bundle against the digests that it was written with.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

use super::file::digest;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::source::EntryKind;
use crate::source::FileId;
use crate::source::Origin;
use crate::source::Tree;
use crate::yaml;
use crate::yaml::Node;
use crate::yaml::Rules;

const MANIFEST: &str = "bundle.json";

/// Folders below folders that are walked. A bundle has one level; what lies deeper than this is no part of it.
const MAX_DEPTH: usize = 16;

/// Whether `bundle` wrote a folder. Other tools have files of that name too.
pub fn is_bundle(folder: &Path, tree: &dyn Tree) -> bool {
    let path = folder.join(MANIFEST);
    let small = tree.size(&path).is_ok_and(|size| size <= yaml::MAX_FILE_SIZE);
    small && tree.read(&path).is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains("\"flightPlan\":"))
}

/// Reports every file of a bundle that was changed, is missing, or came later. `Err` if the manifest of the bundle
/// cannot be read, so that nothing can be said.
pub fn hold_against_digests(folder: &Path, tree: &dyn Tree, session: &mut Session) -> Result<(), Reported> {
    let path = folder.join(MANIFEST);
    let shown = path.to_string_lossy().into_owned();
    let bytes = tree.read(&path).map_err(|error| {
        let message = format!("`{shown}` cannot be read: {error}");
        session.diagnostics.error(unreadable(Origin::NONE, message))
    })?;
    let file = yaml::read(shown, bytes, session)?;
    // JSON is YAML, read so that every entry has a place.
    let roots = yaml::parse(file, Rules::Resource, session)?;
    let mut listed = BTreeMap::new();
    for entry in outputs(&roots, file, session)? {
        listed.insert(entry.path.clone(), entry);
    }
    let mut there = Vec::new();
    walk(folder, "", MAX_DEPTH, tree, &mut there);
    for path in there.iter().filter(|path| *path != MANIFEST) {
        let Some(entry) = listed.remove(path) else {
            let at = place(folder, path, session);
            let message = format!("`{path}` is no part of the bundle: it came later");
            session.diagnostics.push(altered(at, message));
            continue;
        };
        // Only what differs is kept: what is whole is read again by whoever needs it.
        match tree.read(&folder.join(path)) {
            Ok(bytes) if digest(&bytes) == entry.sha256 => {}
            Ok(bytes) => {
                let name = folder.join(path).to_string_lossy().into_owned();
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let at = Origin::new(session.files.add(name, text), 0, 0);
                let message = format!("`{path}` was changed after the bundle was written");
                session.diagnostics.push(altered(at, message).also(entry.at, "its digest then"));
            }
            Err(error) => {
                let message = format!("`{path}` cannot be read: {error}");
                session.diagnostics.push(altered(entry.at, message));
            }
        }
    }
    for (path, entry) in listed {
        session.diagnostics.push(altered(entry.at, format!("`{path}` is missing from the bundle")));
    }
    Ok(())
}

/// A file as the manifest lists it.
struct Listed {
    path: String,
    sha256: String,
    at: Origin,
}

fn outputs(roots: &[Node], file: FileId, session: &mut Session) -> Result<Vec<Listed>, Reported> {
    let root = roots.first();
    let version = root.and_then(|root| root.get("version")).and_then(Node::as_i64);
    let listed = root.and_then(|root| root.get("outputs")).and_then(Node::as_seq).unwrap_or_default();
    let entries: Option<Vec<Listed>> = listed
        .iter()
        .map(|entry| {
            let path = entry.str_at(&["path"])?.to_owned();
            let sha256 = entry.str_at(&["sha256"])?.to_owned();
            Some(Listed { path, sha256, at: entry.get("sha256")?.origin })
        })
        .collect();
    match entries {
        Some(entries) if version == Some(1) && !entries.is_empty() => Ok(entries),
        _ => {
            let message = "this is not the manifest of a bundle: a `version` of 1 and a list `outputs` of \
                           `path` and `sha256` are expected";
            Err(session.diagnostics.error(unreadable(Origin::new(file, 0, 0), message.to_owned())))
        }
    }
}

/// The files below a folder, by their paths from the bundle's own.
fn walk(folder: &Path, below: &str, depth: usize, tree: &dyn Tree, files: &mut Vec<String>) {
    let entries = tree.list(&folder.join(below)).unwrap_or_default();
    for (name, kind) in entries {
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        match kind {
            EntryKind::File => files.push(path),
            EntryKind::Folder if depth > 0 => walk(folder, &path, depth - 1, tree, files),
            EntryKind::Folder => {}
        }
    }
}

/// The start of a file, without its text: it may be anything.
fn place(folder: &Path, path: &str, session: &mut Session) -> Origin {
    let name: PathBuf = folder.join(path);
    Origin::new(session.files.add(name.to_string_lossy().into_owned(), ""), 0, 0)
}

fn altered(at: Origin, message: String) -> Diagnostic {
    Diagnostic::error("altered-bundle", at, message)
        .help("change the overlay instead, and write the bundle again with `flightplan bundle`")
}

fn unreadable(at: Origin, message: String) -> Diagnostic {
    Diagnostic::error("unreadable-bundle", at, message)
        .help("write the bundle again with `flightplan bundle`")
}

#[cfg(test)]
mod tests {
    use super::hold_against_digests;
    use super::is_bundle;
    use crate::diag::Session;
    use crate::output::digest;
    use crate::source::Memory;
    use std::path::Path;

    fn bundle(tree: &mut Memory, manifest: &str) {
        tree.insert("/out/40-serve/a.yaml", "a: 1\n");
        tree.insert("/out/runbook.md", "# Run\n");
        tree.insert("/out/bundle.json", manifest);
    }

    fn manifest() -> String {
        format!(
            r#"{{"version": 1, "flightPlan": "x", "outputs": [
  {{"path": "40-serve/a.yaml", "sha256": "{}"}},
  {{"path": "runbook.md", "sha256": "{}"}}
]}}"#,
            digest("a: 1\n"),
            digest("# Run\n")
        )
    }

    /// Messages with the file and line of each.
    fn told(tree: &Memory) -> Vec<String> {
        let mut session = Session::default();
        let _ = hold_against_digests(Path::new("/out"), tree, &mut session);
        let place = |at: crate::source::Origin| {
            let file = session.files.get(at.file);
            format!("{}:{}", file.path, file.position(at.start).line)
        };
        let all = session.diagnostics.all().iter();
        all.map(|it| format!("{} {}: {}", it.code, place(it.labels[0].at), it.message)).collect()
    }

    #[test]
    fn tells_what_was_changed_is_missing_or_came_later() {
        let mut tree = Memory::default();
        bundle(&mut tree, &manifest());
        assert!(is_bundle(Path::new("/out"), &tree));
        assert_eq!(told(&tree), [""; 0]);
        tree.insert("/out/40-serve/a.yaml", "a: 2\n");
        tree.insert("/out/20-populate/b.yaml", "b: 1\n");
        tree.insert("/out/bundle.json", manifest().replace("runbook.md", "run.md"));
        assert_eq!(
            told(&tree),
            [
                "altered-bundle /out/20-populate/b.yaml:1: `20-populate/b.yaml` is no part of the bundle: it came later",
                "altered-bundle /out/40-serve/a.yaml:1: `40-serve/a.yaml` was changed after the bundle was written",
                "altered-bundle /out/runbook.md:1: `runbook.md` is no part of the bundle: it came later",
                "altered-bundle /out/bundle.json:3: `run.md` is missing from the bundle",
            ]
        );
    }

    #[test]
    fn says_nothing_of_a_bundle_whose_manifest_cannot_be_read() {
        for (text, words) in [
            ("", "not the manifest"),
            ("{}", "not the manifest"),
            (r#"{"version": 2, "outputs": [{"path": "a", "sha256": "b"}]}"#, "not the manifest"),
            (r#"{"version": 1, "outputs": [{"path": "a"}]}"#, "not the manifest"),
            (r#"{"version": 1, "outputs": []}"#, "not the manifest"),
            (r#"{"version": 1, "#, ""),
        ] {
            let mut tree = Memory::default();
            bundle(&mut tree, text);
            let told = told(&tree);
            assert!(told.len() == 1 && told[0].contains(words), "{text}: {told:?}");
            assert!(!is_bundle(Path::new("/out"), &tree));
        }
    }
}
