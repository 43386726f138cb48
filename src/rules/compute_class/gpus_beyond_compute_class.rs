use super::class;
use crate::object::Object;
use crate::object::Quantity;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # More GPUs than any priority of the compute class has
    ///
    /// ## Why
    /// A Pod that asks for more GPUs than the largest machine of its compute class waits for ever: no
    /// priority can make a node for it.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector: {cloud.google.com/compute-class: l4}
    ///   volumes: [{name: shm, emptyDir: {medium: Memory}}]
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///     args: [--tensor-parallel-size=4]
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       limits:
    ///         nvidia.com/gpu: 4  # flag
    /// ---
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata: {name: l4}
    /// spec:
    ///   priorities:
    ///   - gpu: {type: nvidia-l4, count: 2}
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// ## Fix
    /// Add a priority with enough GPUs, or ask for fewer.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector: {cloud.google.com/compute-class: l4}
    ///   volumes: [{name: shm, emptyDir: {medium: Memory}}]
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///     args: [--tensor-parallel-size=2]
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       limits:
    ///         nvidia.com/gpu: 2
    /// ---
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata: {name: l4}
    /// spec:
    ///   priorities:
    ///   - gpu: {type: nvidia-l4, count: 2}
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// ## Source
    /// Derived from <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/autopilot-gpus>, last
    /// updated 2026-04-10.
    "gpus-beyond-compute-class", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        let Some(name) = class::selected(pod) else { continue };
        let Some(defined) = class::find(cx, name.as_str().unwrap_or("")) else { continue };
        let gpus = &pod.gpus;
        let Some(asked) = gpus.asked else { continue };
        let offers: Vec<_> = class::priorities(defined).iter().filter_map(|it| class::gpu(cx, it)).collect();
        // A priority of unknown size may be large enough.
        let counts: Option<Vec<i64>> = offers.iter().map(|offer| offer.count).collect();
        let Some(most) = counts.and_then(|counts| counts.into_iter().max()) else { continue };
        if gpus.total > Quantity::whole(most) {
            let at = defined.root.at(&["spec", "priorities"]).unwrap_or(&defined.root).origin;
            cx.flag(
                asked.origin,
                format!(
                    "the Pod asks for {} GPUs, but no priority of `{}` has more than {most}",
                    gpus.total.cores(),
                    defined.name()
                ),
            )
            .also(at, "these priorities")
            .help("add a priority with enough GPUs, or ask for fewer");
        }
    }
}
