use super::pod::GPU;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A toleration for GPUs on a Pod without GPUs
    ///
    /// ## Why
    /// Autopilot refuses a Pod that tolerates `nvidia.com/gpu` with the operator `Exists` and asks for no GPU (Warden:
    /// `autogke-gpu-limitation`). With the operator `Equal` it is accepted.
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   tolerations:
    ///   - key: nvidia.com/gpu  # flag
    ///     operator: Exists
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    /// ```
    ///
    /// ## Fix
    /// Remove the toleration.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    /// ```
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/k8s-stackdriver/issues/1079>, 2026-02-28.
    "gpu-toleration-without-gpu", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        if pod.gpus.asked.is_some() {
            continue;
        }
        for toleration in pod.tolerations() {
            let exists = toleration.str_at(&["operator"]) == Some("Exists");
            let Some(key) = toleration.get("key").filter(|key| exists && key.as_str() == Some(GPU)) else {
                continue;
            };
            if cx.on_gke() {
                cx.flag(key.origin, "the Pod tolerates GPUs, but asks for none")
                    .help("remove the toleration");
            }
        }
    }
}
