//! A commit of a git repository as a file tree, read through `git` without a checkout.

use crate::source::Disk;
use crate::source::End;
use crate::source::EntryKind;
use crate::source::Job;
use crate::source::Programs;
use crate::source::Stand;
use crate::source::Tree;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

/// Reading a commit takes no network, so a `git` that is silent for so long hangs.
const LIMIT: Duration = Duration::from_mins(1);

/// Blobs of the same folder that are no larger are read along with the one that is asked for, so that a
/// folder costs one process and not one a file. In bytes.
const READ_ALONG: u64 = 1 << 20;

/// What is told of a `git` that fails and does not say why.
const SILENT: &str = "`git` failed without a word";

/// So many symbolic links are followed, as on Linux.
const MOST_LINKS: usize = 40;

/// A file or a symbolic link of the commit.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Blob {
    id: String,
    size: u64,
    is_link: bool,
}

/// The files of one commit, at the paths that they have in the work tree. What lies outside of the
/// repository is read from the disk.
#[derive(Debug)]
pub struct Revision {
    /// The work tree, canonical.
    top: PathBuf,
    working: PathBuf,
    commit: String,
    programs: Programs,
    blobs: BTreeMap<PathBuf, Blob>,
    /// The names in each folder, sorted.
    folders: BTreeMap<PathBuf, Vec<(String, EntryKind)>>,
    read: Mutex<BTreeMap<PathBuf, Vec<u8>>>,
}

impl Revision {
    /// Opens the commit that `reference` names, in the repository in which the working directory lies; or,
    /// if `fork` is set, the one at which the current commit's history left it. If there is none, the
    /// words say why.
    pub fn open(working: &Path, reference: &str, fork: bool, programs: &Programs) -> Result<Self, String> {
        let text = |args: &[&str]| {
            let bytes = git(programs, working, args, Vec::new())?;
            Ok::<_, String>(String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned())
        };
        let top = PathBuf::from(text(&["rev-parse", "--show-toplevel"])?);
        let named = format!("{reference}^{{commit}}");
        // Without `--quiet` it only says that it needed a single revision.
        let mut commit =
            text(&["rev-parse", "--verify", "--quiet", "--end-of-options", &named]).map_err(|why| {
                if why == SILENT {
                    "the repository has no branch, tag or commit of that name".to_owned()
                } else {
                    why
                }
            })?;
        if fork {
            commit = text(&["merge-base", "HEAD", &commit])
                .map_err(|_| format!("`{reference}` and the current commit have no history in common"))?;
        }
        let listed = git(programs, &top, &["ls-tree", "-r", "-z", "-l", "--full-tree", &commit], Vec::new())?;
        let mut revision = Self {
            top: Disk.canonical(&top).unwrap_or(top),
            working: Disk.canonical(working).unwrap_or_else(|_| working.to_owned()),
            commit,
            programs: programs.clone(),
            blobs: BTreeMap::new(),
            folders: BTreeMap::new(),
            read: Mutex::default(),
        };
        revision.list_all(&listed);
        Ok(revision)
    }

    /// The full id of the commit.
    pub fn commit(&self) -> &str {
        &self.commit
    }

