use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # Several shards without shared memory
    ///
    /// ## Why
    /// The shards of a model exchange data through `/dev/shm`, which has 64 MiB unless a volume is mounted there.
    /// vLLM then fails, or falls back to a slower way.
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
    ///     - --model=google/gemma-2-9b
    ///     - --tensor-parallel-size=2  # flag
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi, ephemeral-storage: 100Gi}
    ///       limits: {nvidia.com/gpu: 2}
    /// ```
    ///
    /// ## Fix
    /// Mount an `emptyDir` of medium `Memory` at `/dev/shm`.
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
    ///     - --model=google/gemma-2-9b
    ///     - --tensor-parallel-size=2
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi, ephemeral-storage: 100Gi}
    ///       limits: {nvidia.com/gpu: 2}
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///   volumes: [{name: shm, emptyDir: {medium: Memory}}]
    /// ```
    ///
    /// ## Source
    /// <https://docs.vllm.ai/en/latest/deployment/k8s.html>, 2026-09.
    "unshared-memory", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for server in pod.servers(cx) {
            let Some(shards) = server.argument(&["--tensor-parallel-size", "-tp"]) else { continue };
            let several = shards.value().and_then(|it| it.parse::<i64>().ok()).is_some_and(|it| it > 1);
            let mounted = server.container.list("volumeMounts").iter().any(|mount| {
                mount.str_at(&["mountPath"]).is_some_and(|path| path.trim_end_matches('/') == "/dev/shm")
            });
            if several && !mounted {
                let at = cx.within(shards.at, &shards.flag);
                cx.flag(at, "the shards share 64 MiB of memory")
                    .label("nothing is mounted at `/dev/shm`")
                    .set_by(&[shards])
                    .help("mount an `emptyDir` of medium `Memory` at `/dev/shm`");
            }
        }
    }
}
