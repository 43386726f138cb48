use super::pod::SHARED_CLIENTS;
use super::pod::SHARING_STRATEGY;
use crate::diag::nearest;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # GPU sharing that is said in part
    ///
    /// ## Why
    /// On Autopilot a Pod that shares a GPU names both the strategy, `time-sharing` or `mps`, and the number of
    /// clients; GKE rejects the workload otherwise.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///     cloud.google.com/gke-gpu-sharing-strategy: time-sharing  # flag
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
    /// Set both labels.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///     cloud.google.com/gke-gpu-sharing-strategy: time-sharing
    ///     cloud.google.com/gke-max-shared-clients-per-gpu: "2"
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
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/concepts/timesharing-gpus>, last updated 2026-03-16.
    "incomplete-gpu-sharing", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().gpu_sharing;
    for pod in cx.pods() {
        let strategy = pod.selected(SHARING_STRATEGY).first().copied();
        let clients = pod.selected(SHARED_CLIENTS).first().copied();
        match (strategy, clients) {
            (Some(node), None) => {
                cx.flag(node.origin, "a sharing strategy is selected, but no number of clients")
                    .by(table.status)
                    .help(format!("add `{SHARED_CLIENTS}`"));
            }
            (None, Some(node)) => {
                cx.flag(node.origin, "a number of clients is selected, but no sharing strategy")
                    .by(table.status)
                    .help(format!("add `{SHARING_STRATEGY}`"));
            }
            _ => {}
        }
        if let Some(node) = strategy
            && let Some(value) =
                node.as_str().filter(|it| !table.rows.strategies.iter().any(|known| known == it))
        {
            let near = nearest(value, table.rows.strategies.iter().map(String::as_str));
            cx.flag(node.origin, format!("there is no sharing strategy `{value}`")).by(table.status).help(
                near.map_or_else(
                    || format!("use {}", table.rows.strategies.join(" or ")),
                    |near| format!("did you mean `{near}`?"),
                ),
            );
        }
    }
}
