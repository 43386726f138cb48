//! From the paths that a user names to what is checked.

use super::config::Configs;
use super::includes::Includes;
use super::includes::clean;
use super::includes::is_component;
use super::includes::is_kustomization_name;
use super::includes::is_root;
use super::manifests::below;
use super::manifests::is_manifest_name;
use super::orphans;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::report::shown;
use crate::source::EntryKind;
use crate::source::Origin;
use crate::source::Tree;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;
use std::rc::Rc;

/// Something that is checked as a whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// A kustomization.
    Root(PathBuf),
    /// A component that no kustomization includes: only its own files can be looked at.
    Component {
        /// The folder.
        name: PathBuf,
        /// Its files.
        files: Vec<PathBuf>,
    },
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
            Self::Root(path) | Self::Component { name: path, .. } | Self::Manifests { name: path, .. } => {
                path
            }
        }
    }
}

/// How paths become targets.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// What the user named.
    pub paths: Vec<PathBuf>,
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
pub fn targets(
    choice: &Choice,
    configs: &Configs<'_>,
    tree: &dyn Tree,
    session: &mut Session,
) -> Vec<Target> {
    let mut search = Search {
        choice,
        configs,
        tree,
        includes: BTreeMap::new(),
        found: BTreeSet::new(),
        loose: BTreeMap::new(),
    };
    for path in &choice.paths {
        let full = clean(&choice.working.join(path));
        if search.excludes(&full) {
            session.diagnostics.not_checked(path.to_string_lossy(), "excluded");
            continue;
        }
        match tree.kind(path) {
            Some(EntryKind::Folder) if choice.all || !is_root(path, tree) => search.folder(path, session),
            Some(EntryKind::Folder) => search.root(path, &full, session),
            kind => search.file(path, &full, kind.is_some(), session),
        }
    }
    let loose = search.loose.into_iter().map(|(name, files)| Target::Manifests { name, files });
    let all = search.found.into_iter().chain(loose);
    all.filter_map(|target| match target {
        Target::Manifests { name, files } => {
            let kept: Vec<PathBuf> = files
                .into_iter()
                .filter(|file| !excludes(choice, configs, &choice.working.join(file)))
                .collect();
            (!kept.is_empty()).then_some(Target::Manifests { name, files: kept })
        }
        other => (!excludes(choice, configs, &choice.working.join(other.name()))).then_some(other),
    })
    .collect()
}

/// A search for targets.
struct Search<'a> {
    choice: &'a Choice,
    configs: &'a Configs<'a>,
    tree: &'a dyn Tree,
    /// The kustomizations of each repository, read when they are first asked for.
    includes: BTreeMap<PathBuf, Rc<Includes>>,
    found: BTreeSet<Target>,
    loose: BTreeMap<PathBuf, Vec<PathBuf>>,
}

