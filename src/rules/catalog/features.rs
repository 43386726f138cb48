//! Rows about what came with which GKE version.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::rules::version::Version;

/// The first GKE versions of what no other table holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Features {
    /// Node labels that pods may select.
    pub node_labels: BTreeMap<String, Vec<Version>>,
    /// `loadBalancerClass` of a Service.
    pub load_balancer_class: Vec<Version>,
    /// Cloud Storage FUSE volumes in init containers.
    pub gcs_fuse_in_init_containers: Vec<Version>,
    /// Fields of a ComputeClass, of its priorities or of their `storage`.
    pub compute_class_fields: BTreeMap<String, Vec<Version>>,
}
