//! Which kustomizations include which files, read off their text: nothing is rendered.

use super::manifests::is_skipped;
use crate::diag::Session;
use crate::source::EntryKind;
use crate::source::Tree;
use crate::yaml;
use crate::yaml::Node;
use crate::yaml::Rules;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

/// The names that the file of a kustomization may have.
const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// True for the name of a kustomization's file.
pub(super) fn is_kustomization_name(name: &str) -> bool {
    NAMES.contains(&name)
}

/// True if a folder holds a kustomization.
pub fn is_root(folder: &Path, tree: &dyn Tree) -> bool {
    NAMES.iter().any(|name| tree.kind(&folder.join(name)) == Some(EntryKind::File))
}

/// One kustomization.
#[derive(Clone, Debug, Default)]
struct Kustomization {
    /// True for `kind: Component`, which is not rendered by itself.
    component: bool,
    /// Paths that its text names, whether or not something stands there.
    names: BTreeSet<PathBuf>,
    /// True if its text could be read.
    sound: bool,
}

/// The kustomizations of a tree, and what they name.
#[derive(Clone, Debug, Default)]
pub struct Includes {
    kustomizations: BTreeMap<PathBuf, Kustomization>,
    /// True if the tree is so large that not all of it was looked at.
    pub cut: bool,
}

/// So many folders are looked at; the largest known repositories of manifests have a tenth of that.
const MOST_FOLDERS: usize = 200_000;

/// True if a folder holds a component; only its own file is read.
pub(super) fn is_component(folder: &Path, tree: &dyn Tree) -> bool {
    let file = NAMES.iter().map(|name| folder.join(name)).find(|it| tree.kind(it) == Some(EntryKind::File));
    file.and_then(|file| tree.read(&file).ok())
        .map(|text| String::from_utf8_lossy(&text).into_owned())
        // Most kustomizations do not hold the word, and need not be read twice.
        .is_some_and(|text| text.contains("Component") && names(folder, &text).component)
}

impl Includes {
    /// Reads every kustomization in and below a folder. One that cannot be parsed names nothing; the
    /// build of it will say what is wrong.
    pub fn read(folder: &Path, tree: &dyn Tree) -> Self {
        let mut found = Self::default();
        let mut folders = vec![folder.to_owned()];
        let mut looked = 0;
        while let Some(folder) = folders.pop() {
            looked += 1;
            if looked > MOST_FOLDERS {
                found.cut = true;
                break;
            }
            for (name, kind) in tree.list(&folder).unwrap_or_default() {
                match kind {
                    EntryKind::Folder if !is_skipped(&name) => folders.push(folder.join(name)),
                    EntryKind::File if is_kustomization_name(&name) => {
                        let folder = clean(&folder);
                        let text = tree.read(&folder.join(&name)).unwrap_or_default();
                        let kustomization = names(&folder, &String::from_utf8_lossy(&text));
                        found.kustomizations.insert(folder, kustomization);
                    }
                    _ => {}
                }
            }
        }
        found
    }

    /// The kustomizations that are rendered by themselves, sorted.
    pub fn roots(&self) -> Vec<PathBuf> {
        let list = self.kustomizations.iter().filter(|(_, it)| !it.component);
        list.map(|(folder, _)| folder.clone()).collect()
    }

    /// The components that no kustomization includes, sorted.
    pub fn orphans(&self) -> Vec<PathBuf> {
        let named: BTreeSet<&PathBuf> = self.kustomizations.values().flat_map(|it| &it.names).collect();
        let list = self.kustomizations.iter().filter(|(folder, it)| it.component && !named.contains(folder));
        list.map(|(folder, _)| folder.clone()).collect()
    }

    /// The folders whose kustomizations say what belongs to them, sorted.
    pub fn listing(&self) -> Vec<PathBuf> {
        let list = self.kustomizations.iter().filter(|(_, it)| it.sound);
        list.map(|(folder, _)| folder.clone()).collect()
    }

    /// True if some kustomization names a path.
    pub fn is_named(&self, path: &Path) -> bool {
        let path = clean(path);
        self.kustomizations.values().any(|it| it.names.contains(&path))
    }

    /// The files that the kustomization of a folder names, sorted; its own is the first.
    pub fn files_of(&self, folder: &Path, tree: &dyn Tree) -> Vec<PathBuf> {
        let folder = clean(folder);
        let own = NAMES.iter().map(|name| folder.join(name));
        let named = self.kustomizations.get(&folder).into_iter().flat_map(|it| it.names.iter().cloned());
        own.chain(named).filter(|path| tree.kind(path) == Some(EntryKind::File)).collect()
    }

