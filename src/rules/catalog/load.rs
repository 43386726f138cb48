//! Reads the catalog: the embedded one once, and only if a rule asks; one of the user's when it is given.

use std::path::Path;
use std::sync::Arc;
use std::sync::OnceLock;

use serde_json::Value;

use super::Tables;
use super::overlay::overlay;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::source::EntryKind;
use crate::source::Origin;
use crate::source::Tree;
use crate::yaml;
use crate::yaml::Rules;

/// The tables of `schemas/gke/*.yaml` in one JSON object.
const EMBEDDED: &str = include_str!("../../../schemas/gke/catalog.json");

static BUILTIN: OnceLock<Tables> = OnceLock::new();

/// The catalog that rules read.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    own: Option<Arc<Tables>>,
}

impl Catalog {
    /// The catalog that the program carries. It is read when a rule first asks for a table.
    pub fn builtin() -> Self {
        Self { own: None }
    }

    /// True if tables of the user are laid over those that the program carries.
    pub fn is_local(&self) -> bool {
        self.own.is_some()
    }

    /// The tables.
    pub fn tables(&self) -> &Tables {
        match &self.own {
            Some(tables) => tables,
            None => BUILTIN.get_or_init(|| {
                serde_json::from_str(EMBEDDED)
                    .unwrap_or_else(|error| unreachable!("a test reads the embedded catalog: {error}"))
            }),
        }
    }

    /// The day of the newest fact that the program carries (`2026-11-24`), with `+local` if tables of the
    /// user are laid over it.
    pub fn as_of(&self) -> String {
        let mut newest = "";
        for (start, key) in EMBEDDED.match_indices("\"as_of\":") {
            let rest = EMBEDDED.get(start + key.len()..).unwrap_or("");
            let text = rest.split('"').nth(1).unwrap_or("");
            for (at, _) in text.match_indices("20") {
                let day = text.get(at..at + 10).unwrap_or("");
                let is_day = day.bytes().enumerate().all(|(place, byte)| match place {
                    4 | 7 => byte == b'-',
                    _ => byte.is_ascii_digit(),
                });
                if is_day && day > newest {
                    newest = day;
                }
            }
        }
        format!("{newest}{}", if self.own.is_some() { "+local" } else { "" })
    }

    /// The catalog that the program carries, with the tables of a folder laid over it: each `*.yaml` file
    /// there holds tables in the form of `schemas/gke/`. A row of a map takes the place of the row of the
    /// same name, or is added; the elements of a list are added; the source, date and status of the table
    /// are those of the file, but it does not become surer than it was.
    pub fn load_dir(dir: &Path, tree: &dyn Tree, session: &mut Session) -> Result<Self, Reported> {
        let fault = |message: String| {
            Diagnostic::error("invalid-catalog", Origin::NONE, message)
                .help("name a folder of `*.yaml` files with tables in the form of `schemas/gke/`")
        };
        let shown = dir.display();
        let entries = match tree.list(dir) {
            Ok(entries) => entries,
            Err(error) => {
                return Err(session
                    .diagnostics
                    .error(fault(format!("the catalog folder `{shown}` cannot be read: {error}"))));
            }
        };
        let names = entries.iter().filter(|(name, kind)| {
            *kind == EntryKind::File && (has_extension(name, "yaml") || has_extension(name, "yml"))
        });
        let mut all: Value = serde_json::from_str(EMBEDDED).unwrap_or_default();
        let mut read = 0;
        for (name, _) in names {
            read += 1;
            let path = dir.join(name);
            let bytes = tree.read(&path).map_err(|error| {
                session.diagnostics.error(fault(format!("`{}`: {error}", path.display())))
            })?;
            let file = yaml::read(path.to_string_lossy().into_owned(), bytes, session)?;
            for document in yaml::parse(file, Rules::Resource, session)? {
                overlay(&mut all, &document).map_err(|fault| {
                    let finding = Diagnostic::error("invalid-catalog", fault.at, fault.message);
                    session
                        .diagnostics
                        .error(finding.help("compare with `schemas/gke/` in the repository of flightplan"))
                })?;
            }
        }
        if read == 0 {
            return Err(session
                .diagnostics
                .error(fault(format!("the catalog folder `{shown}` holds no `*.yaml` file"))));
        }
        Ok(Self { own: serde_json::from_value(all).ok().map(Arc::new) })
    }
}

fn has_extension(name: &str, extension: &str) -> bool {
    Path::new(name).extension().is_some_and(|it| it == extension)
}
