//! What a sync from git would carry to the cluster.

pub(super) mod unresolved_placeholder;
