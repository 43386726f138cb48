//! Rows about vLLM.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::object::Quantity;
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

/// Metrics by release.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VllmMetrics {
    /// The oldest release that was read.
    pub oldest: Release,
    /// The newest release that was read.
    pub newest: Release,
    /// The metrics, by name.
    pub metrics: BTreeMap<String, VllmMetric>,
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
}

/// Flags by release.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VllmFlags {
    /// The oldest release that was read.
    pub oldest: Release,
    /// The newest release that was read.
    pub newest: Release,
    /// The flags, with their dashes.
    pub flags: BTreeMap<String, Span>,
}

/// From which release to which.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Span {
    /// The first release that has it; `None` if the oldest one did.
    #[serde(default)]
    pub since: Option<Release>,
    /// The first release that no longer has it; `None` if the newest one does.
    #[serde(default)]
    pub removed: Option<Release>,
}

/// A model.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Model {
    /// How many attention heads it has.
    pub attention_heads: u32,
    /// How many thousand millions of parameters it has.
    pub parameters_billion: Quantity,
    /// How many bytes each of them takes as published.
    pub bytes_per_parameter: i64,
    /// What its context takes; `None` for a model whose layers differ in that.
    #[serde(default)]
    pub cache: Option<KvCache>,
}

/// What the context of a model takes in the KV cache.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct KvCache {
    /// The greatest context unless `--max-model-len` says another.
    pub context_tokens: i64,
    /// Bytes for each token: 2 for keys and values, times layers, times heads, times their size, times 2 bytes.
    pub bytes_per_token: i64,
}

/// How long vLLM takes until it answers, where somebody measured it.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LoadTimes {
    /// Seconds beside those in which the weights are read.
    pub engine_seconds: i64,
    /// How fast weights come from Hugging Face.
    pub hugging_face_mib_per_s: i64,
}
