use super::general;
use crate::object::Object;
use crate::object::Quantity;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # More than an ordinary Autopilot Pod may ask for
    ///
    /// ## Why
    /// A Pod without GPU and compute class may ask for 30 vCPU, 110 GiB of memory and 10 GiB of ephemeral storage in
    /// all. More is rejected (Warden: `autogke-pod-limit-constraints`).
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources:
    ///       requests:
    ///         cpu: "8"
    ///         memory: 32Gi
    ///         ephemeral-storage: 48Gi  # flag
    /// ```
    ///
    /// ## Fix
    /// Ask for less, mount a volume, or select a compute class.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources:
    ///       requests:
    ///         cpu: "8"
    ///         memory: 32Gi
    ///         ephemeral-storage: 10Gi
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/concepts/autopilot-resource-requests>, read 2026-11-23.
    "oversized-pod", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().pod_resources;
    let most = &table.rows.maximum;
    for pod in cx.pods() {
        if !general::is_general(pod) {
            continue;
        }
        for (resource, most) in
            [("cpu", most.cpu), ("memory", most.memory), ("ephemeral-storage", most.ephemeral_storage)]
        {
            let (Some(most), Some(first)) = (most, pod.first_request(resource)) else { continue };
            let total = pod.total(resource);
            if total > most && cx.on_gke() {
                let write = |it: Quantity| {
                    if resource == "cpu" { format!("{} vCPU", it.cores()) } else { it.bytes() }
                };
                let at = pod
                    .running()
                    .filter_map(|it| it.request(resource).or(it.limit(resource)))
                    .max_by_key(|node| Quantity::of(node))
                    .unwrap_or(first);
                cx.flag(
                    at.origin,
                    format!("the Pod asks for {} of {resource}, but may have {}", write(total), write(most)),
                )
                .by(table.status)
                .help("ask for less, or select a compute class");
            }
        }
    }
}
