//! What a kustomization does to objects, one file for each field.
//!
//! Each file holds the typed form of its field with
//!
//! - `decode(node: &Node, place: &str, diagnostics: &mut Diagnostics) -> Result<Self, Reported>`, where
//!   `place` is how findings call the entry (`images[0]`), and
//! - `apply(&self, objects: &mut Vec<Object>, …, step: StepId, session: &mut Session) -> Result<(), Reported>`,
//!   which gets the rows of the tables that concern it, and the step that marks what it writes.
//!
//! None of them reads a file, knows where the kustomization lies, or knows another transformer.
//! Before one changes a name, a namespace or a kind it calls [`Object::remember`](crate::object::Object::remember);
//! an object that a patch deletes is taken out of the list.

pub mod annotations;
mod field;
pub mod images;
pub mod labels;
pub mod namespace;
pub(crate) mod pages;
pub(crate) mod patches;
pub mod prefix_suffix;
pub(crate) mod replacements;
pub mod replicas;
pub(crate) mod shared;
pub mod vars;

#[cfg(test)]
mod tests;
