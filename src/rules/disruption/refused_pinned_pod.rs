use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A Pod that may not be evicted where that is refused
    ///
    /// ## Why
    /// GKE gives the extended run time of `safe-to-evict: "false"` neither to Pods on Spot nor to Pods with affinity to
    /// other Pods.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: server
    ///   annotations:
    ///     cluster-autoscaler.kubernetes.io/safe-to-evict: "false"  # flag
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4, cloud.google.com/gke-spot: "true"}
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Fix
    /// Remove the annotation.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: server
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4, cloud.google.com/gke-spot: "true"}
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Source
    /// <https://cloud.google.com/kubernetes-engine/docs/how-to/extended-duration-pods>, read 2026-11-23.
    "refused-pinned-pod", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        let Some(node) = pod.annotation("cluster-autoscaler.kubernetes.io/safe-to-evict") else { continue };
        if node.scalar().as_deref() != Some("false") {
            continue;
        }
        let spot = pod.selected("cloud.google.com/gke-spot").first().copied();
        let affinity = pod.spec.at(&["affinity", "podAffinity"]);
        if let Some(spot) = spot.filter(|it| it.as_str() == Some("true")) {
            cx.flag(node.origin, "a Pod on Spot gets no extended run time")
                .also(spot.origin, "on Spot")
                .help("remove the annotation");
        } else if let Some(affinity) = affinity.filter(|_| cx.on_gke) {
            cx.flag(node.origin, "extended run time and affinity between Pods exclude each other")
                .also(affinity.origin, "the affinity")
                .help("remove one of them");
        }
    }
}
