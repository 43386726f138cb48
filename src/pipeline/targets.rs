//! From the paths that a user names to what is checked.

use super::includes::Includes;
use super::includes::clean;
use super::includes::is_kustomization_name;
use super::includes::is_root;
use super::manifests::below;
use super::manifests::is_manifest_name;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::source::EntryKind;
use crate::source::Origin;
use crate::source::Tree;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

/// Something that is checked as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A kustomization.
    Root(PathBuf),
    /// A component that no kustomization includes: only its own files can be looked at.
    Component(PathBuf),
    /// Plain manifests, which may refer to each other.
    Manifests {
        /// What the user named.
        name: PathBuf,
        /// The files.
        files: Vec<PathBuf>,
    },
}

impl Target {
    /// What the user should read.
    pub fn name(&self) -> &Path {
        match self {
            Self::Root(path) | Self::Component(path) | Self::Manifests { name: path, .. } => path,
        }
    }
}

/// How paths become targets.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// What the user named.
    pub paths: Vec<PathBuf>,
    /// The folder in which kustomizations that include a file are looked for: the repository, absolute.
    pub repository: PathBuf,
    /// The working directory, absolute.
    pub working: PathBuf,
    /// Whether every kustomization below the paths is meant.
    pub all: bool,
    /// Paths that are left out, even if they are named.
    pub exclude: Vec<String>,
    /// Whether a path that is gone, or that holds no manifest, is no error: a hook passes whatever changed.
    pub allow_empty: bool,
}

/// Finds what is to be checked. What cannot be found is reported.
pub fn targets(choice: &Choice, tree: &dyn Tree, session: &mut Session) -> Vec<Target> {
    let mut found = BTreeSet::new();
    let mut loose: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    let mut includes = None;
    for path in &choice.paths {
        let full = clean(&choice.working.join(path));
        if is_excluded(&full, choice) {
            session.diagnostics.not_checked(path.to_string_lossy(), "excluded");
            continue;
        }
        match tree.kind(path) {
            Some(EntryKind::Folder) if choice.all || !is_root(path, tree) => {
                folder(path, choice, tree, &mut found, session);
            }
            kind => {
                let includes = includes.get_or_insert_with(|| Includes::read(&choice.repository, tree));
                if kind == Some(EntryKind::Folder) {
                    root(path, &full, includes, &mut found, session);
                } else {
                    file(path, &full, kind.is_some(), includes, choice, &mut found, &mut loose, session);
                }
            }
        }
    }
    for (name, files) in loose {
        found.insert(Target::Manifests { name, files });
    }
    found.into_iter().filter(|target| !is_excluded(&choice.working.join(target.name()), choice)).collect()
}

/// A folder with a kustomization. A component is checked in the roots that include it.
fn root(path: &Path, full: &Path, includes: &Includes, found: &mut BTreeSet<Target>, session: &mut Session) {
    if !includes.is_component(full) {
        found.insert(Target::Root(path.to_owned()));
        return;
    }
    let users = includes.including(full);
    if users.is_empty() {
        found.insert(Target::Component(path.to_owned()));
        return;
    }
    let names: Vec<String> = users.iter().map(|user| user.display().to_string()).collect();
    session.diagnostics.not_checked(
        path.to_string_lossy(),
        format!("a component is checked in the roots that include it: {}", names.join(", ")),
    );
    found.extend(users.into_iter().map(Target::Root));
}

/// A folder without a kustomization, or all kustomizations below a folder.
fn folder(
    path: &Path,
    choice: &Choice,
    tree: &dyn Tree,
    found: &mut BTreeSet<Target>,
    session: &mut Session,
) {
    let includes = Includes::read(path, tree);
    let (roots, orphans) = (includes.roots(), includes.orphans());
    if !roots.is_empty() || !orphans.is_empty() {
        found.extend(roots.into_iter().map(Target::Root));
        found.extend(orphans.into_iter().map(Target::Component));
        return;
    }
    let files: Vec<PathBuf> = below(path, tree)
        .into_iter()
        .filter(|file| !is_excluded(&choice.working.join(file), choice))
        .collect();
    if files.is_empty() {
        nothing(format!("`{}` holds no kustomization and no manifest", path.display()), choice, session);
        return;
    }
    found.insert(Target::Manifests { name: path.to_owned(), files });
}

/// A file: the roots that include it, or the file itself.
#[expect(clippy::too_many_arguments, reason = "the pieces of one loop")]
fn file(
    path: &Path,
    full: &Path,
    exists: bool,
    includes: &Includes,
    choice: &Choice,
    found: &mut BTreeSet<Target>,
    loose: &mut BTreeMap<PathBuf, Vec<PathBuf>>,
    session: &mut Session,
) {
    let users = includes.including(full);
    if !users.is_empty() {
        found.extend(users.into_iter().map(Target::Root));
        return;
    }
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    if exists && is_kustomization_name(name) {
        let target = if includes.is_component(&clean(&choice.working.join(&folder))) {
            Target::Component
        } else {
            Target::Root
        };
        found.insert(target(if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder }));
    } else if exists && (is_manifest_name(name) || !choice.allow_empty) {
        loose.entry(folder).or_default().push(path.to_owned());
    } else if exists {
        session
            .diagnostics
            .not_checked(path.to_string_lossy(), "not a manifest, and no kustomization includes it");
    } else {
        nothing(
            format!("`{}` does not exist, and no kustomization names it", path.display()),
            choice,
            session,
        );
    }
}

fn nothing(message: String, choice: &Choice, session: &mut Session) {
    if choice.allow_empty {
        session.diagnostics.not_checked(message, "nothing to check");
        return;
    }
    session.diagnostics.push(
        Diagnostic::error("nothing-to-check", Origin::NONE, message)
            .help("name a directory with a kustomization, a manifest, or a directory of manifests"),
    );
}

/// True if an exclude names the path or a folder above it: `vendor`, `third_party/charts`.
fn is_excluded(path: &Path, choice: &Choice) -> bool {
    let path = clean(path);
    choice.exclude.iter().any(|exclude| path.starts_with(clean(&choice.working.join(exclude))))
}
