//! Renders one root.

use super::includes::is_kustomization_name;
use super::includes::is_root;
use super::manifests;
use super::manifests::below;
use super::versions::rules_digest;
use crate::build;
use crate::build::Options;
use crate::build::Roots;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Rendered;
use crate::source::EntryKind;
use crate::source::Tree;
use crate::source::in_order;
use crate::source::shares;
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

/// What came of one of several roots.
#[derive(Debug)]
pub struct Product<R> {
    /// The session in which it was rendered, as a place in [`Products::sessions`].
    pub session: usize,
    /// Its findings.
    pub findings: Diagnostics,
    /// What was made of its objects.
    pub made: Result<R, Reported>,
}

/// What came of several roots.
#[derive(Debug)]
pub struct Products<R> {
    /// The files and steps behind the findings.
    pub sessions: Vec<Session>,
    /// One for each root, in their order.
    pub roots: Vec<Product<R>>,
}

/// Renders several roots, on all processors, and makes something of each. Roots share the files that they
/// read and the bases that they build on.
pub fn render_all<P: AsRef<Path> + Sync, R: Send>(
    roots: &[P],
    tree: &dyn Tree,
    options: &Options,
    make: impl Fn(Rendered, &Path, &mut Session) -> R + Sync,
) -> Products<R> {
    let shares = shares(roots, usize::MAX, |mine| {
        let mut session = Session::default();
        let mut all = Roots::new(tree, options);
        let mut done = Vec::new();
        for (index, root) in mine {
            let root = root.as_ref();
            let rendered = if roots.len() > 1 {
                all.build(root, &mut session)
            } else {
                build::build(root, tree, options, &mut session)
            };
            let done_with = rendered.map(|rendered| make(rendered, root, &mut session));
            stamp(root, &mut session);
            done.push((index, std::mem::take(&mut session.diagnostics), done_with));
        }
        (session, done)
    });
    let mut sessions = Vec::with_capacity(shares.len());
    let mut results = Vec::with_capacity(shares.len());
    for (session, done) in shares {
        let place = sessions.len();
        sessions.push(session);
        let products = done.into_iter();
        let products =
            products.map(|(index, findings, made)| (index, Product { session: place, findings, made }));
        results.push(products.collect());
    }
    Products { sessions, roots: in_order(results) }
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
