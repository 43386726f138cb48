//! The FlightPlan and the typed patches as Rust types; their JSON schemas are made from these.

use std::collections::BTreeMap;

use serde::Deserialize;
#[cfg(test)]
use serde::Serialize;

use super::values::ArgName;
use super::values::Bucket;
use super::values::DiskImage;
use super::values::GkeVersion;
use super::values::ImageRef;
use super::values::ModelName;
use super::values::Name;
use super::values::ProjectId;
use super::values::ProjectNumber;
use super::values::Region;
use super::values::Revision;
use super::values::SecretName;
use super::values::SecretVersion;
use super::values::ServedName;
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
    /// How the server is run; read by the overlay `model-server`.
    pub server: Option<Server>,
    /// The overlay `image-preload`.
    pub image_preload: Option<ImagePreload>,
    /// The overlay `image-streaming`.
    pub image_streaming: Option<ImageStreaming>,
    /// The overlay `hyperdisk-ml`.
    pub hyperdisk_ml: Option<HyperdiskMl>,
    /// The overlay `gcs-fuse`.
    pub gcs_fuse: Option<GcsFuse>,
    /// The overlay `filestore`.
    pub filestore: Option<Filestore>,
    /// The overlays `scale/...`; what is set here goes before the profile.
    pub scale: Option<Scale>,
    /// The overlay `secret-manager`.
    pub secret_manager: Option<SecretManager>,
    /// The overlay `compute-class`.
    pub compute_class: Option<ComputeClass>,
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
    /// CPUs of one replica; half of the machine's if it is not set.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub cpu: Option<u32>,
    /// Memory of one replica; half of the machine's if it is not set.
    pub memory: Option<Size>,
    /// Local storage of one replica: room for the weights and caches if it is not set.
    pub ephemeral_storage: Option<Size>,
}

/// How the server is run.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub struct Server {
    /// The container image, with a tag or a digest.
    pub image: Option<ImageRef>,
    /// The name under which clients ask for the model; the last part of the model's name if it is not
    /// set.
    pub served_name: Option<ServedName>,
    /// Arguments of vLLM without their dashes: `max-model-len: 8192` changes that one and leaves the
    /// others. `true` is a flag without a value, `false` its `--no-` form, `null` takes one away.
    #[serde(default)]
    pub args: BTreeMap<ArgName, Argument>,
}

/// A value of an argument.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged, expecting = "expected text, a number, true, false or null")]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub enum Argument {
    /// A flag that is on or off.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// A number with a fraction.
    Fraction(f64),
    /// Text.
    Text(String),
    /// No such argument.
    Absent(()),
}

/// Images from a repository in the cluster's region, which Autopilot can stream.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub struct ImageStreaming {
    /// A remote repository of Artifact Registry that caches Docker Hub, in `spec.project` and
    /// `spec.location`.
    pub repository: Name,
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
    /// How the filled volume becomes one that any number of nodes read; `volumeHandle` if it is not set.
    #[serde(default)]
    pub promotion: Promotion,
    /// Whether the read-only volume has a disk in each of `spec.zones`. With the promotion `snapshot` the
    /// class makes them; a `volumeHandle` says so itself with the zone `multi-zone`.
    #[serde(default)]
    pub multi_zone: bool,
    /// How far the volume is; if it is not set, `serve`, but `populate` as long as a `volumeHandle` is to
    /// come.
    pub stage: Option<Stage>,
    /// The filled disk, `projects/P/zones/Z/disks/N`. The stage `serve` needs it.
    pub volume_handle: Option<VolumeHandle>,
    /// The machine series on which the download runs, instead of one with the server's GPUs. Cheaper,
    /// if the zone has it.
    pub download_series: Option<DownloadSeries>,
}

impl HyperdiskMl {
    /// How far the volume is.
    pub fn stage(&self) -> Stage {
        match (self.stage, &self.volume_handle) {
            (Some(stage), _) => stage,
            (None, None) if self.promotion == Promotion::VolumeHandle => Stage::Populate,
            (None, _) => Stage::Serve,
        }
    }
}

/// How a filled volume becomes one that any number of nodes read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub enum Promotion {
    /// The same disk as a static read-only volume, named by its handle, which the cluster tells once the
    /// disk is there.
    #[default]
    VolumeHandle,
    /// A snapshot of the disk, and a disk of the same size made from it. Takes longer, needs no handle, and
    /// can make one disk in each zone.
    Snapshot,
    /// A clone of the disk in its zone. Needs no handle.
    Clone,
}

/// Machine series without GPUs that take Hyperdisk ML and run x86 images.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub enum DownloadSeries {
    /// Intel, 2023.
    C3,
    /// AMD, 2023.
    C3d,
}

impl DownloadSeries {
    /// The value of `cloud.google.com/machine-family`.
    pub fn family(self) -> &'static str {
        match self {
            Self::C3 => "c3",
            Self::C3d => "c3d",
        }
    }
}

/// The weights in a bucket of Cloud Storage.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub struct GcsFuse {
    /// The bucket. The model lies in a directory of its own name.
    pub bucket: Bucket,
}

/// The weights on a file share.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub struct Filestore {
    /// The service tier.
    pub tier: FilestoreTier,
    /// The size of the share: what the tier allows, and not less than the weights.
    pub storage: Size,
    /// How far the share is; `serve` if it is not set.
    #[serde(default)]
    pub stage: Stage,
}

/// Service tiers of Filestore.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub enum FilestoreTier {
    /// Hard disks, one zone.
    BasicHdd,
    /// Solid state, one zone.
    BasicSsd,
    /// Solid state, one zone, scales with its size.
    Zonal,
    /// Solid state, several zones.
    Regional,
    /// Solid state, several zones, snapshots.
    Enterprise,
}

/// How far a volume of weights is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub enum Stage {
    /// The storage is being filled; servers still load from Hugging Face.
    Populate,
    /// The storage is filled, and servers read it.
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

/// The token for Hugging Face in Secret Manager.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub struct SecretManager {
    /// The secret, in `spec.project`.
    pub secret: SecretName,
    /// Its version: a number, or `latest`.
    #[serde(default)]
    pub version: SecretVersion,
}

/// Where the Pods may run, in order of preference.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(test, derive(Serialize, schemars::JsonSchema))]
pub struct ComputeClass {
    /// The name of the class that is made.
    pub name: Option<Name>,
    /// A reservation to use first.
    pub reservation: Option<Name>,
    /// Whether Spot VMs are taken when nothing else is to be had.
    #[serde(default)]
    pub spot: bool,
    /// Other GPUs that serve this model as well, in order of preference. The count is that of
    /// `spec.accelerator`.
    #[serde(default)]
    pub fallbacks: Vec<Name>,
}
