//! What stands where, asked of the tree as seldom as can be: each question to a disk is a call of the system, and
//! to ask four times for each small file takes longer than to read it.

use foldhash::HashMap;
use foldhash::HashMapExt as _;
use std::io;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use crate::source::EntryKind;
use crate::source::Stand;
use crate::source::Tree;

/// What is known of a tree.
pub(crate) struct Places<'t> {
    tree: &'t dyn Tree,
    /// Folders and what they are when every symbolic link is resolved.
    folders: HashMap<PathBuf, PathBuf>,
    /// What was found last, for it is mostly read next.
    found: Option<(PathBuf, Stand)>,
}

impl<'t> Places<'t> {
    pub(crate) fn new(tree: &'t dyn Tree) -> Self {
        Self { tree, folders: HashMap::new(), found: None }
    }

    /// A folder that a build starts from, every symbolic link resolved. Bases mostly lie beside it, or beside
    /// one above it, and none of those is a link then.
    pub(crate) fn root(&mut self, path: &Path) -> io::Result<PathBuf> {
        let real = self.tree.canonical(path)?;
        for above in real.ancestors().filter(|it| it.is_absolute()) {
            self.folders.entry(above.to_owned()).or_insert_with(|| above.to_owned());
        }
        Ok(real)
    }

    /// What stands at a path, symbolic links followed.
    pub(crate) fn kind(&mut self, path: &Path) -> Option<EntryKind> {
        match self.stand(path)? {
            Stand::File(_) | Stand::Other => Some(EntryKind::File),
            Stand::Folder => Some(EntryKind::Folder),
            Stand::Link => self.tree.kind(path),
        }
    }

    /// The size of the file that stands at the path itself; `None` if something else does.
    pub(crate) fn file(&mut self, path: &Path) -> Option<u64> {
        match self.stand(path)? {
            Stand::File(size) => Some(size),
            _ => None,
        }
    }

    /// The size of a file.
    pub(crate) fn size(&mut self, path: &Path) -> io::Result<u64> {
        match self.stand(path) {
            Some(Stand::File(size)) => Ok(size),
            _ => self.tree.size(path),
        }
    }

    /// The path with every symbolic link resolved. The links above it are looked at once for all that lies
    /// in its folder.
    pub(crate) fn real(&mut self, path: &Path) -> io::Result<PathBuf> {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return self.tree.canonical(path);
        };
        if !matches!(self.stand(path), Some(Stand::File(_) | Stand::Folder)) {
            return self.tree.canonical(path);
        }
        if let Some(parent) = self.folders.get(parent) {
            return Ok(parent.join(name));
        }
        let real = self.tree.canonical(parent)?;
        let joined = real.join(name);
        self.folders.insert(parent.to_owned(), real);
        Ok(joined)
    }

    fn stand(&mut self, path: &Path) -> Option<Stand> {
        if let Some((found, stand)) = &self.found
            && found == path
        {
            return Some(*stand);
        }
        let stand = self.tree.stand(path)?;
        self.found = Some((path.to_owned(), stand));
        Some(stand)
    }
}

/// The path without `.` and `..`, by its text alone, as kustomize does it before it looks at links.
pub(crate) fn clean(path: &Path) -> PathBuf {
    let is_name = |part: &[u8]| !matches!(part, b"" | b"." | b"..");
    let bytes = path.as_os_str().as_encoded_bytes();
    if bytes.strip_prefix(b"/").unwrap_or(bytes).split(|byte| *byte == b'/').all(is_name) {
        // Nearly all paths are clean, and to take them apart takes twenty times as long.
        return path.to_owned();
    }
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => match out.components().next_back() {
                Some(Component::Normal(_)) => {
                    out.pop();
                }
                Some(Component::RootDir) => {}
                _ => out.push(".."),
            },
            other => out.push(other),
        }
    }
    if out.as_os_str().is_empty() { PathBuf::from(".") } else { out }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::clean;

    #[test]
    fn cleans_paths_by_their_text() {
        for (path, expected) in [
            ("a/./b/../c", "a/c"),
            ("../../x", "../../x"),
            ("a/../../x", "../x"),
            ("/../x", "/x"),
            ("/x/y", "/x/y"),
            ("//x", "/x"),
            ("x//y/", "x/y"),
            ("/", "/"),
            ("", "."),
            ("x/.y/..z", "x/.y/..z"),
            ("./", "."),
            ("a/..", "."),
        ] {
            assert_eq!(clean(Path::new(path)), Path::new(expected), "{path}");
        }
    }
}
