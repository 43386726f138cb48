//! What a bundle is made of.

use crate::object::Rendered;

/// What a bundle is made of.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The kustomization root as files of the session are named: `examples/gemma2-tokyo`. Inputs are
    /// listed relative to it, so that a bundle is the same from whichever directory it is made.
    pub root: &'a str,
    /// What was rendered.
    pub rendered: &'a Rendered,
    /// The versions of what rendered and checked it.
    pub versions: &'a Versions,
}

/// The versions of everything but the input that decides what a bundle holds.
#[derive(Clone, Debug, Default)]
pub struct Versions {
    /// The rules: a digest of their codes and pages.
    pub rules: String,
    /// The catalog of GKE facts: a digest, or a date.
    pub catalog: String,
    /// The schemas: a digest.
    pub schemas: String,
}
