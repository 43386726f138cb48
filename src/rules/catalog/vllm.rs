//! Rows about vLLM.

use serde::Deserialize;

use crate::rules::server::Release;

/// What a vLLM server does unless it is told otherwise.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VllmDefaults {
    /// The port.
    pub port: i64,
    /// The path that says whether it is well.
    pub health_path: String,
    /// The path of its metrics.
    pub metrics_path: String,
    /// The paths that it answers to `GET`.
    pub paths: Vec<String>,
}

/// A metric of vLLM.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VllmMetric {
    /// `gauge`, `counter` or `histogram`.
    pub kind: String,
    /// The first release that exports it, if not all do.
    #[serde(default)]
    pub since: Option<Release>,
    /// The first release that no longer does.
    #[serde(default)]
    pub removed: Option<Release>,
    /// The metrics that say the same in other releases.
    #[serde(default)]
    pub instead: Vec<String>,
}
