use std::collections::BTreeMap;

use super::pod::ACCELERATOR_COUNT;
use crate::object::Container;
use crate::object::Object;
use crate::object::PodTemplate;
use crate::object::Quantity;
use crate::object::Role;
use crate::object::WORKLOADS;
use crate::rules::catalog::Maximum;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # More CPU or memory than the accelerator's machine has
    ///
    /// ## Why
    /// The GPUs decide the machine: two L4 are a machine with 24 vCPU and 96 GB. A Pod that asks for more than the
    /// largest machine with its GPUs has never gets a node. Autopilot itself rejects a Pod somewhat earlier, since
    /// the node needs a share (Warden: `autogke-pod-limit-constraints`); those limits are known for certain in a few
    /// cases only, and are warnings elsewhere. Init containers count as well.
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
    ///     args: [--tensor-parallel-size=2]
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests:
    ///         cpu: "40"  # flag
    ///         memory: 40Gi
    ///       limits: {nvidia.com/gpu: 2}
    /// ```
    ///
    /// ## Fix
    /// Ask for less, or for more GPUs.
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
    ///     args: [--tensor-parallel-size=2]
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests:
    ///         cpu: "20"
    ///         memory: 40Gi
    ///       limits: {nvidia.com/gpu: 2}
    /// ```
    ///
    /// ## Source
    /// The catalog, tables `gpu_shapes` and `gpu_request_maxima`; argoproj/argo-workflows#13073, 2024-05-21.
    "oversized-gpu-pod", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let tables = cx.catalog();
    for pod in cx.pods() {
        let gpus = &pod.gpus;
        let Some(accelerator) = gpus.accelerator() else { continue };
        let label = pod.selected(ACCELERATOR_COUNT).first().and_then(|it| it.scalar()?.parse::<i64>().ok());
        let Some(count) = label.or(gpus.total.as_whole()).and_then(|count| u32::try_from(count).ok()) else {
            continue;
        };
        let name = accelerator.as_str().unwrap_or("");
        let limit = |table: &BTreeMap<String, BTreeMap<u32, Maximum>>, resource: &str| {
            table
                .get(name)
                .and_then(|by| by.get(&count))
                .map(|it| if resource == "cpu" { it.cpu } else { it.memory })
        };
        for resource in ["cpu", "memory"] {
            let Some((amount, at)) = most(pod, resource) else { continue };
            let write =
                |it: Quantity| if resource == "cpu" { format!("{} vCPU", it.cores()) } else { it.bytes() };
            let shape = tables.gpu_shapes.rows.get(name).and_then(|by| by.get(&count)).map(|it| {
                let own = if resource == "cpu" { Quantity::whole(i64::from(it.vcpu)) } else { it.memory() };
                (own, it.machine.as_str())
            });
            if let Some((has, machine)) = shape.filter(|(has, _)| amount > *has) {
                cx.flag(
                    at.origin,
                    format!(
                        "the Pod asks for {}, but the largest machine with {count} of `{name}` has {}",
                        write(amount),
                        write(has)
                    ),
                )
                .by(tables.gpu_shapes.status)
                .label(format!("{machine} has {}", write(has)))
                .also(accelerator.origin, "the accelerator")
                .help("ask for less, or for more GPUs");
                continue;
            }
            let sure = limit(&tables.gpu_request_maxima.rows, resource)
                .map(|it| (it, tables.gpu_request_maxima.status));
            let unsure = limit(&tables.gpu_request_maxima_unsure.rows, resource)
                .map(|it| (it, tables.gpu_request_maxima_unsure.status));
            if let Some((most, status)) = sure.or(unsure).filter(|(most, _)| amount > *most) {
                cx.flag(
                    at.origin,
                    format!(
                        "the Pod asks for {}, but Autopilot's limit with {count} of `{name}` is {}",
                        write(amount),
                        write(most)
                    ),
                )
                .by(status)
                .also(accelerator.origin, "the accelerator")
                .help(format!("ask for {} or less", write(most)));
            }
        }
    }
}

/// The amount that decides: that of the running containers together, or of a single init container. With
/// the place of the largest part.
fn most<'a>(pod: &PodTemplate<'a>, resource: &str) -> Option<(Quantity, &'a Node)> {
    let asks = |it: &Container<'a>| {
        let node = it.request(resource).or(it.limit(resource))?;
        Some((Quantity::of(node)?, node))
    };
    let running = pod.running().filter_map(|it| asks(&it)).max_by_key(|(amount, _)| *amount);
    let together = running.map(|(_, node)| (pod.total(resource), node));
    let alone = pod.containers().filter(|it| it.role == Role::Init).filter_map(|it| asks(&it));
    alone.chain(together).max_by_key(|(amount, _)| *amount)
}
