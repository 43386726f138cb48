//! Rendered objects to bytes: a stream, a directory, a bundle with its runbook, a ResourceList.
//!
//! This room knows neither kustomize nor any rule, and it never touches the disk: what is to be written
//! comes back as a list of [`File`]s, complete and in order, or not at all. The caller writes the list
//! beside its destination and renames it into place, so that a run that fails leaves nothing behind.

mod bundle;
mod changes;
mod directory;
mod edit;
mod file;
mod init;
mod intact;
mod manifest;
mod pages;
mod phases;
mod request;
mod resource_list;
mod results;
mod runbook;
mod stream;

pub use bundle::bundle;
pub use changes::{Change, Changes, ChangesFormat, FieldChange};
pub use directory::directory;
pub use file::{File, digest};
pub use init::{Wanted, init};
pub use intact::{hold_against_digests, is_bundle};
pub use pages::PAGES;
pub use phases::{Phase, WAVE, phases};
pub use request::{Request, Versions};
pub use resource_list::{ResourceList, Verdict};
pub use stream::stream;

#[cfg(test)]
mod tests;
