use std::collections::BTreeMap;

use crate::diag::Severity;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::facts::region;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # An accelerator in a place that does not offer it
    ///
    /// ## Why
    /// Each zone offers certain accelerators. A Pod that selects a zone or region without its accelerator, or a
    /// cluster in such a region, waits for ever.
    ///
    /// ```yaml fail location=asia-northeast1
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-a100-80gb  # flag
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Fix
    /// Use a place that offers the accelerator, or another accelerator.
    ///
    /// ```yaml pass location=us-central1
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-a100-80gb
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// New zones open all the time, so this is a warning. An accelerator of which no place is known is left out.
    ///
    /// ## Source
    /// <https://github.com/skypilot-org/skypilot-catalog>, `catalogs/v7/gcp/vms.csv`, commit 017e250, undated.
    "accelerator-outside-zone", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().gpu_zones;
    for pod in cx.pods() {
        let gpus = &pod.gpus;
        let Some((node, regions)) =
            gpus.accelerator().and_then(|it| Some((it, table.rows.get(it.as_str()?)?)))
        else {
            continue;
        };
        let offers = |place: &str| {
            let region = region(place);
            let letter = place.strip_prefix(region).and_then(|rest| rest.strip_prefix('-'));
            regions
                .get(region)
                .is_some_and(|letters| letter.is_none_or(|letter| letters.iter().any(|it| it == letter)))
        };
        let name = node.as_str().unwrap_or("");
        let mut selected = pod.selected("topology.kubernetes.io/zone");
        selected.extend(pod.selected("topology.kubernetes.io/region"));
        let places: Vec<&str> = selected.iter().filter_map(|it| it.as_str()).collect();
        if let Some(first) = selected.first() {
            if !places.is_empty() && !places.iter().any(|place| offers(place)) {
                cx.flag(node.origin, format!("`{name}` is not known to be offered in {}", places.join(", ")))
                    .at_most(Severity::Warning)
                    .also(first.origin, "selected here")
                    .help(known(regions, places.first().copied().unwrap_or("")));
            }
            continue;
        }
        let Some(location) = cx.location() else { return };
        let zones = &cx.facts().zones;
        let offered = offers(location) && (zones.is_empty() || zones.iter().any(|zone| offers(zone)));
        if !offered {
            cx.flag(node.origin, format!("`{name}` is not known to be offered in {location}"))
                .at_most(Severity::Warning)
                .help(known(regions, location));
        }
    }
}

/// Where it is offered: the zones of the region, or else the nearest regions by name.
fn known(regions: &BTreeMap<String, Vec<String>>, place: &str) -> String {
    let own = region(place);
    if let Some(letters) = regions.get(own) {
        return format!("known are the zones {} of {own}", letters.join(", "));
    }
    let continent = own.split('-').next().unwrap_or("");
    let near: Vec<&str> = regions.keys().map(String::as_str).filter(|it| it.starts_with(continent)).collect();
    let list = if near.is_empty() { regions.keys().map(String::as_str).collect() } else { near };
    format!("it is known in {}", list.join(", "))
}
