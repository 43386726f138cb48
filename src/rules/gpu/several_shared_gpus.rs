use super::pod::ACCELERATOR_COUNT;
use super::pod::GPU;
use super::pod::SHARING_STRATEGY;
use crate::object::Object;
use crate::object::Quantity;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # Several GPUs of a time-shared node
    ///
    /// ## Why
    /// Under time-sharing a container gets one GPU at most; more end in `UnexpectedAdmissionError`. Under MPS more
    /// than one is possible only on a machine with a single GPU.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///     cloud.google.com/gke-gpu-sharing-strategy: time-sharing
    ///     cloud.google.com/gke-max-shared-clients-per-gpu: "2"
    ///   volumes: [{name: shm, emptyDir: {medium: Memory}}]
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///     args: [--tensor-parallel-size=2]
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits:
    ///         nvidia.com/gpu: 2  # flag
    /// ```
    ///
    /// ## Fix
    /// Ask for one GPU, or do not share.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///     cloud.google.com/gke-gpu-sharing-strategy: time-sharing
    ///     cloud.google.com/gke-max-shared-clients-per-gpu: "2"
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits:
    ///         nvidia.com/gpu: 1
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/concepts/timesharing-gpus>, last updated 2026-03-16.
    "several-shared-gpus", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().gpu_sharing;
    let most = Quantity::whole(i64::from(table.rows.time_sharing_gpus_per_container));
    for pod in cx.pods() {
        let Some(strategy) = pod.selected(SHARING_STRATEGY).first().copied() else { continue };
        let several = pod
            .selected(ACCELERATOR_COUNT)
            .first()
            .and_then(|it| Quantity::of(it))
            .is_some_and(|it| it > most);
        let limited = match strategy.as_str() {
            Some("time-sharing") => true,
            Some("mps") => several,
            _ => false,
        };
        for container in pod.containers().filter(|_| limited) {
            let Some(node) = container.limit(GPU) else { continue };
            if Quantity::of(node).is_some_and(|asked| asked > most) {
                cx.flag(node.origin, "a container gets one GPU of a shared node")
                    .by(table.status)
                    .also(strategy.origin, "the node is shared")
                    .help("ask for one, or do not share");
            }
        }
    }
}
