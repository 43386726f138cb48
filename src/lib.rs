//! Flightplan renders and checks Kubernetes manifests for vLLM inference on GKE Autopilot, offline.
//!
//! Rooms in reading order, each with its floor. A room uses only rooms on lower floors, and rooms on
//! one floor never see each other (`tests/house.rs` checks that).
//!
//! | floor | room | what it knows |
//! | --- | --- | --- |
//! | 0 | `source` | text, places, origins; no YAML |
//! | 1 | `diag` | what the user is told; no rule |
//! | 2 | `yaml` | text to nodes and back |
//! | 2 | `report` | findings to bytes |
//! | 3 | `object` | Kubernetes vocabulary over nodes |
//! | 4 | `schema` | fields, types and merge keys |
//! | 5 | `patch` | strategic merge, JSON 6902, targets |
//! | 6 | `plan` | the FlightPlan and the typed patches |
//! | 7 | `build` | kustomize: directory to rendered objects |
//! | 7 | `rules` | rendered objects to findings |
//! | 7 | `output` | rendered objects to bytes |
//! | 8 | `pipeline` | build, check and output together |
//! | 9 | `cluster` | what only a cluster knows; a feature |
//! | 10 | `cli` | arguments, commands, environment |

pub mod source;

pub mod diag;

pub mod yaml;

pub mod report;

pub mod object;

pub mod schema;

pub mod patch;

pub mod plan;

pub mod build;

pub mod rules;

pub mod output;

pub mod pipeline;

#[cfg(feature = "cluster")]
pub mod cluster;

pub mod cli;
