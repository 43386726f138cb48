//! Reads the files of a build. It looks before it reads, keeps to the folders it may read, and reads each
//! file once.

use foldhash::HashMap;
use foldhash::HashMapExt as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use crate::build::ahead::Plain;
use crate::build::config::Directive;
use crate::build::load_faults::folder_of;
use crate::build::load_faults::missing_root;
use crate::build::load_faults::outside;
use crate::build::load_faults::unreadable;
use crate::build::options::LoadRestrictor;
use crate::build::options::Options;
use crate::build::places::Places;
use crate::build::places::clean;
use crate::build::remote;
use crate::build::remote::Remote;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::source::EntryKind;
use crate::source::FileId;
use crate::source::Origin;
use crate::source::Tree;
use crate::yaml;
use crate::yaml::MAX_FILE_SIZE;
use crate::yaml::Str;

/// The names that a kustomization may have, in the order in which they are looked for.
pub(crate) const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// A folder with a kustomization.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    /// Absolute, every symbolic link resolved.
    pub(crate) real: PathBuf,
    /// As the user should read it.
    pub(crate) shown: PathBuf,
    /// The top of the repository that it was fetched from; nothing outside may be built on.
    pub(crate) repository: Option<PathBuf>,
}

/// What an entry names.
pub(crate) enum Found {
    /// A file.
    File,
    /// A folder.
    Folder(Folder),
}

/// Reads files and remembers them.
pub(crate) struct Loader<'t> {
    tree: &'t dyn Tree,
    options: &'t Options,
    files: HashMap<PathBuf, Kept>,
    places: Places<'t>,
    /// Whether a file that is reached by another path than before is shown by that path: so findings do not
    /// depend on which of several roots came first.
    pub(crate) by_shown_path: bool,
}

#[derive(Clone)]
struct Kept {
    file: FileId,
    /// The bytes of a file that is not text.
    bytes: Option<Arc<[u8]>>,
}

impl<'t> Loader<'t> {
    pub(crate) fn new(tree: &'t dyn Tree, options: &'t Options) -> Self {
        Self { tree, options, files: HashMap::new(), places: Places::new(tree), by_shown_path: false }
    }

    /// The folder that a build starts from.
    pub(crate) fn root(&mut self, path: &Path, session: &mut Session) -> Result<Folder, Reported> {
        let shown = clean(path);
        let problem = match self.tree.kind(path) {
            Some(EntryKind::Folder) => match self.places.root(path) {
                Ok(real) => return Ok(Folder { real, shown, repository: None }),
                Err(error) => format!("cannot be read: {error}"),
            },
            Some(EntryKind::File) => "is a file, not a folder with a kustomization".to_owned(),
            None => "does not exist".to_owned(),
        };
        let near = || self.near(folder_of(path), &path.file_name()?.to_string_lossy());
        let finding = missing_root(path, &problem, self.tree.kind(path), near);
        Err(session.diagnostics.error(finding))
    }

    /// Looks at what an entry names. Nothing is read.
    pub(crate) fn look(
        &mut self,
        folder: &Folder,
        entry: &Directive<Str>,
        session: &mut Session,
    ) -> Result<Found, Reported> {
        let written = entry.value.as_str();
        if written.is_empty() {
            let message = format!("`{}` is empty", entry.field);
            return Err(session.diagnostics.error(
                Diagnostic::error("missing-file", entry.at, message)
                    .help("name a file or a folder, or remove the entry"),
            ));
        }
        if remote::is_url(written) {
            return remote::fetch(entry, self.tree, self.options, session).map(Found::Folder);
        }
        match self.places.kind(&clean(&folder.real.join(written))) {
            Some(EntryKind::File) => Ok(Found::File),
            _ if Remote::of(written).is_some() => {
                remote::fetch(entry, self.tree, self.options, session).map(Found::Folder)
            }
            Some(EntryKind::Folder) => self.folder(folder, entry, session).map(Found::Folder),
            None => Err(session.diagnostics.error(self.missing(folder, entry))),
        }
    }

    fn folder(
        &mut self,
        folder: &Folder,
        entry: &Directive<Str>,
        session: &mut Session,
    ) -> Result<Folder, Reported> {
        let written = Path::new(entry.value.as_str());
        if written.is_absolute() {
            let message = format!("`{}` names a folder by an absolute path", entry.field);
            return Err(session.diagnostics.error(
                Diagnostic::error("absolute-path", entry.at, message)
                    .help("write the path relative to this kustomization"),
            ));
        }
        match self.places.real(&clean(&folder.real.join(written))) {
            Ok(real) if folder.repository.as_ref().is_some_and(|top| !real.starts_with(top)) => {
                let message = format!("`{}` leaves the repository that it was fetched from", entry.field);
                Err(session.diagnostics.error(Diagnostic::error("outside-root", entry.at, message)))
            }
            Ok(real) => {
                let shown = clean(&folder.shown.join(written));
                Ok(Folder { real, shown, repository: folder.repository.clone() })
            }
            Err(error) => Err(session.diagnostics.error(unreadable(entry, &error))),
        }
    }

