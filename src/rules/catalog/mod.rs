//! The catalog: dated, sourced tables of facts that rules read. No rule holds such a fact itself.
//!
//! People edit `schemas/gke/*.yaml`. The program embeds `schemas/gke/catalog.json`, the same tables as
//! JSON, because reading them as YAML would cost more than a small build; a test keeps the two equal.

mod disks;
mod features;
mod gpu;
mod images;
mod load;
mod monitoring;
mod overlay;
mod pods;
mod scheduling;
#[cfg(test)]
mod tests;
mod vllm;
mod volumes;

pub use disks::{AttachLimit, DiskTypes, HyperdiskMl, Throughput, VolumePopulator};
pub use features::Features;
pub use gpu::{
    AcceleratorClass, DriverVersions, GpuSharing, GpuType, LocalSsd, LocalSsdSelector, MachineType, Maximum,
    PartialQuantities, Shape,
};
pub use images::{ImageStreaming, SecondaryBootDisk};
pub use load::Catalog;
pub use monitoring::{AdapterMetrics, AutoscalerDefaults, PodMonitoring};
pub use pods::{
    AddedTolerations, Amounts, Capabilities, FlexStart, GpuNodes, GpuPodResources, GracePeriods,
    PodResources, SelectorKeys,
};
pub use scheduling::ComputeClasses;
pub use vllm::{KvCache, LoadTimes, Model, Span, VllmDefaults, VllmFlags, VllmMetric, VllmMetrics};
pub use volumes::{FilestoreTier, GcsFuse};

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diag::Severity;

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum Status {
    /// From memory, or looked for and not found.
    Unsure,
    /// Follows from confirmed facts, but nobody says so.
    Derived,
    /// Read in an issue thread, a blog or a third-party repository.
    ConfirmedSecondary,
    /// Read in the vendor's page or source.
    Confirmed,
}

impl Status {
    /// The worst that a finding from such a fact may be.
    pub fn worst(self) -> Severity {
        if self == Self::Unsure { Severity::Warning } else { Severity::Error }
    }
}

/// One table and where it comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Table<T> {
    /// Pages, repositories or threads, ` ; ` between them.
    pub source: String,
    /// How old the fact is: the date of the page, or the day it was read.
    pub as_of: String,
    /// How sure it is.
    pub status: Status,
    /// What else there is to know.
    #[serde(default)]
    pub note: Option<String>,
    /// The facts.
    pub rows: T,
}

