use super::pod::GPU;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::edit::remove_element;

rule! {
    /// # A toleration that Autopilot adds itself
    ///
    /// ## Why
    /// Autopilot taints the nodes of GPUs and of Spot, and gives the Pods that ask for them the toleration.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
    ///   tolerations:
    ///   - key: nvidia.com/gpu  # flag
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
    /// ```yaml pass
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
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/autopilot-gpus>, last updated 2026-04-10;
    /// <https://cloud.google.com/kubernetes-engine/docs/how-to/autopilot-spot-pods>, read 2026-11-23.
    "redundant-toleration", Info, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        let gpus = &pod.gpus;
        let accelerated = gpus.asked.is_some() && !gpus.accelerators.is_empty();
        let spot = pod.selected("cloud.google.com/gke-spot").iter().any(|it| it.as_str() == Some("true"));
        for toleration in pod.tolerations() {
            let Some(key) = toleration.get("key") else { continue };
            let own = match key.as_str() {
                Some(GPU) => accelerated,
                Some("cloud.google.com/gke-spot") => spot,
                _ => false,
            };
            if own {
                let entry = toleration.as_map().and_then(|map| map.entry("key"));
                let edit = entry.and_then(|it| remove_element(cx.files(), &it.key, &it.value));
                cx.flag(key.origin, "Autopilot adds this toleration itself")
                    .help("remove it")
                    .fix("Remove the toleration", edit);
            }
        }
    }
}
