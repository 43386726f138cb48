//! Fields, types and merge keys by group, version and kind. It knows no file, no kustomization and no rule.
//!
//! The built-in schemas are one table (`schemas/builtin.bin`) that is read in place: nothing is parsed
//! before the first look-up. `schemas/README.md` says where it comes from.

mod blob;
mod types;

mod pack;

mod builtin;
mod crd;
mod kinds;
pub mod merge;

mod cel;
mod check;

pub mod pages;

pub use builtin::{KUBERNETES, builtin};
pub use cel::Validations;
pub use check::{Checker, Fault, Path, advice, check, check_all, fault};
pub use kinds::{Gone, Hint};
pub use types::{Format, Limits, Schemas, Shape, Type};

#[cfg(test)]
mod tests;
#[cfg(test)]
mod text;
