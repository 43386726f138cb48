use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # The old node label for Spot
    ///
    /// ## Why
    /// Autopilot rewrites `cloud.google.com/gke-preemptible` to `cloud.google.com/gke-spot`: the live object differs from
    /// git for ever.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///     cloud.google.com/gke-preemptible: "true"  # flag
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
    /// Select `cloud.google.com/gke-spot`.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///     cloud.google.com/gke-spot: "true"
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Source
    /// <https://cloud.google.com/kubernetes-engine/docs/how-to/autopilot-spot-pods>, read 2026-11-23.
    "preemptible-selector", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().rewritten_labels;
    for pod in cx.pods() {
        for (key, at) in pod.selected_keys() {
            if let Some(new) = table.rows.get(key) {
                cx.flag(at, format!("Autopilot rewrites this label to `{new}`"))
                    .by(table.status)
                    .help(format!("select `{new}`"));
            }
        }
    }
}
