//! The files that fixes change: their text before and now.

use crate::diag::Fix;
use crate::diag::Session;
use crate::pipeline::includes::clean;
use crate::pipeline::layered::Layered;
use crate::source::Tree;
use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;

/// One file that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The file, absolute, links resolved.
    pub path: PathBuf,
    /// Its text as it is.
    pub before: String,
    /// Its text as it is to be.
    pub after: String,
}

/// An edit of a file, its place told in bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Patch {
    pub(super) path: PathBuf,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) text: String,
}

impl Patch {
    /// The edits of a fix. Nothing if a file of them is not one of the user's.
    pub(super) fn of(
        fix: &Fix,
        session: &Session,
        tree: &dyn Tree,
        owned: &[PathBuf],
        working: &Path,
    ) -> Option<Vec<Self>> {
        let patch = |edit: &crate::diag::Edit| {
            let file = session.files.get(edit.at.file);
            let path = tree.canonical(&clean(&working.join(&file.path))).ok()?;
            owned.iter().any(|folder| path.starts_with(folder)).then(|| Self {
                path,
                from: edit.at.start as usize,
                to: edit.at.end as usize,
                text: edit.text.clone(),
            })
        };
        fix.edits.iter().map(patch).collect()
    }

    /// True if two edits touch the same bytes, or add text at the same place.
    pub(super) fn meets(&self, other: &Self) -> bool {
        self.path == other.path && self.from <= other.to && other.from <= self.to
    }
}

/// The files that were changed so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    files: BTreeMap<PathBuf, Change>,
}

impl Texts {
    /// Makes edits of which no two meet. What is no text any more, or ends before an edit, is left alone.
    pub(super) fn apply(&mut self, patches: &[Patch], tree: &dyn Tree) -> io::Result<()> {
        let mut sorted: Vec<&Patch> = patches.iter().collect();
        sorted.sort_by(|one, other| other.cmp(one));
        for patch in sorted {
            if !self.files.contains_key(&patch.path) {
                let bytes = tree.read(&patch.path)?;
                let before = String::from_utf8(bytes).map_err(io::Error::other)?;
                let change = Change { path: patch.path.clone(), after: before.clone(), before };
                self.files.insert(patch.path.clone(), change);
            }
            let Some(change) = self.files.get_mut(&patch.path) else { continue };
            let range: Range<usize> = patch.from..patch.to;
            if change.after.get(range.clone()).is_some() {
                change.after.replace_range(range, &patch.text);
            }
        }
        Ok(())
    }

    /// The tree with the files as they are to be.
    pub(super) fn over<'t>(&self, tree: &'t dyn Tree) -> io::Result<Layered<'t>> {
        let mut layered = Layered::new(tree);
        for change in self.files.values() {
            layered.replace(&change.path, change.after.clone())?;
        }
        Ok(layered)
    }

    /// The files that differ, by path.
    pub(super) fn changes(self) -> Vec<Change> {
        self.files.into_values().filter(|change| change.before != change.after).collect()
    }

    /// The paths of the files.
    pub(super) fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.files.keys()
    }
}
