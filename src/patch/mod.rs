//! Strategic merge, JSON 6902 and targets, on nodes with origins. It knows no kustomization.

pub mod json6902;
pub mod merge;
mod pages;
pub mod target;
pub mod typed;

pub use merge::Outcome;
pub use merge::merge;
pub use merge::settle;
pub(crate) use merge::stamp;
pub use pages::PAGES;
pub use target::Pattern;
pub use target::Selector;
