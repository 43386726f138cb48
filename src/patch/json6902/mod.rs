//! JSON patches (RFC 6902) on nodes, with the habits of the library that kustomize uses (evanphx v4).
//!
//! Against the RFC it lets `replace` and `copy` work on a field that does not exist, counts negative indices
//! from the end, and takes null and absent for the same in `test`. The builds are the same; what the RFC
//! calls an error is told as a warning.

mod apply;
mod decode;
mod equal;
mod find;

#[cfg(test)]
mod tests;

pub use apply::apply;
pub use decode::Operation;
pub use decode::decode;