/// Every table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Tables {
    /// By the value of the node label `cloud.google.com/gke-accelerator`.
    pub gpu_types: Table<BTreeMap<String, GpuType>>,
    /// The largest machine by accelerator and number of GPUs: a pod that asks for more never fits.
    pub gpu_shapes: Table<BTreeMap<String, BTreeMap<u32, Shape>>>,
    /// The machine types that carry GPUs.
    pub machine_types: Table<BTreeMap<String, MachineType>>,
    /// Machine types that only Standard clusters have.
    pub machine_types_not_on_autopilot: Table<Vec<String>>,
    /// The most that a pod may ask for, by accelerator and number of GPUs.
    pub gpu_request_maxima: Table<BTreeMap<String, BTreeMap<u32, Maximum>>>,
    /// The same from memory.
    pub gpu_request_maxima_unsure: Table<BTreeMap<String, BTreeMap<u32, Maximum>>>,
    /// The least that a container of a GPU pod may ask for.
    pub gpu_container_minimum: Table<Amounts>,
    /// Time-sharing, MPS and MIG.
    pub gpu_sharing: Table<GpuSharing>,
    /// The node label `cloud.google.com/gke-gpu-driver-version`.
    pub gpu_driver_versions: Table<DriverVersions>,
    /// The built-in compute class `Accelerator`.
    pub accelerator_class: Table<AcceleratorClass>,
    /// The letters of the zones that offer an accelerator, by region. At most a warning.
    pub gpu_zones: Table<BTreeMap<String, BTreeMap<String, Vec<String>>>>,
    /// What Autopilot makes of the requests of pods without GPUs.
    pub pod_resources: Table<PodResources>,
    /// Tolerations that Autopilot adds itself.
    pub added_tolerations: Table<AddedTolerations>,
    /// Node labels that pods select, and what Autopilot puts in their place.
    pub rewritten_labels: Table<BTreeMap<String, String>>,
    /// What Autopilot makes of the requests of pods with GPUs.
    pub gpu_pod_resources: Table<GpuPodResources>,
    /// How pods with GPUs are placed.
    pub gpu_nodes: Table<GpuNodes>,
    /// Machines that are lent for some days.
    pub flex_start: Table<FlexStart>,
    /// The annotation that tells what Autopilot has adjusted.
    pub adjustment_annotation: Table<String>,
    /// The keys of node labels that pods may ask for.
    pub node_selector_keys: Table<SelectorKeys>,
    /// Linux capabilities that a container may add.
    pub linux_capabilities: Table<Capabilities>,
    /// Namespaces in which users may not make workloads.
    pub managed_namespaces: Table<Vec<String>>,
    /// Namespaces of which that is not certain.
    pub managed_namespaces_unsure: Table<Vec<String>>,
    /// How the paths of `hostPath` volumes must start.
    pub host_path_prefixes: Table<Vec<String>>,
    /// How long a pod may take to end, in seconds.
    pub grace_periods: Table<GracePeriods>,
    /// The longest `terminationGracePeriodSeconds` of a pod that is not on Spot, in seconds.
    pub grace_period_maximum: Table<u32>,
    /// The disk types that each machine series takes.
    pub disk_types_by_series: Table<DiskTypes>,
    /// Limits of Hyperdisk ML.
    pub hyperdisk_ml: Table<HyperdiskMl>,
    /// The parameters of a StorageClass of the Persistent Disk driver.
    pub pd_csi_parameters: Table<Vec<String>>,
    /// Volumes that GKE fills from Cloud Storage.
    pub volume_populator: Table<VolumePopulator>,
    /// Images that a node can start before they are pulled.
    pub image_streaming: Table<ImageStreaming>,
    /// How the names of a registry multi-region's regions start.
    pub registry_multi_regions: Table<BTreeMap<String, String>>,
    /// Node disks that hold container images.
    pub secondary_boot_disk: Table<SecondaryBootDisk>,
    /// `ComputeClass` objects.
    pub compute_class: Table<ComputeClasses>,
    /// Images that are no longer made, by repository: what to use instead.
    pub abandoned_images: Table<BTreeMap<String, String>>,
    /// The day of the catalog, from which ages count.
    pub day: Table<String>,
    /// The machine series of pods that select neither accelerator, family nor class.
    pub general_purpose_series: Table<Vec<String>>,
    /// What a vLLM server does unless it is told otherwise.
    pub vllm: Table<VllmDefaults>,
    /// Metrics that vLLM exports or has exported.
    pub vllm_metrics: Table<VllmMetrics>,
    /// Metrics that took the place of others, in both directions.
    pub vllm_metric_successors: Table<BTreeMap<String, Vec<String>>>,
    /// Flags that vLLM has or has had.
    pub vllm_flags: Table<VllmFlags>,
    /// Models, by the start of their names.
    pub models: Table<BTreeMap<String, Model>>,
    /// How long a server takes until it answers.
    pub load_times: Table<LoadTimes>,
    /// What a PodMonitoring may hold.
    pub pod_monitoring: Table<PodMonitoring>,
    /// What the Stackdriver adapter makes of metrics.
    pub adapter_metrics: Table<AdapterMetrics>,
    /// What an autoscaler does unless it is told otherwise.
    pub autoscaler_defaults: Table<AutoscalerDefaults>,
    /// Metrics that do not show how busy a server of language models is.
    pub load_blind_metrics: Table<Vec<String>>,
    /// What came with which GKE version.
    pub features: Table<Features>,
    /// Cloud Storage FUSE.
    pub gcs_fuse: Table<GcsFuse>,
    /// Filestore's tiers, by name.
    pub filestore_tiers: Table<BTreeMap<String, FilestoreTier>>,
}
