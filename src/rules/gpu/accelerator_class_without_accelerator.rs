use super::pod::ACCELERATOR;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::compute_class;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # The compute class `Accelerator` without an accelerator
    ///
    /// ## Why
    /// The built-in class does not say which accelerator is meant, so Autopilot rejects the Pod (Warden:
    /// `autogke-gpu-limitation`).
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/compute-class: Accelerator  # flag
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources: {limits: {nvidia.com/gpu: 1}}
    /// ```
    ///
    /// ## Fix
    /// Select the accelerator as well; the class itself may be left out.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/compute-class: Accelerator
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
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/ai-on-gke/pull/983>, 2025-02-17.
    "accelerator-class-without-accelerator", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        let Some(class) = compute_class::selected(pod) else { continue };
        let keys = pod.selected_keys();
        let named =
            keys.iter().any(|(key, _)| *key == ACCELERATOR || *key == "cloud.google.com/gke-tpu-accelerator");
        if class.as_str() == Some(compute_class::ACCELERATOR_CLASS) && !named {
            cx.flag(class.origin, "the compute class `Accelerator` is selected, but no accelerator")
                .help(format!("add `{ACCELERATOR}` to `nodeSelector`"));
        }
    }
}
