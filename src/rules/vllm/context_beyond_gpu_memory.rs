use super::memory;
use super::model;
use crate::object::Object;
use crate::object::Quantity;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A context that does not fit beside the weights
    ///
    /// ## Why
    /// vLLM does not start unless one request of the greatest length fits into the KV cache, which gets what the
    /// weights leave of the GPU's memory. Without `--max-model-len` the length is the model's own: 131072 tokens of
    /// Llama 3.1 8B take 16 GiB.
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
    ///     - --model=meta-llama/Llama-3.1-8B-Instruct
    ///     - --max-model-len=65536  # flag
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi, ephemeral-storage: 40Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Fix
    /// Set a smaller `--max-model-len`, or use more or larger GPUs.
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
    ///     - --model=meta-llama/Llama-3.1-8B-Instruct
    ///     - --max-model-len=16384
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi, ephemeral-storage: 40Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// The catalog knows some models, and not for certain: the finding is a warning. Models whose layers see a
    /// part of the context only, such as Gemma, are left out.
    ///
    /// ## Source
    /// <https://docs.vllm.ai/en/latest/configuration/conserving_memory.html>, read 2026-11-25; the catalog, tables
    /// `models` and `gpu_types`.
    "context-beyond-gpu-memory", Warning, WORKLOADS
}

/// Flags that make the cache, or the context, something else than the catalog says.
const OTHERWISE: &[&str] =
    &["--kv-cache-dtype", "--hf-overrides", "--rope-scaling", "--kv-cache-memory-bytes"];

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for server in pod.servers(cx) {
            let Some((argument, row)) = model::of(cx, server) else { continue };
            let Some((accelerator, _, has)) = memory::of(cx, pod, server) else { continue };
            let Some(cache) = &row.cache else { continue };
            let length = server.argument(&["--max-model-len"]);
            let tokens = match length {
                Some(length) => length.value().and_then(Quantity::parse),
                None if server.open => None,
                None => Some(Quantity::whole(cache.context_tokens)),
            };
            let Some(tokens) = tokens.filter(|_| server.argument(OTHERWISE).is_none()) else { continue };
            let weights = memory::weights(row);
            let context = tokens.times(Quantity::whole(cache.bytes_per_token));
            if weights > has || weights + context <= has {
                continue;
            }
            let status = cx.catalog().models.status;
            let message = format!(
                "a context of {} tokens takes {}, but the weights leave {} of {}",
                tokens.decimal(),
                memory::gib(context),
                memory::gib(has - weights),
                memory::gib(has)
            );
            cx.flag(length.map_or(argument.at, |it| it.at), message)
                .by(status)
                .also(accelerator.origin, "the accelerator")
                .set_by(&[length.unwrap_or(argument)])
                .help("set a smaller `--max-model-len`, or use more or larger GPUs");
        }
    }
}
