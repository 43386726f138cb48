//! Rows about metrics and autoscalers.

use serde::Deserialize;

/// What a PodMonitoring may hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PodMonitoring {
    /// The fewest and the most endpoints.
    pub endpoints: [usize; 2],
    /// Labels that the collector sets itself, and that nothing may be relabelled onto.
    pub protected_labels: Vec<String>,
}

/// What the Stackdriver adapter makes of metrics.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AdapterMetrics {
    /// The kinds with which a name may end.
    pub kinds: Vec<String>,
    /// Up to how many pods it asks for by name.
    pub pods_by_name: u32,
}

/// What an autoscaler does unless it is told otherwise.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AutoscalerDefaults {
    /// How long it waits before it takes replicas away, in seconds.
    pub scale_down_window_seconds: u32,
}
