//! What a sync from git would carry to the cluster.

pub(super) mod plain_secret;
pub(super) mod unresolved_placeholder;
