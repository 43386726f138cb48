//! The FlightPlan, and the typed patches that read it: one file per overlay.
//!
//! A typed patch is a small resource of `flightplan.dev` that a component lists under `transformers`.
//! It reads its section of the FlightPlan in the same tree and changes the objects. The same function
//! serves the renderer and the KRM function, so this room knows neither kustomize nor any file.

mod apply;
mod change;
mod decode;
mod download;
mod hyperdisk_ml;
mod image_preload;
mod model;
mod pages;
mod report;
mod resolve;
mod scale;
mod target;
mod values;
mod volumes;
mod write;

pub use apply::{apply, is_check, is_typed_patch};
pub use model::{Accelerator, HyperdiskMl, ImagePreload, Model, Scale, Spec, Stage};
pub use pages::PAGES;
pub use resolve::{FlightPlan, find, is_flight_plan};
pub use values::{
    Bucket, DiskImage, GkeVersion, ModelName, MountPath, Name, ProjectId, ProjectNumber, Region, Revision,
    Size, VolumeHandle, Zone,
};

#[cfg(test)]
mod schemas;
