//! Autoscalers and the metrics adapter.

pub(super) mod metric;

pub(super) mod contradictory_autoscaler;
pub(super) mod distribution_metric;
pub(super) mod hasty_scale_down;
pub(super) mod hpa_owned_replicas;
pub(super) mod load_blind_metric;
pub(super) mod malformed_adapter_metric;
pub(super) mod replicas_beyond_adapter;
pub(super) mod unexported_metric;
pub(super) mod unknown_scale_target;
pub(super) mod unscraped_metric;
pub(super) mod wrong_metric_kind;
