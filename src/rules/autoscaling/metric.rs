//! The metrics that an autoscaler reads.

use crate::object::Object;
use crate::yaml::Node;

/// How the names of Managed Prometheus' metrics start in the Stackdriver adapter.
pub(in crate::rules) const PREFIX: &str = "prometheus.googleapis.com";

/// A metric of Managed Prometheus as the Stackdriver adapter spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) struct Adapter<'t> {
    /// The name in Prometheus.
    pub(in crate::rules) metric: &'t str,
    /// The kind: `gauge`, `counter` or another word.
    pub(in crate::rules) kind: &'t str,
}

impl<'t> Adapter<'t> {
    /// Reads `prometheus.googleapis.com|NAME|KIND`.
    pub(in crate::rules) fn parse(text: &'t str) -> Option<Self> {
        let (metric, kind) = text.strip_prefix(PREFIX)?.strip_prefix('|')?.split_once('|')?;
        (!metric.is_empty() && !metric.contains('/') && !kind.contains('|')).then_some(Self { metric, kind })
    }
}

/// True for kinds that have no single value.
pub(in crate::rules) fn is_distribution(kind: &str) -> bool {
    matches!(kind, "histogram" | "summary" | "distribution")
}

/// The names of the metrics that an autoscaler reads, of pods, objects and elsewhere.
pub(in crate::rules) fn names(autoscaler: &Object) -> Vec<(&Node, &str)> {
    metrics(autoscaler)
        .filter_map(|metric| ["pods", "object", "external"].iter().find_map(|kind| named(metric, kind)))
        .collect()
}

/// The names of the metrics that an autoscaler reads from its pods.
pub(in crate::rules) fn pods_metrics(autoscaler: &Object) -> impl Iterator<Item = (&Node, &str)> {
    metrics(autoscaler).filter_map(|metric| named(metric, "pods"))
}

fn metrics(autoscaler: &Object) -> impl Iterator<Item = &Node> {
    autoscaler.root.at(&["spec", "metrics"]).and_then(Node::as_seq).unwrap_or_default().iter()
}

fn named<'a>(metric: &'a Node, kind: &str) -> Option<(&'a Node, &'a str)> {
    let name = metric.at(&[kind, "metric", "name"])?;
    Some((name, name.as_str()?))
}
