//! Arguments as the settings of a check, and which configuration holds.

use super::args::Deny;
use super::args::FactArgs;
use super::args::RuleArgs;
use super::explain::unknown_code;
use super::outside;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::pipeline::Choose;
use crate::pipeline::Settings;
use crate::report::Pages;
use crate::rules::Catalog;
use crate::rules::Given;
use crate::rules::VersionRange;
use crate::source::Disk;
use crate::source::Origin;
use std::path::Path;

/// Which configuration holds.
pub(super) fn choose(rules: &RuleArgs) -> Choose {
    match &rules.config {
        Some(file) => Choose::File(file.clone()),
        None if rules.isolated => Choose::Isolated,
        None => Choose::Nearest,
    }
}

/// The settings of a check, without those of rendering.
pub(super) fn settings(
    facts: &FactArgs,
    rules: &RuleArgs,
    pages: &Pages,
    working: &Path,
) -> Result<Settings, Box<Session>> {
    for code in rules.select.iter().chain(&rules.ignore) {
        if pages.find(code).is_none() {
            return Err(refused(unknown_code(code, pages)));
        }
    }
    let gke_version = match &facts.gke_version {
        None => None,
        Some(text) => Some(VersionRange::parse(text).ok_or_else(|| {
            let message = format!("`--gke-version {text}` is no version of GKE");
            refused(
                Diagnostic::error("malformed-argument", Origin::NONE, message)
                    .help("write it as `1.34`, or in full as `1.34.1-gke.2037000`"),
            )
        })?),
    };
    let catalog = match &facts.catalog {
        None => Catalog::builtin(),
        Some(folder) => {
            let mut session = Session::default();
            match Catalog::load_dir(folder, &Disk, &mut session) {
                Ok(catalog) => catalog,
                Err(_) => return Err(Box::new(session)),
            }
        }
    };
    Ok(Settings {
        given: Given {
            project: facts.project.clone(),
            location: facts.location.clone(),
            zones: Vec::new(),
            mode: facts.mode,
            gke_version,
            gke: facts.gke,
        },
        rules: crate::rules::Settings {
            select: rules.select.clone(),
            ignore: rules.ignore.clone(),
            ..crate::rules::Settings::default()
        },
        catalog,
        today: outside::today(),
        deny: rules.deny.map(Deny::severity),
        working: working.to_owned(),
        ..Settings::default()
    })
}

/// A session that holds nothing but why it cannot go on.
fn refused(finding: Diagnostic) -> Box<Session> {
    let mut session = Session::default();
    session.diagnostics.push(finding);
    Box::new(session)
}
