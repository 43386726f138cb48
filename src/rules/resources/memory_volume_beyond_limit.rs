use crate::object::Object;
use crate::object::Quantity;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A volume in memory as large as the memory
    ///
    /// ## Why
    /// Files of an `emptyDir` of medium `Memory` count against the memory limit of the container that writes them. A
    /// volume that may grow to the limit ends in an out-of-memory kill.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     args: [--model=google/gemma-2-9b]
    ///     resources: {limits: {memory: 16Gi}}
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///   volumes:
    ///   - name: shm
    ///     emptyDir:
    ///       medium: Memory
    ///       sizeLimit: 16Gi  # flag
    /// ```
    ///
    /// ## Fix
    /// Make the volume smaller than the limit.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     args: [--model=google/gemma-2-9b]
    ///     resources: {limits: {memory: 16Gi}}
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///   volumes:
    ///   - name: shm
    ///     emptyDir:
    ///       medium: Memory
    ///       sizeLimit: 4Gi
    /// ```
    ///
    /// ## Source
    /// <https://kubernetes.io/docs/concepts/storage/volumes/#emptydir>, read 2026-11-23.
    "memory-volume-beyond-limit", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for volume in pod.volumes() {
            if volume.str_at(&["emptyDir", "medium"]) != Some("Memory") {
                continue;
            }
            let Some(size) = volume.at(&["emptyDir", "sizeLimit"]) else { continue };
            let Some(amount) = Quantity::of(size) else { continue };
            for container in pod.containers() {
                let mounts = container
                    .list("volumeMounts")
                    .iter()
                    .any(|it| it.str_at(&["name"]) == volume.str_at(&["name"]));
                let Some(limit) = container.limit("memory").filter(|_| mounts) else { continue };
                if Quantity::of(limit).is_some_and(|limit| amount >= limit) {
                    cx.flag(size.origin, "the volume may fill all of the container's memory")
                        .also(limit.origin, "the limit")
                        .help("make the volume smaller than the limit");
                }
            }
        }
    }
}
