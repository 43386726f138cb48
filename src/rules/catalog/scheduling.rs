//! Rows about compute classes, Spot and flex-start.

use serde::Deserialize;

use crate::rules::version::Version;

/// `ComputeClass` objects.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ComputeClasses {
    /// The classes that every cluster has.
    pub built_in: Vec<String>,
    /// How the names of custom classes must not start.
    pub reserved_prefixes: Vec<String>,
    /// The values of `whenUnsatisfiable`.
    pub when_unsatisfiable: Vec<String>,
    /// The first GKE versions that do not scale up by default.
    pub do_not_scale_up_since: Vec<Version>,
    /// The boot disk types of Autopilot nodes.
    pub boot_disk_types: Vec<String>,
    /// The range of `maxPodsPerNode`.
    pub max_pods_per_node: [i64; 2],
    /// The range of `consolidationDelayMinutes`.
    pub consolidation_delay_minutes: [i64; 2],
    /// The least `bootDiskSize`, in GB.
    pub smallest_boot_disk_gb: i64,
}
