use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A part of an H100 machine on demand
    ///
    /// ## Why
    /// Machines with 1, 2 or 4 H100 are sold as Spot or with flex-start. A Pod that asks for one on demand may wait for
    /// ever.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-h100-80gb}
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
    /// Select `cloud.google.com/gke-spot` or `cloud.google.com/gke-flex-start`, or take the whole machine.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-h100-80gb, cloud.google.com/gke-spot: "true"}
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
    ///         nvidia.com/gpu: 2
    /// ```
    ///
    /// ## Source
    /// Memory of <https://cloud.google.com/compute/docs/accelerator-optimized-machines>, 2026-11: hence a warning.
    "partial-machine-on-demand", Warning, KINDS
}

/// Whatever has Pods, and compute classes.
const KINDS: &[&str] = &{
    let mut kinds = ["ComputeClass"; WORKLOADS.len() + 1];
    let (_, rest) = kinds.split_at_mut(1);
    rest.copy_from_slice(WORKLOADS);
    kinds
};

fn check(cx: &mut Cx<'_>, object: &Object) {
    priorities(cx, object);
    let types = &cx.catalog().gpu_types.rows;
    for pod in cx.pods() {
        let gpus = &pod.gpus;
        let Some(accelerator) = gpus.accelerator() else { continue };
        let Some(kind) = accelerator.as_str().and_then(|it| types.get(it)) else { continue };
        let keys = pod.selected_keys();
        let sold = keys.iter().any(|(key, _)| {
            ["gke-spot", "gke-flex-start", "compute-class", "reservation-name", "gke-accelerator-count"]
                .iter()
                .any(|it| key.ends_with(it))
        });
        let total = gpus.total.as_whole().and_then(|total| u32::try_from(total).ok());
        let partial = kind.partial.as_ref().filter(|it| !it.on_demand);
        let (Some(total), Some(partial), Some(asked)) = (total, partial, gpus.asked) else { continue };
        if partial.quantities.contains(&total) && !sold {
            cx.flag(asked.origin, format!("{total} of {} may be sold as Spot or with flex-start only", kind.model))
                .also(accelerator.origin, "the accelerator")
                .help("select `cloud.google.com/gke-spot` or `cloud.google.com/gke-flex-start`, or take the whole machine");
        }
    }
}

/// The priorities of a compute class that take a part of a machine on demand.
fn priorities(cx: &mut Cx<'_>, object: &Object) {
    let types = &cx.catalog().gpu_types.rows;
    if object.kind() != "ComputeClass" {
        return;
    }
    for priority in object.root.at(&["spec", "priorities"]).into_iter().flat_map(Node::items) {
        let (Some(kind), Some(count)) = (priority.at(&["gpu", "type"]), priority.at(&["gpu", "count"]))
        else {
            continue;
        };
        let sold = priority.get("spot").and_then(Node::as_bool) == Some(true)
            || priority.get("flexStart").is_some()
            || priority.get("reservations").is_some();
        let Some(row) = kind.as_str().and_then(|it| types.get(it)).filter(|_| !sold) else { continue };
        let partial = row.partial.as_ref().filter(|it| !it.on_demand);
        let total = count.as_i64().and_then(|it| u32::try_from(it).ok());
        if let (Some(partial), Some(total)) = (partial, total)
            && partial.quantities.contains(&total)
        {
            let at = priority.get("machineType").unwrap_or(count).origin;
            cx.flag(at, format!("{total} of {} may be sold as Spot or with flex-start only", row.model))
                .help("set `spot: true` or `flexStart`, or take the whole machine");
        }
    }
}
