//! Looks for the configuration of a folder, and reads it.

use super::Config;
use super::decode::decode;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::pipeline::Settings;
use crate::pipeline::Target;
use crate::pipeline::includes::clean;
use crate::report::Pages;
use crate::report::shown;
use crate::rules::Catalog;
use crate::source::EntryKind;
use crate::source::Origin;
use crate::source::Tree;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use std::rc::Rc;

/// The name of the file.
const FILE_NAME: &str = "flightplan.toml";

/// More than a configuration can sensibly have; anything larger was named by mistake.
const MOST_BYTES: u64 = 1024 * 1024;

/// Which configuration holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Choose {
    /// The nearest one, in the folder of what is checked or above it.
    #[default]
    Nearest,
    /// This file, for everything.
    File(PathBuf),
    /// None.
    Isolated,
}

/// The configurations of a run, each read when it is first asked for.
pub struct Configs<'t> {
    choose: Choose,
    tree: &'t dyn Tree,
    pages: &'t Pages,
    working: PathBuf,
    by_folder: RefCell<BTreeMap<PathBuf, Option<PathBuf>>>,
    by_file: RefCell<BTreeMap<PathBuf, Option<Rc<Config>>>>,
    catalogs: RefCell<BTreeMap<PathBuf, Catalog>>,
    session: RefCell<Session>,
}

impl<'t> Configs<'t> {
    /// No configuration is read yet, but for one that the user names. `working` is the working directory.
    pub fn new(choose: Choose, working: &Path, tree: &'t dyn Tree, pages: &'t Pages) -> Self {
        let configs = Self {
            choose,
            tree,
            pages,
            working: working.to_owned(),
            by_folder: RefCell::default(),
            by_file: RefCell::default(),
            catalogs: RefCell::default(),
            session: RefCell::default(),
        };
        if let Choose::File(path) = &configs.choose {
            configs.read(&clean(&working.join(path)));
        }
        configs
    }

    /// The configuration that holds for a path, absolute.
    pub fn of(&self, path: &Path) -> Option<Rc<Config>> {
        let file = match &self.choose {
            Choose::Isolated => return None,
            Choose::File(file) => clean(&self.working.join(file)),
            Choose::Nearest => {
                let path = clean(path);
                let is_folder = self.tree.kind(&path) == Some(EntryKind::Folder);
                let folder = if is_folder { path } else { path.parent()?.to_owned() };
                self.nearest(&folder)?
            }
        };
        self.read(&file)
    }

    /// Each target with the settings that hold for it.
    pub fn for_each(&self, targets: Vec<Target>, given: &Settings) -> Vec<(Target, Settings)> {
        let own = |target: Target| {
            let settings = self.settings(target.name(), given);
            (target, settings)
        };
        targets.into_iter().map(own).collect()
    }

    /// The settings for a path: what the user said on the command line, then what its configuration says.
    pub fn settings(&self, path: &Path, given: &Settings) -> Settings {
        let path = self.working.join(path);
        let Some(config) = self.of(&path) else { return given.clone() };
        let mut settings = config.under(given.clone());
        if let (Some(folder), false) = (&config.catalog, given.catalog.is_local()) {
            settings.catalog = self.catalog(folder);
        }
        settings
    }

    /// What is wrong with the configurations that were read. A run with faults here must not go on.
    pub fn into_faults(self) -> Session {
        self.session.into_inner()
    }

    /// True if a configuration that was read has a fault.
    pub fn are_faulty(&self) -> bool {
        !self.session.borrow().diagnostics.all().is_empty()
    }

    fn nearest(&self, folder: &Path) -> Option<PathBuf> {
        if let Some(known) = self.by_folder.borrow().get(folder) {
            return known.clone();
        }
        let here = folder.join(FILE_NAME);
        let found = if self.tree.kind(&here) == Some(EntryKind::File) {
            Some(here)
        } else {
            folder.parent().and_then(|above| self.nearest(above))
        };
        self.by_folder.borrow_mut().insert(folder.to_owned(), found.clone());
        found
    }

    fn read(&self, file: &Path) -> Option<Rc<Config>> {
        if let Some(known) = self.by_file.borrow().get(file) {
            return known.clone();
        }
        let shown = shown(&file.to_string_lossy(), &self.working);
        let mut session = self.session.borrow_mut();
        let read = read_config(file, &shown, self.tree, self.pages, &mut session).ok().map(Rc::new);
        self.by_file.borrow_mut().insert(file.to_owned(), read.clone());
        read
    }

    fn catalog(&self, folder: &Path) -> Catalog {
        if let Some(known) = self.catalogs.borrow().get(folder) {
            return known.clone();
        }
        let mut session = self.session.borrow_mut();
        let catalog = Catalog::load_dir(folder, self.tree, &mut session).unwrap_or_default();
        self.catalogs.borrow_mut().insert(folder.to_owned(), catalog.clone());
        catalog
    }
}

/// Reads a configuration. `path` is absolute, `shown` is what the user should read. Every fault is reported.
fn read_config(
    path: &Path,
    shown: &str,
    tree: &dyn Tree,
    pages: &Pages,
    session: &mut Session,
) -> Result<Config, Reported> {
    let fail = |code, message: String, session: &mut Session| {
        Err(session.diagnostics.error(Diagnostic::error(code, Origin::NONE, message)))
    };
    let bytes = match tree.size(path) {
        Ok(size) if size > MOST_BYTES => {
            let message = format!("`{shown}` is too large for a configuration: {} KiB", size / 1024);
            return fail("file-too-large", message, session);
        }
        Ok(_) => tree.read(path),
        Err(error) => Err(error),
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = format!("`{shown}` cannot be read: {error}");
            let finding = Diagnostic::error("unreadable-file", Origin::NONE, message);
            let help = "name a file that exists, or leave out `--config`";
            return Err(session.diagnostics.error(finding.help(help)));
        }
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return fail("not-utf8", format!("`{shown}` is not UTF-8"), session);
    };
    let file = session.files.add(shown, text);
    decode(file, path, tree, pages, session)
}
