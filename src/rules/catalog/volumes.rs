//! Rows about volumes that are no disks.

use serde::Deserialize;

use super::pods::Amounts;
use crate::object::Quantity;

/// Cloud Storage FUSE.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GcsFuse {
    /// The keys of `volumeAttributes`.
    pub attributes: Vec<String>,
    /// The ephemeral storage of the sidecar unless an annotation says otherwise.
    pub default_ephemeral_storage: Quantity,
    /// The most that the sidecar gets in a GPU pod.
    pub gpu_pod_maximum: Amounts,
}

/// A tier of Filestore.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FilestoreTier {
    /// The smallest share, in GiB.
    pub min_gib: i64,
    /// The largest share, in GiB.
    pub max_gib: i64,
    /// The smallest share of older drivers, where it was larger.
    #[serde(default)]
    pub min_gib_before: Option<i64>,
}