    /// True if the folder holds a component.
    pub fn is_component(&self, folder: &Path) -> bool {
        self.kustomizations.get(&clean(folder)).is_some_and(|it| it.component)
    }

    /// The roots that include a file or a folder, directly or through others, sorted. What is itself a
    /// root includes itself; a path that does not exist any more is found by its name.
    pub fn including(&self, path: &Path) -> Vec<PathBuf> {
        let path = clean(path);
        let mut reached: BTreeSet<PathBuf> = BTreeSet::new();
        let is_own_file = path.file_name().and_then(|name| name.to_str()).is_some_and(is_kustomization_name);
        let mut wave = vec![path.clone()];
        if let (true, Some(folder)) = (is_own_file, path.parent()) {
            wave.push(folder.to_owned());
        }
        while let Some(path) = wave.pop() {
            if !reached.insert(path.clone()) {
                continue;
            }
            let users = self.kustomizations.iter().filter(|(_, it)| it.names.contains(&path));
            wave.extend(users.map(|(folder, _)| folder.clone()));
        }
        let rendered = |folder: &PathBuf| self.kustomizations.get(folder).is_some_and(|it| !it.component);
        reached.into_iter().filter(rendered).collect()
    }
}

/// What the text of a kustomization names: every text in it that could be a path. That a name of an
/// object is taken for a file does no harm, for no file has that name.
fn names(folder: &Path, text: &str) -> Kustomization {
    let mut session = Session::default();
    let file = session.files.add("kustomization.yaml", text);
    let mut found = Kustomization::default();
    let documents = yaml::parse(file, Rules::Config, &mut session);
    found.sound = documents.is_ok();
    for document in documents.unwrap_or_default() {
        found.component |= document.str_at(&["kind"]) == Some("Component");
        document.walk(&mut |node: &Node| {
            let Some(text) = node.as_str().filter(|text| is_path_like(text)) else { return };
            found.names.insert(clean(&folder.join(text)));
            // `files: [key=path]` of a generator.
            if let Some((_, path)) = text.split_once('=') {
                found.names.insert(clean(&folder.join(path)));
            }
        });
    }
    found
}

fn is_path_like(text: &str) -> bool {
    !text.is_empty() && text.len() < 4096 && !text.contains('\n') && !text.contains("://")
}

/// Takes out `.` and `..` without asking the disk.
pub(super) fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Includes;
    use crate::source::Memory;
    use std::path::Path;

    fn tree() -> Memory {
        let mut tree = Memory::default();
        for (path, text) in [
            ("/r/base/kustomization.yaml", "resources: [deployment.yaml]\n"),
            ("/r/base/deployment.yaml", "kind: Deployment\n"),
            ("/r/spot/kustomization.yaml", "kind: Component\npatches:\n- path: patch.yaml\n"),
            ("/r/lone/kustomization.yaml", "kind: Component\n"),
            (
                "/r/prod/kustomization.yaml",
                "resources: [../base]\ncomponents: [../spot]\nconfigMapGenerator:\n- files: [a=x/y.txt]\n",
            ),
            ("/r/.git/kustomization.yaml", "resources: [../base]\n"),
        ] {
            tree.insert(path, text);
        }
        tree
    }

    fn including(path: &str) -> Vec<String> {
        let includes = Includes::read(Path::new("/r"), &tree());
        includes.including(Path::new(path)).iter().map(|it| it.display().to_string()).collect()
    }

    #[test]
    fn finds_who_includes_what() {
        assert_eq!(including("/r/base/deployment.yaml"), ["/r/base", "/r/prod"]);
        assert_eq!(including("/r/base/kustomization.yaml"), ["/r/base", "/r/prod"]);
        assert_eq!(including("/r/spot/patch.yaml"), ["/r/prod"], "it is deleted");
        assert_eq!(including("/r/prod/x/y.txt"), ["/r/prod"]);
        assert!(including("/r/README.md").is_empty());
        let includes = Includes::read(Path::new("/r"), &tree());
        assert_eq!(includes.orphans(), [Path::new("/r/lone")]);
        assert_eq!(includes.roots(), [Path::new("/r/base"), Path::new("/r/prod")]);
    }
}