    /// True if a folder is there.
    pub(crate) fn is_folder(&self, path: &Path) -> bool {
        self.tree.kind(path) == Some(EntryKind::Folder)
    }

    /// What a mistyped name in a folder most likely means.
    pub(crate) fn near(&self, folder: &Path, name: &str) -> Option<String> {
        let names = self.tree.list(folder).unwrap_or_default();
        nearest(name, names.iter().map(|it| it.0.as_str())).map(str::to_owned)
    }

    /// The file of a kustomization, and its name.
    pub(crate) fn kustomization(
        &mut self,
        folder: &Folder,
        from: Option<&Directive<Str>>,
        session: &mut Session,
    ) -> Result<(FileId, &'static str), Reported> {
        let found: Vec<&'static str> = NAMES
            .into_iter()
            .filter(|name| self.places.kind(&folder.real.join(name)) == Some(EntryKind::File))
            .collect();
        let at = from.map_or(Origin::NONE, |it| it.at);
        match found.as_slice() {
            [name] => {
                let entry = Directive { field: (*name).to_owned(), at, value: Str::new_static(name) };
                Ok((self.file(folder, &entry, session)?, name))
            }
            [] => {
                let message = format!("`{}` holds no kustomization.yaml", folder.shown.display());
                let mut finding = Diagnostic::error("missing-kustomization", at, message);
                let names: Vec<String> =
                    self.tree.list(&folder.real).unwrap_or_default().into_iter().map(|it| it.0).collect();
                let near = names.iter().find(|name| {
                    NAMES.iter().any(|it| it.eq_ignore_ascii_case(name)) || nearest(name, NAMES).is_some()
                });
                finding = match near {
                    Some(name) => finding.help(format!("rename `{name}` to `kustomization.yaml`")),
                    None if from.is_none() => finding.help("name a folder that holds one"),
                    None => finding.help("a folder can only be built if it holds a kustomization.yaml; list its files one by one instead"),
                };
                Err(session.diagnostics.error(finding))
            }
            [first, second, ..] => {
                let message = format!(
                    "`{}` holds two kustomizations, `{first}` and `{second}`",
                    folder.shown.display()
                );
                let finding = Diagnostic::error("two-kustomizations", at, message)
                    .help("keep one of them; kustomize reads `kustomization.yaml`, `kustomization.yml` and `Kustomization`");
                Err(session.diagnostics.error(finding))
            }
        }
    }

    /// Reads the file that an entry names, which must lie in or below the folder.
    pub(crate) fn file(
        &mut self,
        folder: &Folder,
        entry: &Directive<Str>,
        session: &mut Session,
    ) -> Result<FileId, Reported> {
        let kept = self.keep(folder, entry, session)?;
        match kept.bytes {
            Some(bytes) => {
                let path = session.files.get(kept.file).path.clone();
                yaml::read(path, bytes.to_vec(), session)
            }
            None => Ok(kept.file),
        }
    }

    /// Reads the bytes of the file that an entry names.
    pub(crate) fn bytes(
        &mut self,
        folder: &Folder,
        entry: &Directive<Str>,
        session: &mut Session,
    ) -> Result<(Vec<u8>, FileId), Reported> {
        let kept = self.keep(folder, entry, session)?;
        let bytes = match &kept.bytes {
            Some(bytes) => bytes.to_vec(),
            None => session.files.get(kept.file).text.as_bytes().to_vec(),
        };
        Ok((bytes, kept.file))
    }

