//! Requests and limits of CPU, memory and storage.

mod general;

pub(super) use general::is_general;

pub(super) mod adjusted_requests;
pub(super) mod defaulted_requests;
pub(super) mod memory_volume_beyond_limit;
pub(super) mod oversized_pod;
pub(super) mod undersized_separated_pod;
pub(super) mod volume_beyond_storage;
