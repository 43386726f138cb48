//! The FlightPlan and the typed patches as Rust types; their JSON schemas are made from these.

use std::collections::BTreeMap;

use serde::Deserialize;
#[cfg(test)]
use serde::Serialize;

use super::values::Bucket;
use super::values::DiskImage;
use super::values::GkeVersion;
use super::values::ModelName;
use super::values::MountPath;
use super::values::Name;
use super::values::ProjectId;
use super::values::ProjectNumber;
use super::values::Region;
use super::values::Revision;
use super::values::Size;
use super::values::VolumeHandle;
use super::values::Zone;

/// Any resource of `flightplan.dev/v1alpha1`. What its metadata say is Kubernetes' business.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) struct Resource<S> {
    /// `flightplan.dev/v1alpha1`.
    #[serde(rename = "apiVersion")]
    pub(super) _api_version: ApiVersion,
    /// The kind.
    #[serde(rename = "kind")]
    pub(super) _kind: String,
    /// Name, labels and annotations.
    #[serde(rename = "metadata")]
    pub(super) _metadata: BTreeMap<String, serde_json::Value>,
    /// The parameters.
    pub(super) spec: S,
}

/// The versions of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) enum ApiVersion {
    /// The only one so far.
    #[serde(rename = "flightplan.dev/v1alpha1")]
    V1Alpha1,
}

/// Every parameter of one deployment.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub struct Spec {
    /// The Google Cloud project that holds the cluster, the disk image and the disks.
    pub project: ProjectId,
    /// The project's number, which the IAM binding of the metrics adapter names.
    pub project_number: Option<ProjectNumber>,
    /// The region of the cluster.
    pub location: Region,
    /// The zones in which the accelerator is to be found.
    #[serde(default)]
    pub zones: Vec<Zone>,
    /// The version of the cluster.
    pub gke_version: GkeVersion,
    /// The name of the cluster.
    pub cluster: Name,
    /// The namespace of the service; `default` if it is not set.
    pub namespace: Option<Name>,
    /// What is served.
    pub model: Model,
    /// The GPUs of one replica.
    pub accelerator: Accelerator,
    /// The overlay `image-preload`.
    pub image_preload: Option<ImagePreload>,
    /// The overlay `hyperdisk-ml`.
    pub hyperdisk_ml: Option<HyperdiskMl>,
    /// The overlays `scale/...`; what is set here goes before the profile.
    pub scale: Option<Scale>,
}

/// What is served.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub struct Model {
    /// The model on Hugging Face, `owner/name`.
    pub name: ModelName,
    /// A branch, tag or commit; the repository's main branch if it is not set.
    pub revision: Option<Revision>,
    /// The size of all files of the model as they are downloaded.
    pub weights_size: Size,
}

/// The GPUs of one replica.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub struct Accelerator {
    /// The value of the node label `cloud.google.com/gke-accelerator`.
    #[serde(rename = "type")]
    pub kind: Name,
    /// How many of them one replica takes.
    #[cfg_attr(test, schemars(range(min = 1, max = 16)))]
    pub count: u32,
}

/// A secondary boot disk that holds the container image.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub struct ImagePreload {
    /// The disk image that gke-disk-image-builder makes, in `spec.project`.
    pub disk_image: DiskImage,
    /// The size of the disk image; it must hold the unpacked container image. The builder's own
    /// default is 60.
    #[cfg_attr(test, schemars(range(min = 10)))]
    pub disk_size_gb: Option<u32>,
    /// Where the builder writes its log.
    pub log_bucket: Bucket,
}

/// The weights on a Hyperdisk ML volume.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub struct HyperdiskMl {
    /// The zone of the disk, and so of every replica that reads it.
    pub zone: Zone,
    /// The size of the disk: 4Gi to 64Ti, and not less than the weights.
    pub storage: Size,
    /// MiB/s for the whole disk; Google Cloud chooses by the size if it is not set.
    pub throughput: Option<u64>,
    /// How far the volume is; `serve` if it is not set.
    #[serde(default)]
    pub stage: Stage,
    /// The filled disk, `projects/P/zones/Z/disks/N`. The stage `serve` needs it.
    pub volume_handle: Option<VolumeHandle>,
}

/// How far a Hyperdisk ML volume is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub enum Stage {
    /// The disk is being filled; servers still load from Hugging Face.
    Populate,
    /// The disk is full, and servers read it.
    #[default]
    Serve,
}

/// What a deployment sets apart from the scale profile it uses.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub struct Scale {
    /// The fewest replicas.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub min_replicas: Option<i32>,
    /// The most replicas: quota and price are a matter of the deployment.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub max_replicas: Option<i32>,
    /// The value of the metric that one replica may have.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub average_value: Option<u32>,
}

/// The typed patch of `image-preload`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) struct ImagePreloadPatch {
    /// The Deployment to change; the only one whose Pods say `ai.gke.io/inference-server: vllm` if it
    /// is not set.
    pub(super) target: Option<Name>,
}

/// The typed patch of `hyperdisk-ml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) struct HyperdiskMlPatch {
    /// The Deployment to change; the only one whose Pods say `ai.gke.io/inference-server: vllm` if it
    /// is not set.
    pub(super) target: Option<Name>,
    /// The name of the StorageClass that is made.
    pub(super) storage_class_name: Name,
    /// Where servers see the volume.
    pub(super) mount_path: MountPath,
}

/// The typed patch of `scale/...`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) struct ScaleProfilePatch {
    /// The Deployment whose `HorizontalPodAutoscaler` is changed; the only one whose Pods say
    /// `ai.gke.io/inference-server: vllm` if it is not set.
    pub(super) target: Option<Name>,
    /// The fewest replicas.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub(super) min_replicas: i32,
    /// The most replicas.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub(super) max_replicas: i32,
    /// A gauge that vLLM exports.
    pub(super) metric: Metric,
    /// The value of the metric that one replica may have.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub(super) average_value: u32,
    /// How it grows.
    pub(super) scale_up: Pace,
    /// How it shrinks.
    pub(super) scale_down: Pace,
}

/// The gauges of vLLM that say how busy a replica is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) enum Metric {
    /// Requests in the batch.
    #[serde(rename = "vllm:num_requests_running")]
    Running,
    /// Requests in the queue.
    #[serde(rename = "vllm:num_requests_waiting")]
    Waiting,
}

impl Metric {
    /// The name in Managed Prometheus.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Running => "vllm:num_requests_running",
            Self::Waiting => "vllm:num_requests_waiting",
        }
    }
}

/// How fast the number of replicas changes in one direction.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) struct Pace {
    /// Seconds during which the most careful advice holds.
    #[cfg_attr(test, schemars(range(min = 0, max = 3600)))]
    pub(super) stabilization_window_seconds: i32,
    /// How many Pods may come or go in one period.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub(super) pods: i32,
    /// The length of a period in seconds.
    #[cfg_attr(test, schemars(range(min = 1, max = 1800)))]
    pub(super) period_seconds: i32,
}

/// The check, which changes nothing and has no parameters.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) struct CheckPatch {}
