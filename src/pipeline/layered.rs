//! A tree with some files replaced.

use crate::source::EntryKind;
use crate::source::Stand;
use crate::source::Tree;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::path::PathBuf;

/// A tree with some files replaced, so that it can be rendered as if they had been edited.
pub struct Layered<'t> {
    below: &'t dyn Tree,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl<'t> Layered<'t> {
    /// The tree as it is.
    pub fn new(below: &'t dyn Tree) -> Self {
        Self { below, files: BTreeMap::new() }
    }

    /// Replaces a file that is there.
    pub fn replace(&mut self, path: &Path, bytes: impl Into<Vec<u8>>) -> io::Result<()> {
        self.files.insert(self.below.canonical(path)?, bytes.into());
        Ok(())
    }

    fn own(&self, path: &Path) -> Option<&Vec<u8>> {
        self.files.get(&self.below.canonical(path).ok()?)
    }
}

impl Tree for Layered<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.own(path).map_or_else(|| self.below.read(path), |bytes| Ok(bytes.clone()))
    }

    fn size(&self, path: &Path) -> io::Result<u64> {
        self.own(path).map_or_else(|| self.below.size(path), |bytes| Ok(bytes.len() as u64))
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        self.below.kind(path)
    }

    fn stand(&self, path: &Path) -> Option<Stand> {
        match self.below.stand(path)? {
            Stand::File(size) => Some(Stand::File(self.own(path).map_or(size, |bytes| bytes.len() as u64))),
            other => Some(other),
        }
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        self.below.canonical(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<(String, EntryKind)>> {
        self.below.list(path)
    }
}
