use super::model;
use crate::object::Object;
use crate::object::Quantity;
use crate::object::WORKLOADS;
use crate::object::templates;
use crate::rules::gpu::Gpus;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::rules::server;

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

/// The share of GPU memory that vLLM uses unless it is told otherwise, in thousandths.
const SHARE: i64 = 900;

fn check(cx: &mut Cx<'_>, object: &Object) {
    let tables = cx.catalog();
    for pod in templates(object) {
        let gpus = Gpus::of(&pod);
        let Some(accelerator) = gpus.accelerator() else { continue };
        let Some(kind) = accelerator.as_str().and_then(|it| tables.gpu_types.rows.get(it)) else { continue };
        for server in server::servers(&pod) {
            let Some((argument, row)) = model::of(cx, &server) else { continue };
            let quantised =
                server.argument(&["--quantization", "-q", "--load-format", "--cpu-offload-gb"]).is_some();
            let limit = server.container.limit("nvidia.com/gpu").and_then(Quantity::of);
            let (Some(count), Some(memory)) = (limit, kind.memory_mib.filter(|_| !quantised)) else {
                continue;
            };
            let share = server
                .argument(&["--gpu-memory-utilization"])
                .and_then(|it| Quantity::parse(it.value.as_deref()?))
                .unwrap_or_else(|| Quantity::milli(SHARE));
            let memory = Quantity::mib(i64::try_from(memory).unwrap_or(i64::MAX));
            let group = Quantity::whole(pod.group_size);
            let has = memory.times(count).times(group).times(share);
            let needs =
                row.parameters_billion.times(Quantity::whole(row.bytes_per_parameter * 1_000_000_000));
            if needs > has {
                let write = |it: Quantity| format!("{} GiB", it.per_gib().floor().decimal());
                cx.flag(
                    argument.at,
                    format!("the weights take {}, but vLLM has {}", write(needs), write(has)),
                )
                .by(tables.models.status)
                .also(accelerator.origin, format!("{} of {}", count.cores(), kind.model))
                .help("use more or larger GPUs, or a quantised model");
            }
        }
    }
}
