//! Checks of a rendered result against GKE, Kubernetes and vLLM facts: one file per rule, in a folder per
//! topic. It knows no kustomization and changes nothing.
//!
//! A rule is a file `<topic>/<id>.rs` whose doc comment is its page and its first tests (`tests/rules.rs`
//! runs them), one `mod` line in its topic and one line in [`RULES`]. Its id reads as "allow ...". What it
//! knows of the world stands in the catalog, with source, date and status.

mod allow;
pub mod catalog;
mod facts;
mod index;
mod page;
mod pages;
mod rule;
mod run;
mod version;

mod compute_class;
mod gpu;

pub use allow::{Date, Waiver, Waivers};
pub use catalog::Catalog;
pub use facts::{Facts, Given};
pub use pages::PAGES;
pub use rule::{Cx, Flag, Rule};
pub use run::{Settings, check};
pub use version::{Version, VersionRange};

/// Every rule, by topic and id.
pub const RULES: &[Rule] = &[
    // compute_class
    compute_class::gpus_beyond_compute_class::RULE,
    compute_class::unmatched_machine_gpus::RULE,
    // gpu
    gpu::accelerator_class_without_accelerator::RULE,
    gpu::accelerator_without_gpu::RULE,
    gpu::gpu_without_accelerator::RULE,
    gpu::malformed_gpu_quantity::RULE,
    gpu::redundant_accelerator_class::RULE,
    gpu::unknown_accelerator::RULE,
    gpu::unsupported_gpu_quantity::RULE,
];
