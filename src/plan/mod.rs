//! The FlightPlan, and the typed patches that read it: one file per overlay.
//!
//! A typed patch is a small resource of `flightplan.dev` that a component lists under `transformers`.
//! It reads its section of the FlightPlan in the same tree and changes the objects. The same function
//! serves the renderer and the KRM function, so this room knows neither kustomize nor any file.

mod accelerator;
mod apply;
mod args;
mod axis;
mod capacity;
mod change;
mod compute_class;
mod decode;
mod download;
mod filestore;
mod gcs_fuse;
pub mod gpu;
mod hyperdisk_ml;
mod identity;
mod image_preload;
mod image_streaming;
mod model;
mod model_server;
mod mount;
mod pace;
mod pages;
mod patches;
mod report;
mod resolve;
mod scale;
mod secret_manager;
mod snapshots;
mod spot;
mod stamp;
mod start_up;
mod target;
mod token;
mod values;
mod volumes;
mod write;

pub use apply::{apply, is_check, is_typed_patch};
pub use model::{
    Accelerator, Argument, ComputeClass, DownloadSeries, Filestore, FilestoreTier, GcsFuse, HyperdiskMl,
    ImagePreload, ImageStreaming, Model, Promotion, Scale, SecretManager, Server, Spec, Stage,
};
pub use pages::PAGES;
pub use resolve::{FlightPlan, find, is_flight_plan};
pub use stamp::stamp_faults;
pub use values::{
    ArgName, Bucket, DiskImage, GkeVersion, ImageRef, ModelName, MountPath, Name, ProjectId, ProjectNumber,
    Region, Revision, SecretName, SecretVersion, ServedName, Size, VolumeHandle, Zone,
};

/// The JSON schema of the FlightPlan, made from its types.
pub const FLIGHT_PLAN_SCHEMA: &str = include_str!("../../schemas/flightplan.dev/FlightPlan.json");

#[cfg(test)]
mod schemas;
