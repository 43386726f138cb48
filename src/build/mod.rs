//! Renders a kustomization: directory in, objects out. It knows no rule and no output format.

mod absorb;
mod accumulate;
mod ahead;
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
mod helm;
mod load;
mod load_faults;
mod lookup;
mod metadata;
pub mod names;
mod object_pages;
mod openapi;
pub mod options;
pub mod order;
pub mod pages;
mod patching;
mod places;
mod remote;
mod scalars;
mod set;
mod share;
pub mod tables;
mod target;
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
    Build::new(tree, options).root(root, session)
}

/// Renders several roots in one session. They share files, and the bases that they build on: what each of
/// them gets is what [`build`] gives.
pub struct Roots<'o>(Build<'o>);

impl<'o> Roots<'o> {
    /// Roots of a tree.
    pub fn new(tree: &'o dyn Tree, options: &'o Options) -> Self {
        Self(Build::new(tree, options))
    }

    /// Renders the next root. The session's findings are those of one root; its files and steps are those of
    /// all, and are kept.
    pub fn build(&mut self, root: &Path, session: &mut Session) -> Result<Rendered, Reported> {
        self.0.share();
        self.0.root(root, session)
    }
}