    /// The tree that files are read from.
    pub(crate) fn tree(&self) -> &'t dyn Tree {
        self.tree
    }

    /// The file that an entry names, if it was not read yet and nothing keeps it from being read.
    pub(crate) fn plain(&mut self, folder: &Folder, entry: &Directive<Str>) -> Option<Plain> {
        let written = entry.value.as_str();
        if written.is_empty() || remote::is_url(written) {
            return None;
        }
        let path = clean(&folder.real.join(written));
        let size = self.places.file(&path)?;
        let real = self.places.real(&path).ok()?;
        let may_lie_there =
            self.options.load_restrictor != LoadRestrictor::RootOnly || real.starts_with(&folder.real);
        (size <= MAX_FILE_SIZE && may_lie_there && !self.files.contains_key(&real)).then(|| Plain {
            real,
            shown: clean(&folder.shown.join(written)),
            size,
        })
    }

    /// Keeps the text of a file; `None` if it was read meanwhile.
    pub(crate) fn keep_text(
        &mut self,
        plain: Plain,
        text: Arc<str>,
        session: &mut Session,
    ) -> Option<FileId> {
        if self.files.contains_key(&plain.real) {
            return None;
        }
        let file = session.files.add(plain.shown.display().to_string(), text);
        self.files.insert(plain.real, Kept { file, bytes: None });
        Some(file)
    }

    fn keep(
        &mut self,
        folder: &Folder,
        entry: &Directive<Str>,
        session: &mut Session,
    ) -> Result<Kept, Reported> {
        if remote::is_url(&entry.value) {
            return Err(remote::refuse(entry, session));
        }
        let written = Path::new(entry.value.as_str());
        let path = clean(&folder.real.join(written));
        match self.places.kind(&path) {
            Some(EntryKind::File) => {}
            Some(EntryKind::Folder) => {
                let message =
                    format!("`{}` names the folder `{}`, a file is expected", entry.field, entry.value);
                return Err(session.diagnostics.error(Diagnostic::error("missing-file", entry.at, message)));
            }
            None => return Err(session.diagnostics.error(self.missing(folder, entry))),
        }
        let real = match self.places.real(&path) {
            Ok(real) => real,
            Err(error) => return Err(session.diagnostics.error(unreadable(entry, &error))),
        };
        if self.options.load_restrictor == LoadRestrictor::RootOnly && !real.starts_with(&folder.real) {
            return Err(session.diagnostics.error(outside(folder, entry, &real, &path)));
        }
        let shown = clean(&folder.shown.join(written));
        if let Some(kept) = self.files.get_mut(&real) {
            let file = session.files.get(kept.file);
            if self.by_shown_path && Path::new(&file.path) != shown {
                let text = Arc::clone(&file.text);
                kept.file = session.files.add(shown.display().to_string(), text);
            }
            return Ok(kept.clone());
        }
        let kept = self.read(&real, &shown, entry, session)?;
        self.files.insert(real, kept.clone());
        Ok(kept)
    }

    fn read(
        &mut self,
        real: &Path,
        shown: &Path,
        entry: &Directive<Str>,
        session: &mut Session,
    ) -> Result<Kept, Reported> {
        let fail = |error: &std::io::Error, session: &mut Session| {
            Err(session.diagnostics.error(unreadable(entry, error)))
        };
        let size = match self.places.size(real) {
            Ok(size) if size > MAX_FILE_SIZE => {
                let message = format!("`{}` is too large: {} MiB", entry.value, size / 1024 / 1024);
                let finding = Diagnostic::error("file-too-large", entry.at, message)
                    .help(format!("files of up to {} MiB are read", MAX_FILE_SIZE / 1024 / 1024));
                return Err(session.diagnostics.error(finding));
            }
            Ok(size) => size,
            Err(error) => return fail(&error, session),
        };
        let bytes = match self.tree.read_sized(real, size) {
            Ok(bytes) => bytes,
            Err(error) => return fail(&error, session),
        };
        let path = shown.display().to_string();
        Ok(match String::from_utf8(bytes) {
            Ok(text) => Kept { file: session.files.add(path, text), bytes: None },
            Err(error) => {
                let bytes = error.into_bytes();
                let text = String::from_utf8_lossy(&bytes).into_owned();
                Kept { file: session.files.add(path, text), bytes: Some(bytes.into()) }
            }
        })
    }

    /// Says that nothing is there, and what is there instead.
    fn missing(&self, folder: &Folder, entry: &Directive<Str>) -> Diagnostic {
        let written = Path::new(entry.value.as_str());
        let message = format!("`{}` names `{}`, which does not exist", entry.field, entry.value);
        let finding = Diagnostic::error("missing-file", entry.at, message);
        let path = clean(&folder.real.join(written));
        let (Some(parent), Some(name)) = (path.parent(), path.file_name().and_then(|it| it.to_str())) else {
            return finding;
        };
        if self.tree.kind(parent).is_none() {
            let shown = clean(&folder.shown.join(written));
            let parent = shown.parent().unwrap_or(Path::new(".")).display().to_string();
            return finding.help(format!("the folder `{parent}` does not exist either"));
        }
        match self.near(parent, name) {
            Some(near) => {
                let near = written.with_file_name(near).display().to_string();
                finding.help(format!("did you mean `{near}`?"))
            }
            None => finding,
        }
    }
}
