//! Renders one root.

use super::includes::is_kustomization_name;
use super::includes::is_root;
use super::manifests;
use super::manifests::below;
use super::versions::rules_digest;
use crate::build;
use crate::build::Options;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Rendered;
use crate::source::EntryKind;
use crate::source::Tree;
use std::path::Path;

/// Renders one root, and stamps every finding with it.
pub fn render(
    root: &Path,
    tree: &dyn Tree,
    options: &Options,
    session: &mut Session,
) -> Result<Rendered, Reported> {
    session.rules = Some(rules_digest);
    let rendered = build::build(root, tree, options, session);
    stamp(root, session);
    rendered
}

/// Renders a root, or reads a manifest or a folder of manifests as it stands.
pub fn load(
    path: &Path,
    tree: &dyn Tree,
    options: &Options,
    session: &mut Session,
) -> Result<Rendered, Reported> {
    let files = match tree.kind(path) {
        Some(EntryKind::File)
            if !path.file_name().and_then(|it| it.to_str()).is_some_and(is_kustomization_name) =>
        {
            vec![path.to_owned()]
        }
        Some(EntryKind::Folder) if !is_root(path, tree) => below(path, tree),
        _ => Vec::new(),
    };
    if files.is_empty() {
        return render(path, tree, options, session);
    }
    let (rendered, all) = manifests::read(&files, tree, session);
    all.map(|()| rendered)
}

/// Gives every finding that has none the root in which it was found.
pub(super) fn stamp(root: &Path, session: &mut Session) {
    for finding in session.diagnostics.all_mut() {
        finding.root.get_or_insert_with(|| root.to_string_lossy().into_owned());
    }
}
