//! Flightplan renders and checks Kubernetes manifests for vLLM inference on GKE Autopilot, offline.
//!
//! Rooms in reading order; each may use only the rooms before it (`tests/house.rs` checks that):
//! `source` (text), `diag` (what the user is told), `yaml` (text to nodes and back), `object`
//! (Kubernetes vocabulary), `build` (kustomize).

pub mod source;

pub mod diag;

pub mod yaml;

pub mod object;

pub mod plan;

pub mod build;
