//! PodMonitoring: what Managed Prometheus scrapes, and what it silently does not.

mod duration;

pub(super) mod foreign_monitor;
pub(super) mod malformed_pod_monitoring;
pub(super) mod monitoring_without_pod_label;
pub(super) mod unmatched_monitoring_port;
pub(super) mod unmatched_monitoring_selector;
pub(super) mod unnamed_monitoring_port;
pub(super) mod wrong_metrics_path;
