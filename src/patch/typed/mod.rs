//! Patches against the schema of their target, before they are applied.
//!
//! kustomize merges whatever it is given: a misspelt field is added, a misspelt container becomes a second
//! one, and nobody is told. Here each is a finding at the patch's own line. A patch of a kind without a
//! schema is not judged.

mod elements;
mod merge;
mod ops;
pub(super) mod pages;
mod similar;

use crate::diag::Session;
use crate::object::Gvk;
use crate::object::Object;
use crate::schema::Schemas;
use crate::yaml::Node;

/// Checks a strategic-merge patch against an object that it is about to change.
pub fn check_merge(schemas: &Schemas, patch: &Node, target: &Object, session: &mut Session) {
    let Some(of) = schemas.find(&Gvk::of(&target.root)) else { return };
    let start = session.diagnostics.all().len();
    merge::check(of, patch, &target.root, session);
    about(target, start, session);
}

/// Checks the operations of a JSON 6902 patch (a list of maps) against an object that they are about to
/// change.
pub fn check_ops(schemas: &Schemas, operations: &Node, target: &Object, session: &mut Session) {
    let Some(of) = schemas.find(&Gvk::of(&target.root)) else { return };
    let start = session.diagnostics.all().len();
    for operation in operations.items() {
        ops::check(of, operation, &target.root, session);
    }
    about(target, start, session);
}

/// Says of every finding since `start` which object it is about.
fn about(target: &Object, start: usize, session: &mut Session) {
    let mut new = session.diagnostics.all_mut().iter_mut().skip(start).peekable();
    if new.peek().is_some() {
        let reference = target.reference();
        new.for_each(|it| it.resource = Some(reference.clone()));
    }
}

#[cfg(test)]
mod tests;
