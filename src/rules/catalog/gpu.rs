//! Rows about GPUs.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::object::Quantity;
use crate::rules::version::Version;

/// One accelerator.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GpuType {
    /// What people call it.
    pub model: String,
    /// The machine series that carries it.
    pub series: String,
    /// How many of them an Autopilot pod may have; empty if that is not known.
    pub quantities: Vec<u32>,
    /// The memory of one of them in MiB.
    #[serde(default)]
    pub memory_mib: Option<u64>,
    /// The first GKE version of each minor version that has it on Autopilot; empty for every version.
    #[serde(default)]
    pub since: Vec<Version>,
    /// Quantities that came later than the accelerator.
    #[serde(default)]
    pub partial: Option<PartialQuantities>,
    /// True if the machine series takes Hyperdisk ML; `None` if sources disagree.
    #[serde(default)]
    pub hyperdisk_ml: Option<bool>,
    /// The machine type that Autopilot takes, by quantity.
    pub machine_types: BTreeMap<u32, String>,
    /// Whether pods may ask for Local SSD as ephemeral storage; `None` if no page says so.
    #[serde(default)]
    pub local_ssd: Option<LocalSsd>,
    /// What else there is to know.
    #[serde(default)]
    pub note: Option<String>,
}

/// Quantities that came later than the accelerator.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PartialQuantities {
    /// The quantities.
    pub quantities: Vec<u32>,
    /// The first GKE versions that have them.
    pub since: Vec<Version>,
    /// True if they are sold on demand; that they are not is from memory.
    pub on_demand: bool,
}

/// The node label `cloud.google.com/gke-ephemeral-storage-local-ssd` beside an accelerator.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LocalSsd {
    /// Whether it may be selected.
    pub selector: LocalSsdSelector,
    /// The first GKE versions that allow it.
    #[serde(default)]
    pub since: Vec<Version>,
}

/// Whether Local SSD may be selected beside an accelerator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum LocalSsdSelector {
    /// It may.
    Allowed,
    /// The machines always use Local SSD, and the selector is refused.
    Forbidden,
}

/// The size of a machine.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Shape {
    /// The machine type.
    pub machine: String,
    /// Virtual CPUs.
    pub vcpu: u32,
    /// Memory in GB as the vendor counts, which is GiB.
    pub memory_gb: u32,
}

impl Shape {
    /// The memory.
    pub fn memory(&self) -> Quantity {
        Quantity::gib(i64::from(self.memory_gb))
    }
}

/// A machine type with GPUs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MachineType {
    /// The machine series.
    pub series: String,
    /// The value of the node label `cloud.google.com/gke-accelerator`.
    pub accelerator: String,
    /// How many of them it carries.
    pub gpus: u32,
    /// Virtual CPUs.
    #[serde(default)]
    pub vcpu: Option<u32>,
    /// Memory in GB as the vendor counts.
    #[serde(default)]
    pub memory_gb: Option<u32>,
}

/// The most that a pod may ask for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Maximum {
    /// Virtual CPUs, a quantity.
    pub cpu: Quantity,
    /// Memory, a quantity.
    pub memory: Quantity,
}

/// Time-sharing, MPS and MIG.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GpuSharing {
    /// The first GKE versions that have it on Autopilot.
    pub since: Vec<Version>,
    /// The values of the node label `cloud.google.com/gke-gpu-sharing-strategy`.
    pub strategies: Vec<String>,
    /// How many GPUs a container may have under time-sharing.
    pub time_sharing_gpus_per_container: u32,
}

/// The node label `cloud.google.com/gke-gpu-driver-version`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DriverVersions {
    /// Its values.
    pub values: Vec<String>,
    /// The first GKE versions that have it on Autopilot.
    pub since: Vec<Version>,
}

/// The built-in compute class `Accelerator`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AcceleratorClass {
    /// The first GKE versions that know it.
    pub supported_since: Vec<Version>,
    /// The first GKE versions that choose it by themselves.
    pub implicit_since: Vec<Version>,
}
