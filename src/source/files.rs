//! The files of one run: path, text, line starts.

use std::sync::Arc;
use std::sync::OnceLock;

/// Names one file of a run. Copy, so that every node can carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub(crate) u32);

impl FileId {
    /// The pseudo file of values that no file holds (defaults of the program itself).
    pub const NONE: Self = Self(0);
}

/// A place in a file as a person counts: line and column from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One file: the path shown to the user and the text as it was read.
#[derive(Debug)]
pub struct File {
    /// Path as the user should read it (relative to the working directory where possible).
    pub path: String,
    /// The whole text.
    pub text: Arc<str>,
    line_starts: OnceLock<Vec<u32>>,
}

impl File {
    fn new(path: String, text: Arc<str>) -> Self {
        Self { path, text, line_starts: OnceLock::new() }
    }

    /// Where lines start; counted when the first place in the file is told, which most builds never do.
    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0)
                .chain(breaks.map(|(index, _)| u32::try_from(index + 1).unwrap_or(u32::MAX)))
                .collect()
        })
    }

    /// The line and column of a byte offset; offsets past the end give the end.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.line_starts().partition_point(|start| *start <= offset).max(1);
        let start = self.line_starts().get(line - 1).copied().unwrap_or(0) as usize;
        let end = (offset as usize).min(self.text.len());
        let column = self.text.get(start..end).map_or(1, |before| before.chars().count() + 1);
        Position { line, column }
    }

    /// The text of a line, counted from 1, without its line break.
    pub fn line(&self, line: usize) -> Option<&str> {
        let start = *self.line_starts().get(line.checked_sub(1)?)? as usize;
        let end = self.line_starts().get(line).map_or(self.text.len(), |next| *next as usize);
        self.text.get(start..end).map(|text| text.trim_end_matches(['\n', '\r']))
    }

    /// The byte offset at which a line, counted from 1, starts.
    pub fn line_start(&self, line: usize) -> Option<u32> {
        self.line_starts().get(line.checked_sub(1)?).copied()
    }

    /// How many lines the file has.
    pub fn line_count(&self) -> usize {
        self.line_starts().len()
    }
}

/// Every file read in a run, by id.
#[derive(Debug)]
pub struct Files {
    list: Vec<Arc<File>>,
}

impl Default for Files {
    fn default() -> Self {
        Self { list: vec![Arc::new(File::new("(built in)".to_owned(), Arc::from("")))] }
    }
}

impl Files {
    /// Keeps a file and names it.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let id = self.next(0);
        self.list.push(Arc::new(File::new(path.into(), text.into())));
        id
    }

    /// The id that a file will get when so many others were added.
    pub fn next(&self, others: usize) -> FileId {
        FileId(u32::try_from(self.list.len() + others).unwrap_or(u32::MAX))
    }

    /// The file of an id. An id of another run gives the pseudo file.
    pub fn get(&self, id: FileId) -> &File {
        match self.list.get(id.0 as usize) {
            Some(file) => file,
            None => self.list.first().unwrap_or_else(|| unreachable!("Files always holds the pseudo file")),
        }
    }

    /// The file of an id, to be kept when the run is over.
    pub fn share(&self, id: FileId) -> Option<Arc<File>> {
        self.list.get(id.0 as usize).map(Arc::clone)
    }

    /// All files, in the order in which they were read.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        (0u32..).map(FileId).zip(self.list.iter().map(Arc::as_ref))
    }
}
