//! Renders a kustomization: directory in, objects out. It knows no rule and no output format.

pub mod decode;
pub mod field_spec;
pub mod generate;
pub mod names;
pub mod options;
pub mod order;
pub mod pages;
pub mod tables;
pub mod transform;

pub use field_spec::FieldSpec;
pub use options::Functions;
pub use options::Helm;
pub use options::LoadRestrictor;
pub use options::Options;
pub use order::Order;
pub use tables::Referral;
pub use tables::Tables;
