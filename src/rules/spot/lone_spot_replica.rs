use crate::object::Object;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A server that lives on one Spot machine
    ///
    /// ## Why
    /// Spot machines are taken away at any time and may not be available again for a while; they are outside GKE's
    /// service level agreement. With one replica and nothing else the service is gone meanwhile.
    ///
    /// ```yaml fail
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: server}
    /// spec:
    ///   replicas: 1
    ///   selector: {matchLabels: {app: server}}
    ///   template:
    ///     metadata: {labels: {app: server}}
    ///     spec:
    ///       nodeSelector:
    ///         cloud.google.com/gke-accelerator: nvidia-l4
    ///         cloud.google.com/gke-spot: "true"  # flag
    ///       containers:
    ///       - name: server
    ///         image: docker.io/vllm/vllm-openai:v0.30.0
    ///         readinessProbe: {httpGet: {path: /health, port: 8000}}
    ///         ports: [{name: http, containerPort: 8000}]
    ///         resources:
    ///           requests: {cpu: 8, memory: 30Gi}
    ///           limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Fix
    /// Run a second replica, or use a compute class that falls back to machines on demand.
    ///
    /// ```yaml pass
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: server}
    /// spec:
    ///   replicas: 2
    ///   selector: {matchLabels: {app: server}}
    ///   template:
    ///     metadata: {labels: {app: server}}
    ///     spec:
    ///       nodeSelector:
    ///         cloud.google.com/gke-accelerator: nvidia-l4
    ///         cloud.google.com/gke-spot: "true"
    ///       containers:
    ///       - name: server
    ///         image: docker.io/vllm/vllm-openai:v0.30.0
    ///         readinessProbe: {httpGet: {path: /health, port: 8000}}
    ///         ports: [{name: http, containerPort: 8000}]
    ///         resources:
    ///           requests: {cpu: 8, memory: 30Gi}
    ///           limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Source
    /// <https://cloud.google.com/kubernetes-engine/docs/how-to/autopilot-spot-pods>, read 2026-11-23.
    "lone-spot-replica", Info, &["Deployment", "StatefulSet"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let autoscaler = links::autoscaler(cx, object);
    let least = match autoscaler {
        Some(it) => it.root.at(&["spec", "minReplicas"]),
        None => object.root.at(&["spec", "replicas"]),
    };
    if least.and_then(Node::as_i64).unwrap_or(1) > 1 {
        return;
    }
    for pod in cx.pods() {
        for node in pod.selected("cloud.google.com/gke-spot") {
            if node.as_str() == Some("true") {
                let flag = cx.flag(node.origin, "the only replica lives on a Spot machine");
                let flag = match least {
                    Some(least) => flag.also(least.origin, "one replica"),
                    None => flag,
                };
                flag.help("run a second one, or use a compute class that falls back to machines on demand");
            }
        }
    }
}
