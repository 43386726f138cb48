//! Files that stand one after the other under `resources` are read and taken apart together, on all processors if
//! there is enough to do. Nothing is reported here: whatever is not plain is left to its turn, which finds what it
//! would have found, in the order in which it would have.

use std::path::PathBuf;
use std::sync::Arc;

use crate::build::config::Directive;
use crate::build::load::Folder;
use crate::build::load::Loader;
use crate::build::set::Set;
use crate::diag::Session;
use crate::source::FileId;
use crate::source::Tree;
use crate::source::each_on;
use crate::yaml;
use crate::yaml::Node;
use crate::yaml::Rules;
use crate::yaml::Str;

/// A thread costs as much as reading so many bytes.
const WORTH_A_THREAD: u64 = 64 << 10;

/// A file that may be read.
#[derive(Debug)]
pub(crate) struct Plain {
    /// Where it lies, every symbolic link resolved.
    pub(crate) real: PathBuf,
    /// How it is shown.
    pub(crate) shown: PathBuf,
    /// Its size in bytes.
    pub(crate) size: u64,
}

/// A file that was read. `None` if its documents are for the slow reader.
type Read = (FileId, Option<Vec<Node>>);

/// The next entries, as far as they were read ahead of their turn.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    read: std::vec::IntoIter<Read>,
}

impl Ahead {
    /// The file of the first of some entries, which are those that are left. `set` is where its objects go.
    pub(crate) fn next(
        &mut self,
        folder: &Folder,
        entries: &[Directive<Str>],
        loader: &mut Loader<'_>,
        set: &mut Set,
        session: &mut Session,
    ) -> Option<Read> {
        if self.read.len() == 0 {
            let read = read(folder, entries, loader, session);
            set.reserve(read.iter().flat_map(|read| &read.1).map(Vec::len).sum());
            self.read = read.into_iter();
        }
        self.read.next()
    }
}

fn read(
    folder: &Folder,
    entries: &[Directive<Str>],
    loader: &mut Loader<'_>,
    session: &mut Session,
) -> Vec<Read> {
    let plain = entries.iter().map_while(|entry| loader.plain(folder, entry));
    let files: Vec<(FileId, Plain)> = (0..).map(|index| session.files.next(index)).zip(plain).collect();
    let bytes: u64 = files.iter().map(|(_, plain)| plain.size).sum();
    let most = usize::try_from(bytes / WORTH_A_THREAD).unwrap_or(usize::MAX);
    let tree = loader.tree();
    let texts = each_on(most, &files, |(file, plain)| text(*file, plain, tree));
    let mut read = Vec::with_capacity(files.len());
    for ((_, plain), text) in files.into_iter().zip(texts) {
        // The file behind one that cannot be read gets another id than it was read for.
        let Some((text, documents)) = text else { break };
        let Some(file) = loader.keep_text(plain, text, session) else { break };
        read.push((file, documents));
    }
    read
}

fn text(file: FileId, plain: &Plain, tree: &dyn Tree) -> Option<(Arc<str>, Option<Vec<Node>>)> {
    let bytes = tree.read_sized(&plain.real, plain.size).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let documents = yaml::plain(file, &text, Rules::Resource);
    Some((text.into(), documents))
}
