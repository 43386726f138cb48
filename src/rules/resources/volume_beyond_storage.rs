use crate::object::Object;
use crate::object::Quantity;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A volume on the node's disk that is larger than the storage asked for
    ///
    /// ## Why
    /// An `emptyDir` counts as ephemeral storage. If it may grow beyond what the Pod's containers ask for, the Pod can
    /// be evicted before the volume is full.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     args: [--model=google/gemma-2-9b]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi, ephemeral-storage: 10Gi}
    ///       limits: {nvidia.com/gpu: 1}
    ///     volumeMounts: [{name: cache, mountPath: /cache}]
    ///   volumes:
    ///   - name: cache
    ///     emptyDir:
    ///       sizeLimit: 40Gi  # flag
    /// ```
    ///
    /// ## Fix
    /// Ask for more ephemeral storage, or make the volume smaller.
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
    ///     args: [--model=google/gemma-2-9b]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi, ephemeral-storage: 48Gi}
    ///       limits: {nvidia.com/gpu: 1}
    ///     volumeMounts: [{name: cache, mountPath: /cache}]
    ///   volumes:
    ///   - name: cache
    ///     emptyDir:
    ///       sizeLimit: 40Gi
    /// ```
    ///
    /// ## Source
    /// <https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#local-ephemeral-storage>, read
    /// 2026-11-23.
    "volume-beyond-storage", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        let (Some(asked), total) = (pod.first_request("ephemeral-storage"), pod.total("ephemeral-storage"))
        else {
            continue;
        };
        for volume in pod.volumes() {
            if volume.str_at(&["emptyDir", "medium"]) == Some("Memory") {
                continue;
            }
            let Some(size) = volume.at(&["emptyDir", "sizeLimit"]) else { continue };
            if Quantity::of(size).is_some_and(|size| size > total) {
                cx.flag(
                    size.origin,
                    format!("the volume may grow beyond the {} that the Pod asks for", total.bytes()),
                )
                .also(asked.origin, "asked for here")
                .help("ask for more ephemeral storage, or make the volume smaller");
            }
        }
    }
}
