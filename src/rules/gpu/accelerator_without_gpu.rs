use super::pod::ACCELERATOR;
use super::pod::GPU;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A Pod that selects an accelerator without asking for GPUs
    ///
    /// ## Why
    /// Autopilot wants both the type and the number of GPUs and rejects a Pod that leaves out either
    /// (Warden: `autogke-gpu-limitation`). A Pod without the limit would see no GPU in any case.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4  # flag
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    /// ```
    ///
    /// ## Fix
    /// Set `resources.limits` of the container that uses the GPU.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// DaemonSets are left out: Google's page shows them with the selector alone.
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/autopilot-gpus>, last updated
    /// 2026-04-10.
    "accelerator-without-gpu", Error,
    &["Deployment", "StatefulSet", "ReplicaSet", "Job", "CronJob", "Pod", "LeaderWorkerSet"]
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        let gpus = &pod.gpus;
        // A pod that claims devices through `resourceClaims` does not use the resource.
        if gpus.asked.is_some() || pod.spec.get("resourceClaims").is_some() {
            continue;
        }
        let keys = pod.selected_keys();
        let Some((_, key)) = keys.iter().find(|(key, _)| *key == ACCELERATOR) else { continue };
        let at = gpus.accelerators.first().map_or(*key, |node| node.origin);
        cx.flag(at, "an accelerator is selected, but no container asks for GPUs")
            .help(format!("set `resources.limits` with `{GPU}` in the container that uses it"));
    }
}
