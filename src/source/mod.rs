//! Text and where it came from. This room knows no YAML, no Kubernetes and no user.

mod each;
mod files;
mod origin;
mod revision;
mod runner;
mod tree;

pub use each::{Mine, each, each_on, in_order, shares};
pub use files::{File, FileId, Files, Position};
pub use origin::{Origin, PastId, Repeated, Step, StepId, Stretch, Trace};
pub use revision::Revision;
pub use runner::{End, Finished, Job, Programs, Runner, TEMPORARY};
pub use tree::{Disk, EntryKind, Memory, Stand, Tree};
