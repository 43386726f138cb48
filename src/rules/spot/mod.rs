//! Spot and flex-start.

pub(super) mod lone_spot_replica;
pub(super) mod malformed_flex_start;
pub(super) mod preemptible_selector;
