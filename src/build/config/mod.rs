//! What a kustomization.yaml says: typed, with the place of each entry. It carries nothing out.

mod decode;
mod helm;
mod legacy;
mod model;
pub(crate) mod pages;

pub use decode::decode;
pub(crate) use helm::CHART;
pub(crate) use helm::GLOBALS;
pub use helm::HelmChart;
pub use helm::HelmGlobals;
pub use model::Directive;
pub use model::Kustomization;
pub use model::OpenApi;
