use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A port of the node
    ///
    /// ## Why
    /// Autopilot refuses a container port with a `hostPort` (Warden: `autogke-no-host-port`).
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/nginx:1.29
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    ///     ports:
    ///     - containerPort: 80
    ///       hostPort: 8080  # flag
    /// ```
    ///
    /// ## Fix
    /// Remove `hostPort`, and reach the Pod through a Service.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/nginx:1.29
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    ///     ports:
    ///     - containerPort: 80
    /// ```
    ///
    /// ## Source
    /// livekit/livekit-helm#147, read 2026-11-23.
    "host-port", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for container in pod.containers() {
            for port in container.list("ports") {
                let Some(node) = port.get("hostPort").filter(|node| node.as_i64() != Some(0)) else {
                    continue;
                };
                if cx.on_gke() {
                    cx.flag(node.origin, "Autopilot does not allow ports of the node")
                        .help("remove `hostPort`, and reach the Pod through a Service");
                }
            }
        }
    }
}
