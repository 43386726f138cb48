use super::memory;
use super::model;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A model larger than the memory of its GPUs
    ///
    /// ## Why
    /// Two bytes for each parameter are the least that a model takes unless it is quantised. If that alone is more than
    /// the share of GPU memory that vLLM uses, it ends with `CUDA out of memory`, after minutes of loading.
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
    ///     args:
    ///     - --model=google/gemma-2-27b-it  # flag
    ///     - --tensor-parallel-size=2
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi, ephemeral-storage: 100Gi}
    ///       limits: {nvidia.com/gpu: 2}
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///   volumes: [{name: shm, emptyDir: {medium: Memory}}]
    /// ```
    ///
    /// ## Fix
    /// Use more or larger GPUs, or a quantised model.
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
    ///     args:
    ///     - --model=google/gemma-2-9b-it
    ///     - --tensor-parallel-size=2
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi, ephemeral-storage: 100Gi}
    ///       limits: {nvidia.com/gpu: 2}
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///   volumes: [{name: shm, emptyDir: {medium: Memory}}]
    /// ```
    ///
    /// The catalog knows some models, and not for certain: the finding is a warning.
    ///
    /// ## Source
    /// The catalog, tables `models` and `gpu_types`.
    "model-beyond-gpu-memory", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for server in pod.servers(cx) {
            let Some((argument, row)) = model::of(cx, server) else { continue };
            let Some((accelerator, count, has)) = memory::of(cx, pod, server) else { continue };
            let needs = memory::weights(row);
            if needs > has {
                let kind = cx.catalog().gpu_types.rows.get(accelerator.as_str().unwrap_or(""));
                let kind = kind.map_or("", |it| it.model.as_str());
                let status = cx.catalog().models.status;
                cx.flag(
                    argument.at,
                    format!("the weights take {}, but vLLM has {}", memory::gib(needs), memory::gib(has)),
                )
                .by(status)
                .also(accelerator.origin, format!("{} of {kind}", count.cores()))
                .help("use more or larger GPUs, or a quantised model");
            }
        }
    }
}
