//! Rows about what Autopilot makes of a pod.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::object::Quantity;
use crate::rules::version::Version;

/// Amounts of resources.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Amounts {
    /// Virtual CPUs.
    #[serde(default)]
    pub cpu: Option<Quantity>,
    /// Memory.
    #[serde(default)]
    pub memory: Option<Quantity>,
    /// Ephemeral storage.
    #[serde(default)]
    pub ephemeral_storage: Option<Quantity>,
}

/// What Autopilot makes of the requests of pods of the general-purpose class.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PodResources {
    /// The least and the most GiB of memory per vCPU; the smaller of the two is raised.
    pub memory_gib_per_vcpu: [Quantity; 2],
    /// The most a pod may ask for.
    pub maximum: Amounts,
    /// The least, on clusters with bursting.
    pub minimum_bursting: Amounts,
    /// The least, on clusters without.
    pub minimum: Amounts,
    /// What a container gets that asks for nothing.
    pub default: Amounts,
    /// What a container of a DaemonSet gets that asks for nothing.
    pub daemon_set_default: Amounts,
    /// The least CPU of a pod with anti-affinity or workload separation.
    pub separation_minimum_cpu: Quantity,
    /// CPU is rounded up to a multiple of this on clusters without bursting.
    pub cpu_step: Quantity,
    /// The first GKE versions with bursting.
    pub bursting_since: Vec<Version>,
}

/// The keys of the tolerations that Autopilot adds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AddedTolerations {
    /// To Pods that ask for GPUs of an accelerator.
    pub gpu: String,
    /// To Pods that select Spot nodes, by the node label of the same key.
    pub spot: String,
}

/// What Autopilot makes of the requests of pods with GPUs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GpuPodResources {
    /// The first GKE versions that take such pods without limits.
    pub limits_optional_since: Vec<Version>,
}

/// How pods with GPUs are placed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GpuNodes {
    /// The node label for the number of GPUs of the node, without which a pod has a node of its own.
    pub count_label: String,
}

/// Machines that are lent for some days.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FlexStart {
    /// The node label that asks for one.
    pub label: String,
    /// The most days that a pod runs there.
    pub most_days: u32,
}

/// The keys of node labels that pods may ask for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SelectorKeys {
    /// Allowed; a `*` at the end stands for anything.
    pub allowed: Vec<String>,
    /// Seen to be refused.
    pub rejected: Vec<String>,
    /// The only ones allowed beside a custom compute class.
    pub with_custom_class: Vec<String>,
}

/// Linux capabilities that a container may add.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Capabilities {
    /// Allowed on every cluster.
    pub allowed: Vec<String>,
    /// Allowed if the cluster was made with a flag.
    pub needs_cluster_flag: BTreeMap<String, String>,
}

/// How long a pod may take to end, in seconds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GracePeriods {
    /// When a Spot VM is taken away.
    pub spot_seconds: u32,
    /// The same, if a compute class asks for more.
    pub spot_extended_seconds: u32,
    /// The first GKE versions that let a compute class ask.
    pub spot_extended_since: Vec<Version>,
}
