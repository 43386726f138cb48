use super::class;
use crate::diag::nearest;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A compute class that is not there
    ///
    /// ## Why
    /// A Pod that selects a compute class which the cluster does not have waits for ever.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/compute-class: l4s  # flag
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources: {limits: {nvidia.com/gpu: 1}}
    /// ---
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata: {name: l4}
    /// spec:
    ///   priorities: [{gpu: {type: nvidia-l4, count: 1}}]
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// ## Fix
    /// Use the name of a class, or add the class to the tree.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/compute-class: l4
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources: {limits: {nvidia.com/gpu: 1}}
    /// ---
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata: {name: l4}
    /// spec:
    ///   priorities: [{gpu: {type: nvidia-l4, count: 1}}]
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// Nothing is said in a tree without any compute class: another tree may bring it.
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/ai-on-gke/pull/983>, 2025-02-17.
    "unknown-compute-class", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let defined: Vec<&str> = cx.all("ComputeClass").map(Object::name).collect();
    if defined.is_empty() {
        return;
    }
    for pod in cx.pods() {
        let Some(node) = class::selected(pod) else { continue };
        let name = node.as_str().unwrap_or("");
        if class::is_built_in(cx, name) || defined.contains(&name) {
            continue;
        }
        let near = nearest(name, defined.iter().copied());
        cx.flag(node.origin, format!("the tree has no compute class `{name}`")).help(near.map_or_else(
            || format!("the tree has {}", defined.join(", ")),
            |near| format!("did you mean `{near}`?"),
        ));
    }
}
