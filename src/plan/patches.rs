//! The typed patches as Rust types: what a component's own file may say.

use std::collections::BTreeMap;

use serde::Deserialize;
#[cfg(test)]
use serde::Serialize;

use super::model::Argument;
use super::values::ArgName;
use super::values::ImageRef;
use super::values::MountPath;
use super::values::Name;

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
    /// The image with Hugging Face's command line that fills the volume. It is not the server's: the
    /// template of a Job cannot change, and a new server must not ask for a new download.
    pub(super) download_image: ImageRef,
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
    pub(super) stabilization_window_seconds: Option<i32>,
    /// The same as a multiple of the time in which a replica starts, which is computed from the
    /// FlightPlan.
    #[cfg_attr(test, schemars(range(min = 0.1, max = 10.0)))]
    pub(super) stabilization_start_ups: Option<f64>,
    /// How many Pods may come or go in one period; as many as there can be if it is not set.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub(super) pods: Option<i32>,
    /// The length of a period in seconds.
    #[cfg_attr(test, schemars(range(min = 1, max = 1800)))]
    pub(super) period_seconds: Option<i32>,
    /// The same as a multiple of the time in which a replica starts.
    #[cfg_attr(test, schemars(range(min = 0.1, max = 10.0)))]
    pub(super) period_start_ups: Option<f64>,
}

/// The check of schemas and rules.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) struct CheckPatch {
    /// Whether to leave a stamp on the first object that is printed, which `flightplan check
    /// --require-stamp` looks for. Without it the check changes nothing.
    #[serde(default)]
    pub(super) stamp: bool,
}

/// The typed patch of `image-streaming`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) struct ImageStreamingPatch {
    /// The Deployment to change; the only one whose Pods say `ai.gke.io/inference-server: vllm` if it
    /// is not set.
    pub(super) target: Option<Name>,
}

/// The typed patch of `gcs-fuse`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) struct GcsFusePatch {
    /// The Deployment to change; the only one whose Pods say `ai.gke.io/inference-server: vllm` if it
    /// is not set.
    pub(super) target: Option<Name>,
    /// Where servers see the bucket.
    pub(super) mount_path: MountPath,
}

/// The typed patch of `filestore`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) struct FilestorePatch {
    /// The Deployment to change; the only one whose Pods say `ai.gke.io/inference-server: vllm` if it
    /// is not set.
    pub(super) target: Option<Name>,
    /// The name of the StorageClass that is made.
    pub(super) storage_class_name: Name,
    /// Where servers see the share.
    pub(super) mount_path: MountPath,
    /// The image with Hugging Face's command line that fills the share.
    pub(super) download_image: ImageRef,
}

/// The typed patch of `spot`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) struct SpotPatch {
    /// The Deployment to change; the only one whose Pods say `ai.gke.io/inference-server: vllm` if it
    /// is not set.
    pub(super) target: Option<Name>,
}

/// The typed patch of `secret-manager`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) struct SecretManagerPatch {
    /// The Deployment to change; the only one whose Pods say `ai.gke.io/inference-server: vllm` if it
    /// is not set.
    pub(super) target: Option<Name>,
    /// Where the Pods see the token's file.
    pub(super) mount_path: MountPath,
}

/// The typed patch of `compute-class`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) struct ComputeClassProfilePatch {
    /// The Deployment to change; the only one whose Pods say `ai.gke.io/inference-server: vllm` if it
    /// is not set.
    pub(super) target: Option<Name>,
}

/// The typed patch of `model-server`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) struct ModelServerPatch {
    /// The Deployment to change; the only one whose Pods say `ai.gke.io/inference-server: vllm` if it
    /// is not set.
    pub(super) target: Option<Name>,
    /// Arguments of vLLM without their dashes; those of the FlightPlan go before.
    #[serde(default)]
    pub(super) args: BTreeMap<ArgName, Argument>,
}

/// The typed patch of `accelerator`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub(super) struct AcceleratorPatch {
    /// The Deployment to change; the only one whose Pods say `ai.gke.io/inference-server: vllm` if it
    /// is not set.
    pub(super) target: Option<Name>,
}
