//! What a kustomization.yaml says: typed, with the place of each entry. It carries nothing out.

mod decode;
mod helm;
mod legacy;
mod model;
pub(crate) mod pages;

pub use decode::decode;
pub use helm::HelmChart;
pub use helm::HelmGlobals;
pub use model::Directive;
pub use model::Kustomization;
pub use model::OpenApi;
