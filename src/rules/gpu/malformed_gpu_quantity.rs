use super::pod::GPU;
use crate::object::Object;
use crate::object::Quantity;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A request for GPUs that Kubernetes refuses
    ///
    /// ## Why
    /// A GPU is an extended resource: it takes whole numbers, it must stand in `limits`, and if it stands
    /// in `requests` as well, both must be equal.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests:
    ///         nvidia.com/gpu: 1  # flag
    /// ```
    ///
    /// ## Fix
    /// Set the limit; the request may be left out.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
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
    /// <https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/>, read 2026-11-23.
    "malformed-gpu-quantity", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for container in pod.containers() {
            let (request, limit) = (container.request(GPU), container.limit(GPU));
            let mut sound = true;
            for node in [request, limit].into_iter().flatten() {
                let Some(quantity) = Quantity::of(node) else { continue };
                if quantity.as_whole().is_none() {
                    sound = false;
                    cx.flag(node.origin, "a part of a GPU cannot be asked for").help(
                        "ask for whole GPUs, or share one with `cloud.google.com/gke-gpu-sharing-strategy`",
                    );
                }
            }
            let Some(request) = request.filter(|_| sound) else { continue };
            match limit {
                None => {
                    cx.flag(request.origin, "GPUs are requested, but not limited")
                        .help(format!("add `{GPU}` to `limits`"));
                }
                Some(limit) if Quantity::of(request) != Quantity::of(limit) => {
                    cx.flag(request.origin, "the request for GPUs differs from the limit")
                        .also(limit.origin, "the limit")
                        .help("make both equal, or drop the request");
                }
                Some(_) => {}
            }
        }
    }
}
