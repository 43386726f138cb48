//! Renders a kustomization: directory in, objects out. It knows no rule and no output format.

pub mod decode;
pub mod field_spec;
pub mod generate;
pub mod names;
pub mod order;
pub mod pages;
pub mod tables;

pub use field_spec::FieldSpec;
pub use order::Order;
pub use tables::Referral;
pub use tables::Tables;
