//! What Pods name: configuration, secrets, claims and service accounts.

mod reference;

pub(super) mod dangling_reference;
pub(super) mod missing_key;
