use super::general;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # Anti-affinity on a Pod with little CPU
    ///
    /// ## Why
    /// A Pod that must not share a node with others needs a node of its own, and Autopilot asks for at least 500m of
    /// CPU then (Warden: `autogke-pod-limit-constraints`).
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool, labels: {app: tool}}
    /// spec:
    ///   affinity:
    ///     podAntiAffinity:
    ///       requiredDuringSchedulingIgnoredDuringExecution:
    ///       - topologyKey: kubernetes.io/hostname
    ///         labelSelector: {matchLabels: {app: tool}}
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources:
    ///       requests:
    ///         cpu: 250m  # flag
    ///         memory: 512Mi
    /// ```
    ///
    /// ## Fix
    /// Ask for 500m, or spread the Pods with `topologySpreadConstraints`.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool, labels: {app: tool}}
    /// spec:
    ///   affinity:
    ///     podAntiAffinity:
    ///       requiredDuringSchedulingIgnoredDuringExecution:
    ///       - topologyKey: kubernetes.io/hostname
    ///         labelSelector: {matchLabels: {app: tool}}
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources:
    ///       requests:
    ///         cpu: 500m
    ///         memory: 1Gi
    /// ```
    ///
    /// ## Source
    /// Texts of rejections, read 2026-11-23; <https://github.com/arangodb/kube-arangodb/issues/751>.
    "undersized-separated-pod", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().pod_resources;
    let least = table.rows.separation_minimum_cpu;
    for pod in cx.pods() {
        let path = ["affinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution"];
        let Some(terms) = pod.spec.at(&path).filter(|terms| terms.items().next().is_some()) else { continue };
        let Some(first) = pod.first_request("cpu").filter(|_| general::is_general(pod)) else { continue };
        if pod.total("cpu") < least && cx.on_gke() {
            cx.flag(
                first.origin,
                format!("Autopilot wants {} of CPU for a Pod with anti-affinity", least.cores()),
            )
            .by(table.status)
            .also(terms.origin, "anti-affinity")
            .help(format!("ask for {}, or use `topologySpreadConstraints`", least.cores()));
        }
    }
}
