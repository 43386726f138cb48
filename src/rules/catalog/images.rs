//! Rows about container images.

use serde::Deserialize;

use crate::rules::version::Version;

/// Images that a node can start before they are pulled.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ImageStreaming {
    /// How the hosts of registries end whose images can be streamed.
    pub host_suffixes: Vec<String>,
}

/// Node disks that hold container images.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SecondaryBootDisk {
    /// The first GKE versions that have them on Autopilot.
    pub since: Vec<Version>,
    /// The first GKE versions whose compute classes can ask for them.
    pub compute_class_since: Vec<Version>,
    /// The longest name of a disk image that fits into the node label.
    pub longest_image_name: usize,
    /// The `apiVersion` of a `GCPResourceAllowlist`.
    pub allowlist_api_version: String,
    /// The only name that a `GCPResourceAllowlist` may have.
    pub allowlist_name: String,
    /// The modes that a compute class may name.
    pub modes: Vec<String>,
}
