//! What the user is told. This room knows no rule, no YAML and no output format.

mod collector;
mod diagnostic;
mod fix;
mod nearest;
mod page;
mod session;

pub use collector::{Diagnostics, NotChecked, Reported};
pub use diagnostic::{Diagnostic, Label, ResourceRef, Severity};
pub use fix::{Edit, Fix};
pub use nearest::{nearest, nearest_alone};
pub use page::Page;
pub use session::Session;
