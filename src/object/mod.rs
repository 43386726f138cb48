//! Kubernetes vocabulary over nodes: ids, objects. No I/O, no kustomize.

mod id;
mod rendered;

pub use id::{Gvk, Id};
pub use rendered::{Behavior, Object, Rendered};
