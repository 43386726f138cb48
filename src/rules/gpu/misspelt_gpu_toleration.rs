use super::pod::GPU;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A toleration that is meant for GPUs, but is of another key
    ///
    /// ## Why
    /// GKE's taint of GPU nodes has the key `nvidia.com/gpu`. A toleration of any other key does nothing; on
    /// Autopilot that goes unnoticed, since it adds the right one itself.
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
    ///   tolerations:
    ///   - key: nvidia/gpu  # flag
    ///     operator: Exists
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
    /// Remove the toleration.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
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
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/autopilot-gpus>, last updated 2026-04-10.
    "misspelt-gpu-toleration", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        if pod.gpus.asked.is_none() {
            continue;
        }
        for toleration in pod.tolerations() {
            let Some(key) = toleration.get("key") else { continue };
            let Some(text) = key.as_str().filter(|text| *text != GPU && bare(text) == bare(GPU)) else {
                continue;
            };
            if cx.on_gke() {
                cx.flag(key.origin, format!("no node has a taint `{text}`"))
                    .help(format!("remove the toleration: Autopilot adds `{GPU}` itself"));
            }
        }
    }
}

/// The letters of a key, without the domain's end and what separates the words.
fn bare(key: &str) -> String {
    let plain = key.to_lowercase().replace(".com", "");
    plain.chars().filter(char::is_ascii_alphanumeric).collect()
}
