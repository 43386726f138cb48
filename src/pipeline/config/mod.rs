//! `flightplan.toml`: which findings count, what is known of the cluster, what is left out. It is looked for
//! in the folder of what is checked and in those above; the nearest one holds, and none is merged with
//! another.

mod decode;
mod find;
mod globs;
mod keys;
#[cfg(test)]
mod tests;

pub use find::Choose;
pub use find::Configs;
pub use globs::Globs;

use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::diag::Severity;
use crate::pipeline::Settings;
use crate::pipeline::includes::clean;
use crate::rules::Given;
use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

/// What one `flightplan.toml` says.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The file, absolute.
    pub path: PathBuf,
    /// The codes of the only rules to run.
    pub select: Vec<String>,
    /// The codes of findings to leave out.
    pub ignore: Vec<String>,
    /// The severity of findings, by code.
    pub severity: BTreeMap<String, Severity>,
    /// Findings of this severity or above fail the run.
    pub deny: Option<Severity>,
    /// What it says of the cluster.
    pub facts: Given,
    /// Paths that are left out.
    pub exclude: Globs,
    /// Codes that are left out at some paths.
    pub per_path: Vec<PathIgnores>,
    /// A folder with tables that extend the catalog, absolute.
    pub catalog: Option<PathBuf>,
}

/// Codes that are left out at paths that fit a pattern.
#[derive(Clone, Debug, Default)]
pub struct PathIgnores {
    /// The pattern.
    pub paths: Globs,
    /// The codes.
    pub codes: Vec<String>,
}

impl Config {
    /// The folder of the file, from which its paths count.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// True if a path, absolute, is left out.
    pub fn excludes(&self, path: &Path) -> bool {
        self.exclude.cover(self.folder(), path)
    }

    /// Settings with what this file says laid under them: what the user said on the command line holds.
    #[must_use]
    pub fn under(&self, mut settings: Settings) -> Settings {
        let rules = &mut settings.rules;
        // A rule that is selected by name runs, whatever the file ignores.
        rules.ignore.extend(self.ignore.iter().filter(|code| !rules.select.contains(code)).cloned());
        if rules.select.is_empty() {
            rules.select.clone_from(&self.select);
        }
        for (code, severity) in &self.severity {
            rules.severity.entry(code.clone()).or_insert(*severity);
        }
        settings.given = settings.given.or(&self.facts);
        settings.deny = settings.deny.or(self.deny);
        settings.per_path.clone_from(&self.per_path);
        self.folder().clone_into(&mut settings.per_path_from);
        settings
    }
}

/// Takes out findings that are left out where they stand: the file of the line to edit, or the root in
/// which it was found.
pub(super) fn drop_at_paths(name: &Path, settings: &Settings, session: &mut Session) {
    if settings.per_path.is_empty() {
        return;
    }
    let from = settings.per_path_from.as_path();
    let files = &session.files;
    session.diagnostics.all_mut().retain(|finding: &Diagnostic| {
        let file = finding.labels.first().map(|label| files.get(label.at.file).path.as_str());
        !settings.per_path.iter().any(|entry| {
            entry.codes.iter().any(|code| code == finding.code)
                && file
                    .into_iter()
                    .map(Path::new)
                    .chain([name])
                    .any(|path| entry.paths.cover(from, &clean(&settings.working.join(path))))
        })
    });
}
