//! Reads the catalog: the embedded one once, and only if a rule asks; one of the user's when it is given.

use std::path::Path;
use std::sync::Arc;
use std::sync::OnceLock;

use serde_json::Value;

use super::Tables;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::source::EntryKind;
use crate::source::Origin;
use crate::source::Tree;

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
        let fault = |message: String| Diagnostic::error("invalid-catalog", Origin::NONE, message);
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
            let result = tree
                .read(&path)
                .map_err(|error| error.to_string())
                .and_then(|bytes| overlay(&mut all, &bytes))
                .map_err(|message| fault(format!("`{}`: {message}", path.display())));
            if let Err(diagnostic) = result {
                return Err(session
                    .diagnostics
                    .error(diagnostic.help("compare with `schemas/gke/` in the repository of flightplan")));
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

/// Lays the tables of one file over the catalog. What results must still be one.
fn overlay(all: &mut Value, bytes: &[u8]) -> Result<(), String> {
    let file: Value = serde_yaml::from_slice(bytes).map_err(|error| error.to_string())?;
    let (Some(all), Value::Object(file)) = (all.as_object_mut(), file) else {
        return Err("expected a map of tables".to_owned());
    };
    for (name, table) in file {
        let known: Vec<&str> = all.keys().map(String::as_str).collect();
        let near = nearest(&name, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let Some(own) = all.get_mut(&name) else {
            return Err(format!("there is no table `{name}`{near}"));
        };
        lay(own, table).map_err(|message| format!("table `{name}`: {message}"))?;
    }
    serde_json::from_value::<Tables>(Value::Object(all.clone()))
        .map(|_| ())
        .map_err(|error| error.to_string())
}

/// Lays one table over another.
fn lay(own: &mut Value, table: Value) -> Result<(), String> {
    let (Some(own), Value::Object(table)) = (own.as_object_mut(), table) else {
        return Err("expected `source`, `as_of`, `status` and `rows`".to_owned());
    };
    for field in ["source", "as_of", "status", "rows"] {
        if !table.contains_key(field) {
            return Err(format!("`{field}` is missing"));
        }
    }
    for (field, value) in table {
        match (own.get_mut(&field), value) {
            (Some(Value::Object(rows)), Value::Object(more)) if field == "rows" => rows.extend(more),
            (Some(Value::Array(rows)), Value::Array(more)) if field == "rows" => {
                for row in more {
                    if !rows.contains(&row) {
                        rows.push(row);
                    }
                }
            }
            (Some(old), new) if field == "status" => {
                let rank = |status: &Value| {
                    serde_json::from_value::<super::Status>(status.clone()).map_err(|error| error.to_string())
                };
                if rank(&new)? < rank(old)? {
                    *old = new;
                }
            }
            (_, value) => {
                own.insert(field, value);
            }
        }
    }
    Ok(())
}