    /// Takes over what `git ls-tree -r -z -l` says: mode, type, id, size, a tab, the path.
    fn list_all(&mut self, listed: &[u8]) {
        let mut folders: BTreeMap<PathBuf, BTreeMap<String, EntryKind>> = BTreeMap::new();
        let mut links = Vec::new();
        folders.entry(self.top.clone()).or_default().insert(".git".to_owned(), EntryKind::Folder);
        for line in listed.split(|byte| *byte == 0) {
            let line = String::from_utf8_lossy(line);
            let Some((about, path)) = line.split_once('\t') else { continue };
            let mut words = about.split_ascii_whitespace();
            let (Some(mode), Some("blob"), Some(id), Some(size)) =
                (words.next(), words.next(), words.next(), words.next())
            else {
                // A submodule has no files of its own here.
                continue;
            };
            let path = self.top.join(path);
            let is_link = mode == "120000";
            if is_link {
                links.push(path.clone());
            }
            let mut below: &Path = &path;
            let mut kind = EntryKind::File;
            while let (Some(folder), Some(name)) = (below.parent(), below.file_name()) {
                let known = folders.entry(folder.to_owned()).or_default();
                let is_new = known.insert(name.to_string_lossy().into_owned(), kind).is_none();
                if folder == self.top || (kind == EntryKind::Folder && !is_new) {
                    break;
                }
                (below, kind) = (folder, EntryKind::Folder);
            }
            self.blobs
                .insert(path, Blob { id: id.to_owned(), size: size.parse().unwrap_or(u64::MAX), is_link });
        }
        self.folders = folders.into_iter().map(|(path, names)| (path, names.into_iter().collect())).collect();
        // As on the disk: a link to a file is a file, a link to a folder is left out of the walk.
        let is_file: BTreeMap<PathBuf, bool> = links
            .into_iter()
            .map(|path| {
                let is_file = self.kind(&path) == Some(EntryKind::File);
                (path, is_file)
            })
            .collect();
        for (folder, names) in &mut self.folders {
            names.retain(|(name, _)| is_file.get(&folder.join(name)).copied().unwrap_or(true));
        }
    }

    /// The absolute path without links and dots; `None` if the links go in circles.
    fn resolve(&self, path: &Path) -> Option<PathBuf> {
        let parts = |path: &Path| -> Vec<OsString> {
            path.components().rev().map(|part| part.as_os_str().to_owned()).collect()
        };
        let mut todo = parts(&self.working.join(path));
        let mut done = PathBuf::new();
        let mut links = 0;
        while let Some(part) = todo.pop() {
            match Path::new(&part).components().next() {
                Some(Component::ParentDir) => {
                    done.pop();
                }
                Some(Component::Normal(_) | Component::RootDir | Component::Prefix(_)) => done.push(&part),
                _ => {}
            }
            if self.blobs.get(&done).is_some_and(|blob| blob.is_link) {
                links += 1;
                if links > MOST_LINKS {
                    return None;
                }
                let target = self.bytes(&done).ok()?;
                done.pop();
                todo.extend(parts(Path::new(String::from_utf8_lossy(&target).as_ref())));
            }
        }
        Some(done)
    }

    /// The contents of a blob, by its path without links.
    fn bytes(&self, path: &Path) -> io::Result<Vec<u8>> {
        let missing = || io::Error::from(io::ErrorKind::NotFound);
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = read.get(path) {
            return Ok(bytes.clone());
        }
        let wanted = self.blobs.get(path).ok_or_else(missing)?;
        let mut batch = vec![(path.to_owned(), wanted)];
        for (name, _) in path.parent().and_then(|it| self.folders.get(it)).into_iter().flatten() {
            let other = path.with_file_name(name);
            if let Some(blob) = self.blobs.get(&other)
                && blob.size <= READ_ALONG
                && other != path
            {
                batch.push((other, blob));
            }
        }
        let ids = batch.iter().fold(String::new(), |ids, (_, blob)| ids + &blob.id + "\n");
        let output = git(&self.programs, &self.top, &["cat-file", "--batch"], ids.into_bytes())
            .map_err(io::Error::other)?;
        let mut rest = output.as_slice();
        for (path, _) in batch {
            let Some((bytes, after)) = next_blob(rest) else { break };
            rest = after;
            read.insert(path, bytes.to_owned());
        }
        read.get(path).cloned().ok_or_else(|| io::Error::other("`git cat-file` does not give it"))
    }

    /// Where a path leads.
    fn place(&self, path: &Path) -> Place {
        match self.resolve(path) {
            Some(path) if !path.starts_with(&self.top) => Place::Outside(path),
            Some(path) if self.blobs.contains_key(&path) => Place::File(path),
            Some(path) if self.folders.contains_key(&path) || path == self.top.join(".git") => {
                Place::Folder(path)
            }
            None | Some(_) => Place::Missing,
        }
    }
}

enum Place {
    File(PathBuf),
    Folder(PathBuf),
    Outside(PathBuf),
    Missing,
}

