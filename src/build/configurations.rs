//! `configurations` and `crds`: files that add rows to the tables.

use crate::build::accumulate::Accumulated;
use crate::build::accumulate::Build;
use crate::build::builtin;
use crate::build::crds;
use crate::build::tables::Tables;
use crate::build::target::Target;
use crate::diag::Reported;
use crate::diag::Session;
use crate::yaml;
use crate::yaml::Node;
use crate::yaml::Rules;

/// Adds the rows of `configurations` and `crds`.
pub(crate) fn add(
    build: &mut Build<'_>,
    target: &Target<'_>,
    all: &mut Accumulated,
    session: &mut Session,
) -> Result<(), Reported> {
    let mut files = Vec::new();
    for entry in &target.said.configurations {
        let file = build.loader.file(&target.folder, entry, session)?;
        let documents = yaml::parse(file, Rules::Config, session)?;
        if let Some(mut document) = documents.into_iter().next() {
            builtin::loosen(&mut document);
            files.push(document);
        }
    }
    if !files.is_empty() {
        let files: Vec<&Node> = files.iter().collect();
        let configured = Tables::configured(&files, &mut session.diagnostics)?;
        // Rows that are there already come first, and so do those for one kind: they cover others.
        all.tables().absorb(&configured, &mut session.diagnostics)?;
    }
    all.has_tables = true;
    for entry in &target.said.crds {
        let file = build.loader.file(&target.folder, entry, session)?;
        let documents = yaml::parse(file, Rules::Config, session)?;
        let own = all.tables();
        if let Some(document) = documents.first() {
            crds::merge(own, document, entry, &mut session.diagnostics)?;
        }
    }
    Ok(())
}
