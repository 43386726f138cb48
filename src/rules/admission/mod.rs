//! What Autopilot's admission refuses or changes in any pod.

pub(super) mod committed_adjustment;
pub(super) mod host_namespace;
pub(super) mod host_path;
pub(super) mod host_port;
pub(super) mod long_grace_period;
pub(super) mod machine_family_without_performance;
pub(super) mod managed_namespace;
pub(super) mod node_label_beside_compute_class;
pub(super) mod privileged_container;
pub(super) mod refused_capability;
pub(super) mod refused_node_label;