/// The first answer of `git cat-file --batch`, a line `ID blob SIZE` and so many bytes, and what follows.
fn next_blob(output: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = output.iter().position(|byte| *byte == b'\n')?;
    let (head, rest) = output.split_at_checked(end)?;
    let head = std::str::from_utf8(head).ok()?;
    let size: usize = head.rsplit(' ').next()?.parse().ok()?;
    let (bytes, rest) = rest.get(1..)?.split_at_checked(size)?;
    Some((bytes, rest.get(1..)?))
}

fn git(programs: &Programs, folder: &Path, args: &[&str], input: Vec<u8>) -> Result<Vec<u8>, String> {
    let job = Job {
        program: "git".to_owned(),
        args: args.iter().map(|it| (*it).to_owned()).collect(),
        folder: folder.to_owned(),
        env: vec![("LC_ALL".to_owned(), "C".to_owned()), ("GIT_OPTIONAL_LOCKS".to_owned(), "0".to_owned())],
        input,
        temporary: Vec::new(),
        limit: LIMIT,
        loud: false,
    };
    let done = programs.run(&job).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "there is no program `git` on PATH".to_owned(),
        _ => format!("`git` cannot be started: {error}"),
    })?;
    match done.end {
        End::Code(0) => Ok(done.output),
        End::TimedOut => Err(format!("`git` did not end within {} s", LIMIT.as_secs())),
        End::TooMuch => Err("the repository has more files than can be read".to_owned()),
        End::Code(_) | End::Signal => {
            let words = done.errors.trim().trim_start_matches("fatal: ");
            Err(if words.is_empty() { SILENT.to_owned() } else { words.to_owned() })
        }
    }
}

impl Tree for Revision {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        match self.place(path) {
            Place::File(path) => self.bytes(&path),
            Place::Outside(path) => Disk.read(&path),
            Place::Folder(_) => Err(io::Error::from(io::ErrorKind::IsADirectory)),
            Place::Missing => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    }

    fn size(&self, path: &Path) -> io::Result<u64> {
        match self.place(path) {
            Place::File(path) => Ok(self.blobs.get(&path).map_or(0, |blob| blob.size)),
            Place::Outside(path) => Disk.size(&path),
            Place::Folder(_) => Err(io::Error::from(io::ErrorKind::IsADirectory)),
            Place::Missing => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    }

    fn kind(&self, path: &Path) -> Option<EntryKind> {
        match self.place(path) {
            Place::File(_) => Some(EntryKind::File),
            Place::Folder(_) => Some(EntryKind::Folder),
            Place::Outside(path) => Disk.kind(&path),
            Place::Missing => None,
        }
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        match self.place(path) {
            Place::File(path) | Place::Folder(path) => Ok(path),
            Place::Outside(path) => Disk.canonical(&path),
            Place::Missing => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    }

    fn stand(&self, path: &Path) -> Option<Stand> {
        let full = self.working.join(path);
        if let (Some(folder), Some(name)) = (full.parent(), full.file_name()) {
            let own = self.resolve(folder)?.join(name);
            if !own.starts_with(&self.top) {
                return Disk.stand(&own);
            }
            if self.blobs.get(&own).is_some_and(|blob| blob.is_link) {
                return Some(Stand::Link);
            }
        }
        match self.place(path) {
            Place::File(path) => Some(Stand::File(self.blobs.get(&path).map_or(0, |blob| blob.size))),
            Place::Folder(_) => Some(Stand::Folder),
            Place::Outside(path) => Disk.stand(&path),
            Place::Missing => None,
        }
    }

    fn list(&self, path: &Path) -> io::Result<Vec<(String, EntryKind)>> {
        match self.place(path) {
            Place::Folder(path) => Ok(self.folders.get(&path).cloned().unwrap_or_default()),
            Place::Outside(path) => Disk.list(&path),
            Place::File(_) => Err(io::Error::from(io::ErrorKind::NotADirectory)),
            Place::Missing => Err(io::Error::from(io::ErrorKind::NotFound)),
        }
    }
}

#[cfg(test)]
mod tests;
