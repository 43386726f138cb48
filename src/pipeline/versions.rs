//! The versions of what renders and checks.

use crate::output::Versions;
use crate::output::digest;
use crate::rules::Catalog;
use crate::rules::RULES;
use crate::schema::KUBERNETES;
use std::fmt::Write as _;

/// The versions of the rules, the catalog and the schemas. They are the same for every run of one program
/// with one catalog.
pub fn versions(catalog: &Catalog) -> Versions {
    Versions { rules: rules_digest(), catalog: catalog.as_of(), schemas: KUBERNETES.to_owned() }
}

/// The SHA-256 digest of all rules: their codes, severities and pages.
pub fn rules_digest() -> String {
    let pages = RULES.iter().fold(String::new(), |mut text, rule| {
        let _ = writeln!(text, "{} {} {}", rule.page.code, rule.page.severity.name(), rule.page.docs);
        text
    });
    digest(&pages)
}