impl Search<'_> {
    fn excludes(&self, path: &Path) -> bool {
        excludes(self.choice, self.configs, path)
    }

    /// The kustomizations of the repository in which a path lies.
    fn includes(&mut self, full: &Path, session: &mut Session) -> Rc<Includes> {
        let folder = self.repository(full);
        if let Some(known) = self.includes.get(&folder) {
            return Rc::clone(known);
        }
        let includes = Rc::new(Includes::read(&folder, self.tree));
        if includes.cut {
            let why = "too large to look for every kustomization that includes a file";
            session.diagnostics.not_checked(folder.to_string_lossy(), why);
        }
        self.includes.insert(folder, Rc::clone(&includes));
        includes
    }

    /// The repository in which a path lies; without one the working directory, and outside of that the
    /// folder of the path.
    fn repository(&self, full: &Path) -> PathBuf {
        let has_git = |folder: &&Path| self.tree.kind(&folder.join(".git")).is_some();
        if let Some(folder) = full.ancestors().find(has_git) {
            return folder.to_owned();
        }
        if full.starts_with(&self.choice.working) {
            return self.choice.working.clone();
        }
        full.parent().unwrap_or(full).to_owned()
    }

    /// A path as seen from the working directory, so that one place has one name.
    fn tidy(&self, path: &Path) -> PathBuf {
        PathBuf::from(shown(&path.to_string_lossy(), &self.choice.working))
    }

    fn add_roots(&mut self, roots: Vec<PathBuf>) {
        for root in roots {
            let root = self.tidy(&root);
            self.found.insert(Target::Root(root));
        }
    }

    fn add_component(&mut self, folder: &Path, includes: &Includes) {
        let files = includes.files_of(folder, self.tree);
        let name = self.tidy(folder);
        self.found.insert(Target::Component { name, files });
    }

    /// A folder with a kustomization. A component is checked in the roots that include it.
    fn root(&mut self, path: &Path, full: &Path, session: &mut Session) {
        if !is_component(path, self.tree) {
            self.add_roots(vec![path.to_owned()]);
            return;
        }
        let includes = self.includes(full, session);
        let users = includes.including(full);
        if users.is_empty() {
            self.add_component(full, &includes);
            return;
        }
        let names: Vec<String> = users.iter().map(|user| self.tidy(user).display().to_string()).collect();
        session.diagnostics.not_checked(
            path.to_string_lossy(),
            format!("a component is checked in the roots that include it: {}", names.join(", ")),
        );
        self.add_roots(users);
    }

    /// A folder without a kustomization, or all kustomizations below a folder.
    fn folder(&mut self, path: &Path, session: &mut Session) {
        let includes = Includes::read(&clean(&self.choice.working.join(path)), self.tree);
        if self.choice.all {
            self.orphans(path, &includes, session);
        }
        let (roots, orphans) = (includes.roots(), includes.orphans());
        if !roots.is_empty() || !orphans.is_empty() {
            self.add_roots(roots);
            for folder in orphans {
                self.add_component(&folder, &includes);
            }
            return;
        }
        let files = below(path, self.tree);
        let kept: Vec<PathBuf> =
            files.into_iter().filter(|file| !self.excludes(&self.choice.working.join(file))).collect();
        if kept.is_empty() {
            let message = format!("`{}` holds no kustomization and no manifest", path.display());
            nothing(message, self.choice, session);
            return;
        }
        self.found.insert(Target::Manifests { name: path.to_owned(), files: kept });
    }

    /// Reports what nothing builds. Outside of a repository and of the working directory there may be more
    /// kustomizations than can be seen.
    fn orphans(&mut self, path: &Path, own: &Includes, session: &mut Session) {
        let full = clean(&self.choice.working.join(path));
        let in_git = full.ancestors().any(|folder| self.tree.kind(&folder.join(".git")).is_some());
        if !in_git && !full.starts_with(&self.choice.working) {
            return;
        }
        let repository = self.includes(&full, session);
        if !repository.cut && !own.cut {
            let wanted = |path: &Path| !self.excludes(path);
            orphans::report(own, &repository, self.tree, &wanted, &|path| self.tidy(path), session);
        }
    }

    /// A file: the roots that include it, or the file itself.
    fn file(&mut self, path: &Path, full: &Path, exists: bool, session: &mut Session) {
        let includes = self.includes(full, session);
        let users = includes.including(full);
        if !users.is_empty() {
            self.add_roots(users);
            return;
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        if exists && is_kustomization_name(name) {
            // Its own root would include it, so it is a component that nobody includes.
            let folder = full.parent().unwrap_or(full);
            if includes.is_component(folder) {
                self.add_component(folder, &includes);
            } else {
                // It lies outside the repository.
                self.add_roots(vec![folder.to_owned()]);
            }
        } else if exists && (is_manifest_name(name) || !self.choice.allow_empty) {
            let folder = path.parent().unwrap_or(Path::new("")).to_owned();
            self.loose.entry(folder).or_default().push(path.to_owned());
        } else if exists {
            let why = "not a manifest, and no kustomization includes it";
            session.diagnostics.not_checked(path.to_string_lossy(), why);
        } else {
            let message = format!("`{}` does not exist, and no kustomization names it", path.display());
            nothing(message, self.choice, session);
        }
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

/// True if an argument names the path or a folder above it (`vendor`, `third_party/charts`), or if a pattern
/// of its configuration fits it.
fn excludes(choice: &Choice, configs: &Configs<'_>, path: &Path) -> bool {
    let path = clean(path);
    choice.exclude.iter().any(|exclude| path.starts_with(clean(&choice.working.join(exclude))))
        || configs.of(&path).is_some_and(|config| config.excludes(&path))
}
