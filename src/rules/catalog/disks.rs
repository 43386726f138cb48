//! Rows about disks.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::object::Quantity;
use crate::rules::version::Version;

/// The disk types that each machine series takes, by series.
pub type DiskTypes = BTreeMap<String, Vec<String>>;

/// Limits of Hyperdisk ML.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HyperdiskMl {
    /// The smallest and the largest disk, in GiB.
    pub size_gib: [i64; 2],
    /// Throughput.
    pub throughput_mib_s: Throughput,
    /// How many instances a disk attaches to, by its size; the smallest disks first.
    pub attach_limit: Vec<AttachLimit>,
    /// Disks made before this day do not attach to some series.
    pub fourth_generation_needs_disk_of: String,
    /// Those series.
    pub fourth_generation_series: Vec<String>,
}

/// Throughput of a disk, in MiB/s.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Throughput {
    /// The least of any disk.
    pub min: i64,
    /// The least for each GiB of the disk.
    pub min_per_gib: Quantity,
    /// The most of any disk.
    pub max: i64,
    /// The most for each GiB of the disk.
    pub max_per_gib: i64,
}

/// How many instances a disk attaches to.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AttachLimit {
    /// Disks up to this size, in GiB.
    pub max_gib: i64,
    /// How many instances.
    pub instances: i64,
}

/// Volumes that GKE fills from Cloud Storage.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VolumePopulator {
    /// The first GKE versions that have it.
    pub since: Vec<Version>,
    /// The `apiVersion` of a `GCPDataSource`.
    pub api_version: String,
    /// The compute class of the transfer Job must have this name.
    pub compute_class: String,
    /// A claim must be larger than this, in GiB.
    pub above_gib: i64,
}
