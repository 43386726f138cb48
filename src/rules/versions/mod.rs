//! What a cluster is too old for.

pub(super) mod feature_newer_than_cluster;
