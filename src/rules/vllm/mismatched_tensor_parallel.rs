use crate::diag::Severity;
use crate::object::Object;
use crate::object::Quantity;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # More or fewer shards than GPUs
    ///
    /// ## Why
    /// `--tensor-parallel-size` times `--pipeline-parallel-size` is the number of GPUs that vLLM uses. With more than
    /// the container has, it does not start; with fewer, the rest is paid for and idle.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
    ///   volumes: [{name: shm, emptyDir: {medium: Memory}}]
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///     ports: [{name: http, containerPort: 8000}]
    ///     args:
    ///     - --model=google/gemma-2-9b
    ///     - --tensor-parallel-size=4  # flag
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi, ephemeral-storage: 100Gi}
    ///       limits: {nvidia.com/gpu: 2}
    /// ```
    ///
    /// ## Fix
    /// Make the product equal to the limit of `nvidia.com/gpu`.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
    ///   volumes: [{name: shm, emptyDir: {medium: Memory}}]
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///     ports: [{name: http, containerPort: 8000}]
    ///     args:
    ///     - --model=google/gemma-2-9b
    ///     - --tensor-parallel-size=2
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi, ephemeral-storage: 100Gi}
    ///       limits: {nvidia.com/gpu: 2}
    /// ```
    ///
    /// The Pods of a LeaderWorkerSet count together. Fewer shards than GPUs are a warning.
    ///
    /// ## Source
    /// <https://github.com/vllm-project/vllm/issues/30061>, read 2026-11-23.
    "mismatched-tensor-parallel", Error, WORKLOADS
}

/// The arguments whose product is the number of GPUs.
const SIZES: &[&[&str]] = &[
    &["--tensor-parallel-size", "-tp"],
    &["--pipeline-parallel-size", "-pp"],
    &["--data-parallel-size", "-dp"],
];

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for server in pod.servers(cx) {
            let Some(limit) = server.container.limit("nvidia.com/gpu") else { continue };
            let Some(own) = Quantity::of(limit).and_then(Quantity::as_whole).filter(|gpus| *gpus > 0) else {
                continue;
            };
            let gpus = own.saturating_mul(pod.group_size);
            let given: Vec<_> = SIZES.iter().filter_map(|names| server.argument(names)).collect();
            let sizes: Option<Vec<i64>> = given.iter().map(|it| it.value()?.parse().ok()).collect();
            let Some(shards) = sizes.map(|sizes| sizes.into_iter().fold(1_i64, i64::saturating_mul)) else {
                continue;
            };
            // Ray may bring GPUs of other Pods.
            let ray = server.argument(&["--distributed-executor-backend"]).is_some() && pod.group_size == 1;
            let at = given.first().map_or(limit.origin, |it| cx.within(it.at, &it.flag));
            if shards > gpus && !ray {
                cx.flag(at, format!("vLLM is to use {shards} GPUs, but has {gpus}"))
                    .also(limit.origin, "the GPUs")
                    .set_by(&given)
                    .help(format!("set `--tensor-parallel-size` to {gpus}, or ask for {shards} GPUs"));
            } else if shards < gpus && !server.open {
                cx.flag(at, format!("vLLM uses {shards} of {gpus} GPUs"))
                    .at_most(Severity::Warning)
                    .also(limit.origin, "the GPUs")
                    .set_by(&given)
                    .help(format!("set `--tensor-parallel-size={own}`, or ask for fewer GPUs"));
            }
        }
    }
}
