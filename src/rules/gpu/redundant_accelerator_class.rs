use super::pod::ACCELERATOR;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::compute_class;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # The compute class `Accelerator` where it is implied
    ///
    /// ## Why
    /// Newer clusters choose the class by themselves for a Pod that selects an accelerator.
    ///
    /// ```yaml fail gke-version=1.30
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/compute-class: Accelerator  # flag
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
    /// ## Fix
    /// Leave the class out.
    ///
    /// ```yaml pass gke-version=1.30
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
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/autopilot-gpus>, last updated
    /// 2026-04-10: implicit from 1.29.4-gke.1427000.
    "redundant-accelerator-class", Info, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().accelerator_class;
    for pod in cx.pods() {
        let Some(class) = compute_class::selected(pod) else { continue };
        let named = pod.selected_keys().iter().any(|(key, _)| *key == ACCELERATOR);
        if class.as_str() != Some(compute_class::ACCELERATOR_CLASS) || !named {
            continue;
        }
        let Some(version) = cx.gke_version() else { return };
        if table.rows.implicit_since.first().is_some_and(|since| version.from >= *since) {
            let edit = cx.removal(pod.spec, &["nodeSelector", "cloud.google.com/compute-class"]);
            cx.flag(class.origin, "the compute class `Accelerator` is implied by the accelerator")
                .by(table.status)
                .help("remove `cloud.google.com/compute-class`")
                .fix("Remove the compute class", edit);
        }
    }
}
