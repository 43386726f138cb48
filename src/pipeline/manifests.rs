//! Plain manifests: files that no kustomization lists.

use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::object::Rendered;
use crate::source::EntryKind;
use crate::source::Origin;
use crate::source::Tree;
use crate::yaml;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Rules;
use std::path::Path;
use std::path::PathBuf;

/// The annotation of objects that are for tools, not for a cluster.
const LOCAL: &str = "config.kubernetes.io/local-config";

/// Reads files as manifests. A file that cannot be read is reported, and the others are read all the same.
pub(super) fn read(
    paths: &[PathBuf],
    tree: &dyn Tree,
    session: &mut Session,
) -> (Rendered, Result<(), Reported>) {
    let mut rendered = Rendered::default();
    let mut all = Ok(());
    for path in paths {
        let bytes = bytes(path, tree, session);
        match bytes.and_then(|bytes| add(&path.to_string_lossy(), bytes, &mut rendered, session)) {
            Ok(()) => {}
            Err(reported) => all = Err(reported),
        }
    }
    (rendered, all)
}

/// Adds the objects of a file. A document that is no object of Kubernetes is named as not checked.
pub(super) fn add(
    path: &str,
    bytes: Vec<u8>,
    rendered: &mut Rendered,
    session: &mut Session,
) -> Result<(), Reported> {
    let file = yaml::read(path, bytes, session)?;
    for document in yaml::parse(file, Rules::Resource, session)? {
        spread(document, path, rendered, session);
    }
    Ok(())
}

/// Adds an object, or the objects of a list.
fn spread(document: Node, path: &str, rendered: &mut Rendered, session: &mut Session) {
    if document.is_null() {
        return;
    }
    let kind = document.str_at(&["kind"]).unwrap_or("").to_owned();
    let is_object = !kind.is_empty() && document.str_at(&["apiVersion"]).is_some();
    if !is_object {
        session.diagnostics.not_checked(path, "not a Kubernetes object: it has no `apiVersion` and `kind`");
        return;
    }
    if kind.ends_with("List") && document.get("items").is_some_and(|items| items.as_seq().is_some()) {
        let Data::Map(mut map) = document.data else { return };
        let items = map.remove("items").map(|entry| entry.value.data);
        if let Some(Data::Seq(items)) = items {
            for item in items {
                spread(item, path, rendered, session);
            }
        }
        return;
    }
    let object = Object::new(document);
    if object.annotation(LOCAL).is_some_and(|value| value != "false") {
        rendered.local.push(object);
    } else {
        rendered.objects.push(object);
    }
}

/// The bytes of a file; what is too large is not read at all.
fn bytes(path: &Path, tree: &dyn Tree, session: &mut Session) -> Result<Vec<u8>, Reported> {
    let shown = path.display();
    let fail = |code, message: String, session: &mut Session| {
        Err(session.diagnostics.error(Diagnostic::error(code, Origin::NONE, message)))
    };
    match tree.size(path) {
        Ok(size) if size > yaml::MAX_FILE_SIZE => {
            let (size, limit) = (size / 1024 / 1024, yaml::MAX_FILE_SIZE / 1024 / 1024);
            let message = format!("`{shown}` is too large: {size} MiB, at most {limit} MiB are read");
            fail("file-too-large", message, session)
        }
        Ok(_) => match tree.read(path) {
            Ok(bytes) => Ok(bytes),
            Err(error) => fail("unreadable-file", format!("`{shown}` cannot be read: {error}"), session),
        },
        Err(error) => fail("unreadable-file", format!("`{shown}` cannot be read: {error}"), session),
    }
}

/// True for names of files that may hold manifests.
pub(super) fn is_manifest_name(name: &str) -> bool {
    let extension = Path::new(name).extension().and_then(|it| it.to_str()).unwrap_or("");
    ["yaml", "yml", "json"].contains(&extension)
}

/// The manifests in and below a folder, sorted; hidden folders and what lies in them are left out.
pub(super) fn below(folder: &Path, tree: &dyn Tree) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for (name, kind) in tree.list(&folder).unwrap_or_default() {
            match kind {
                EntryKind::File if is_manifest_name(&name) => found.push(folder.join(name)),
                EntryKind::Folder if !is_skipped(&name) => folders.push(folder.join(name)),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

/// True for folders that hold no manifests of their own: hidden ones, and packages of other tools.
pub(super) fn is_skipped(name: &str) -> bool {
    name.starts_with('.') || name == "node_modules"
}
