use super::pod::ACCELERATOR_COUNT;
use super::pod::Gpus;
use crate::object::Object;
use crate::object::Quantity;
use crate::object::WORKLOADS;
use crate::rules::catalog::GpuType;
use crate::rules::catalog::Status;
use crate::rules::pods::Pod;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A number of GPUs that no machine of the accelerator has
    ///
    /// ## Why
    /// Each accelerator comes in certain numbers, which are those of its machine types: an L4 in 1, 2, 4
    /// or 8. Autopilot rejects a Pod that asks for another number (Warden: `autogke-gpu-limitation`). What
    /// counts is the sum over the containers of the Pod. The node label
    /// `cloud.google.com/gke-accelerator-count` must be such a number too, and not less than that sum.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///   volumes: [{name: shm, emptyDir: {medium: Memory}}]
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///     args: [--tensor-parallel-size=3]
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits:
    ///         nvidia.com/gpu: 3  # flag
    /// ```
    ///
    /// ## Fix
    /// Ask for a number that the accelerator comes in.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///   volumes: [{name: shm, emptyDir: {medium: Memory}}]
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     volumeMounts: [{name: shm, mountPath: /dev/shm}]
    ///     args: [--tensor-parallel-size=4]
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits:
    ///         nvidia.com/gpu: 4
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/autopilot-gpus>, last updated
    /// 2026-04-10. Its own sample is one Pod with 3 and 1 GPUs of one type.
    "unsupported-gpu-quantity", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let types = &cx.catalog().gpu_types;
    for pod in cx.pods() {
        let gpus = &pod.gpus;
        let Some((name, kind)) =
            gpus.accelerator().and_then(|node| types.rows.get_key_value(node.as_str().unwrap_or("")))
        else {
            continue;
        };
        if kind.quantities.is_empty() {
            continue;
        }
        let count = pod.selected(ACCELERATOR_COUNT).first().copied();
        match count {
            Some(node) => count_label(cx, pod, node, name, kind, types.status),
            None => total(cx, gpus, name, kind, types.status),
        }
    }
}

/// Without a label for the count, the pod gets a machine of its own with just as many GPUs.
fn total(cx: &mut Cx<'_>, gpus: &Gpus<'_>, name: &str, kind: &GpuType, status: Status) {
    let (Some(asked), Some(total)) = (gpus.asked, gpus.total.as_whole()) else { return };
    if total == 0 || supports(kind, total) {
        return;
    }
    let mut flag = cx
        .flag(asked.origin, format!("`{name}` does not come in {total}"))
        .by(status)
        .help(format!("ask for {} in all", list(&kind.quantities)));
    if let Some(accelerator) = gpus.accelerator() {
        flag = flag.also(accelerator.origin, "selected here");
    }
    let _ = flag;
}

fn count_label(cx: &mut Cx<'_>, pod: &Pod<'_>, node: &Node, name: &str, kind: &GpuType, status: Status) {
    let Some(count) = node.scalar().and_then(|text| text.parse::<i64>().ok()) else {
        cx.flag(node.origin, "the number of GPUs of the node is not a number")
            .help(format!("use {}", list(&kind.quantities)));
        return;
    };
    let gpus = &pod.gpus;
    if !supports(kind, count) {
        cx.flag(node.origin, format!("no machine has {count} GPUs of `{name}`"))
            .by(status)
            .help(format!("use {}", list(&kind.quantities)));
    } else if let Some(asked) = gpus.asked
        && gpus.total > Quantity::whole(count)
    {
        cx.flag(
            asked.origin,
            format!("the Pod asks for {} GPUs, but its node has {count}", gpus.total.cores()),
        )
        .also(node.origin, "the GPUs of the node")
        .help("raise `cloud.google.com/gke-accelerator-count`, or ask for fewer");
    }
}

fn supports(kind: &GpuType, quantity: i64) -> bool {
    kind.quantities.iter().any(|it| i64::from(*it) == quantity)
}

/// `1, 2, 4 or 8`.
fn list(quantities: &[u32]) -> String {
    let words: Vec<String> = quantities.iter().map(u32::to_string).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.join(", "),
    }
}
