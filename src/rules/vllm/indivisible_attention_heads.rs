use super::model;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # Attention heads that cannot be shared out
    ///
    /// ## Why
    /// Tensor parallelism gives each GPU the same number of attention heads. If the number of heads of the model cannot
    /// be divided by `--tensor-parallel-size`, vLLM does not start: `Total number of attention heads must be divisible
    /// by tensor parallel size`.
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
    ///     - --model=Qwen/Qwen2.5-7B-Instruct
    ///     - --tensor-parallel-size=8  # flag
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi, ephemeral-storage: 100Gi}
    ///       limits: {nvidia.com/gpu: 8}
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///   volumes: [{name: shm, emptyDir: {medium: Memory}}]
    /// ```
    ///
    /// ## Fix
    /// Use a number that divides the heads, and `--pipeline-parallel-size` for the rest.
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
    ///     - --model=Qwen/Qwen2.5-7B-Instruct
    ///     - --tensor-parallel-size=4
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi, ephemeral-storage: 100Gi}
    ///       limits: {nvidia.com/gpu: 4}
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///   volumes: [{name: shm, emptyDir: {medium: Memory}}]
    /// ```
    ///
    /// The catalog knows some models, and not for certain: the finding is a warning.
    ///
    /// ## Source
    /// <https://github.com/vllm-project/vllm>, `vllm/config`, read 2026-11-23; the catalog, table `models`.
    "indivisible-attention-heads", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let status = cx.catalog().models.status;
    for pod in cx.pods() {
        for server in pod.servers(cx) {
            let Some(shards) = server.argument(&["--tensor-parallel-size", "-tp"]) else { continue };
            let Some(count) = shards.value().and_then(|it| it.parse::<u32>().ok()).filter(|it| *it > 0)
            else {
                continue;
            };
            let Some((model, row)) = model::of(cx, server) else { continue };
            if row.attention_heads.is_multiple_of(count) {
                continue;
            }
            let at = cx.within(shards.at, &shards.flag);
            cx.flag(
                at,
                format!("{} attention heads cannot be shared out among {count} GPUs", row.attention_heads),
            )
            .by(status)
            .also(model.at, "the model")
            .set_by(&[shards, model])
            .help("use a number that divides them, and `--pipeline-parallel-size` for the rest");
        }
    }
}
