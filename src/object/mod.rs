//! Kubernetes vocabulary over nodes: ids, objects. No I/O, no kustomize.

mod id;
mod rendered;
mod scope;

pub use id::{Gvk, Id};
pub use rendered::{Behavior, Object, Rendered};
