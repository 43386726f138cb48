//! Renders a kustomization: directory in, objects out. It knows no rule and no output format.

mod absorb;
mod accumulate;
mod builtin;
pub mod config;
mod configurations;
mod crds;
pub mod decode;
mod documents;
mod external;
pub mod field_spec;
mod finish;
mod function;
pub mod generate;
mod load;
mod metadata;
pub mod names;
mod object_pages;
mod openapi;
pub mod options;
pub mod order;
pub mod pages;
mod patching;
mod remote;
mod scalars;
mod set;
pub mod tables;
pub mod transform;
mod transformers;
mod tree_pages;

use std::path::Path;

pub use field_spec::FieldSpec;
pub use options::Functions;
pub use options::Helm;
pub use options::LoadRestrictor;
pub use options::Options;
pub use order::Order;
pub use tables::Referral;
pub use tables::Tables;

use crate::build::accumulate::Accumulated;
use crate::build::accumulate::Build;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Rendered;
use crate::source::Tree;

/// Renders the kustomization of a folder.
pub fn build(
    root: &Path,
    tree: &dyn Tree,
    options: &Options,
    session: &mut Session,
) -> Result<Rendered, Reported> {
    let mut build = Build::new(tree, options);
    let folder = build.loader.root(root, session)?;
    let target = build.open(folder, None, session)?;
    let all = build.target(&target, Accumulated::default(), session)?;
    finish::finish(all, &target, options, session)
}
