//! The file tree that a run reads: the disk, or files in memory.

use std::collections::BTreeMap;
use std::io;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// What stands at a path itself: a symbolic link there is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// A file, with its size in bytes.
    File(u64),
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A pipe, a device: reading it may never end.
    Other,
}

/// Where files are read from. Paths are absolute or relative to the working directory.
pub trait Tree: Sync {
    /// The bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// The bytes of a file whose size was told just now: what is known already need not be asked again.
    fn read_sized(&self, path: &Path, _size: u64) -> io::Result<Vec<u8>> {
        self.read(path)
    }
    /// The size of a file in bytes, before it is read.
    fn size(&self, path: &Path) -> io::Result<u64>;
    /// What stands at a path, symbolic links followed; `None` if nothing does.
    fn kind(&self, path: &Path) -> Option<EntryKind>;
    /// The absolute path with every symbolic link resolved.
    fn canonical(&self, path: &Path) -> io::Result<PathBuf>;
    /// What stands at the path itself, `None` if nothing does. Links above it are followed.
    fn stand(&self, path: &Path) -> Option<Stand>;
    /// The names in a folder, sorted, with what stands there; a symbolic link to a folder is left out,
    /// so that a walk ends.
    fn list(&self, path: &Path) -> io::Result<Vec<(String, EntryKind)>>;
}

/// The real file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Tree for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn read_sized(&self, path: &Path, size: u64) -> io::Result<Vec<u8>> {
        let mut file = std::fs::File::open(path)?;
        let size = usize::try_from(size).unwrap_or(0);
        // One byte more than there should be: a short read then says that this was all.
        let mut bytes = vec![0; size + 1];
        let read = file.read(&mut bytes)?;
        bytes.truncate(read);
        if read != size {
            // It has changed meanwhile, or comes in parts.
            file.read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    }

    fn size(&self, path: &Path) -> io::Result<u64> {
        let meta = std::fs::metadata(path)?;
        if meta.is_file() {
            return Ok(meta.len());
        }
        // Reading a pipe or a device may never end.
        Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"))
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        let meta = std::fs::metadata(path).ok()?;
        Some(if meta.is_dir() { EntryKind::Folder } else { EntryKind::File })
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        std::fs::canonicalize(path)
    }

    fn stand(&self, path: &Path) -> Option<Stand> {
        let meta = std::fs::symlink_metadata(path).ok()?;
        let kind = meta.file_type();
        Some(if kind.is_file() {
            Stand::File(meta.len())
        } else if kind.is_dir() {
            Stand::Folder
        } else if kind.is_symlink() {
            Stand::Link
        } else {
            Stand::Other
        })
    }

    fn list(&self, path: &Path) -> io::Result<Vec<(String, EntryKind)>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(path)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let kind = entry.file_type()?;
            if kind.is_dir() {
                names.push((name, EntryKind::Folder));
            } else if kind.is_file() || self.kind(&entry.path()) == Some(EntryKind::File) {
                names.push((name, EntryKind::File));
            }
        }
        names.sort();
        Ok(names)
    }
}

/// Files in memory, for tests and embedded trees. Paths are absolute, `/`-separated, without links.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Memory {
    /// Adds a file.
    pub fn insert(&mut self, path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(normal(&path.into()), bytes.into());
    }
}

fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::from("/");
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                out.pop();
            }
            std::path::Component::Normal(name) => out.push(name),
            _ => {}
        }
    }
    out
}

impl Tree for Memory {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files.get(&normal(path)).cloned().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn size(&self, path: &Path) -> io::Result<u64> {
        self.read(path).map(|bytes| bytes.len() as u64)
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        let path = normal(path);
        if self.files.contains_key(&path) {
            return Some(EntryKind::File);
        }
        self.files.keys().any(|file| file.starts_with(&path)).then_some(EntryKind::Folder)
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        self.kind(path).map(|_| normal(path)).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn stand(&self, path: &Path) -> Option<Stand> {
        Some(match self.kind(path)? {
            EntryKind::File => Stand::File(self.size(path).ok()?),
            EntryKind::Folder => Stand::Folder,
        })
    }

    fn list(&self, path: &Path) -> io::Result<Vec<(String, EntryKind)>> {
        let path = normal(path);
        let below = self.files.keys().filter_map(|file| file.strip_prefix(&path).ok());
        let mut names: Vec<(String, EntryKind)> = below
            .filter_map(|rest| {
                let mut parts = rest.components();
                let name = parts.next()?.as_os_str().to_str()?.to_owned();
                let kind = if parts.next().is_some() { EntryKind::Folder } else { EntryKind::File };
                Some((name, kind))
            })
            .collect();
        names.dedup();
        if names.is_empty() { Err(io::Error::from(io::ErrorKind::NotFound)) } else { Ok(names) }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::Disk;
    use super::Stand;
    use super::Tree;
    use std::path::Path;

    #[test]
    fn devices_are_no_files() {
        assert!(Disk.size(Path::new("/dev/null")).is_err());
        assert!(Disk.size(Path::new("Cargo.toml")).is_ok());
        assert_eq!(Disk.stand(Path::new("/dev/null")), Some(Stand::Other));
        assert_eq!(Disk.stand(Path::new("src")), Some(Stand::Folder));
        assert_eq!(Disk.stand(Path::new("/proc/self/cwd")), Some(Stand::Link));
        assert_eq!(Disk.stand(Path::new("gone")), None);
    }

    #[test]
    fn a_size_that_is_wrong_by_now_loses_no_byte() {
        let path = Path::new("Cargo.toml");
        let whole = Disk.read(path).unwrap();
        let size = whole.len() as u64;
        assert_eq!(Disk.stand(path), Some(Stand::File(size)));
        for told in [0, 1, size - 1, size, size + 1, 2 * size] {
            assert_eq!(Disk.read_sized(path, told).unwrap(), whole, "{told}");
        }
    }
}
