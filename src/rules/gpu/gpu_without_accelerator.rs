use super::pod::ACCELERATOR;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::compute_class;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A Pod that asks for GPUs without naming the accelerator
    ///
    /// ## Why
    /// Autopilot must know which GPU to attach. A Pod that asks for `nvidia.com/gpu` has to select either
    /// an accelerator or a custom compute class that has a priority with GPUs; anything else is rejected
    /// (Warden: `autogke-gpu-limitation`).
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       limits:
    ///         nvidia.com/gpu: 1  # flag
    /// ```
    ///
    /// ## Fix
    /// Add the node selector `cloud.google.com/gke-accelerator`.
    ///
    /// ```yaml pass gke
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
    ///       limits:
    ///         nvidia.com/gpu: 1
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/autopilot-gpus>, last updated
    /// 2026-04-10; <https://github.com/GoogleCloudPlatform/ai-on-gke/pull/983>.
    "gpu-without-accelerator", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        let gpus = &pod.gpus;
        let Some(asked) = gpus.asked else { continue };
        if pod.selected_keys().iter().any(|(key, _)| *key == ACCELERATOR) || !cx.on_gke() {
            continue;
        }
        let help = "add `cloud.google.com/gke-accelerator` to `nodeSelector`";
        let Some(class) = compute_class::selected(pod) else {
            cx.flag(asked.origin, "GPUs are asked for, but no accelerator is selected").help(help);
            continue;
        };
        let name = class.as_str().unwrap_or("");
        if name == compute_class::ACCELERATOR_CLASS {
            // `accelerator-class-without-accelerator` says it better.
            continue;
        }
        if compute_class::is_built_in(cx, name) {
            cx.flag(asked.origin, format!("GPUs are asked for, but the compute class `{name}` has none"))
                .also(class.origin, "selected here")
                .help(help);
        } else if let Some(defined) = compute_class::find(cx, name)
            && !compute_class::priorities(defined).iter().any(|it| compute_class::gpu(cx, it).is_some())
        {
            let at = defined.root.at(&["spec", "priorities"]).unwrap_or(&defined.root).origin;
            cx.flag(
                asked.origin,
                format!("GPUs are asked for, but no priority of the compute class `{name}` has any"),
            )
            .also(at, "these priorities")
            .help("add `gpu` to a priority of the compute class");
        }
    }
}
