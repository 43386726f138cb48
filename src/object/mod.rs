//! Kubernetes vocabulary over nodes: ids, objects, pods, quantities, images. No I/O, no kustomize.

mod by_kind;
mod id;
mod image;
mod pods;
mod quantity;
mod rendered;
mod scope;

pub use by_kind::ByKind;
pub use id::{Gvk, Id};
pub use image::Image;
pub use pods::{Container, PodTemplate, Role, WORKLOADS, templates};
pub use quantity::Quantity;
pub use rendered::{Behavior, Object, Rendered, Shared};
