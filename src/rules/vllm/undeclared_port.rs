use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A server that declares no port
    ///
    /// ## Why
    /// Kubernetes needs no declaration, but everything that names a port does: a Service, a probe or a
    /// PodMonitoring that says `http` finds it only among the declared ports, and a PodMonitoring that says a
    /// number leaves out the label `container`.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server  # flag
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     args: [--model=google/gemma-2-9b]
    /// ```
    ///
    /// ## Fix
    /// Declare the port with a name.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     args: [--model=google/gemma-2-9b]
    ///     ports: [{name: http, containerPort: 8000}]
    /// ```
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/prometheus-engine>, commit 2ffde4e, 2026-07-02.
    "undeclared-port", Info, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for server in pod.servers(cx) {
            if server.container.list("ports").is_empty() {
                let port = server.listens(cx.catalog().vllm.rows.port).unwrap_or(cx.catalog().vllm.rows.port);
                cx.flag(
                    server.container.origin(),
                    format!("the server listens on {port}, but declares no port"),
                )
                .help(format!("add `ports: [{{name: http, containerPort: {port}}}]`"));
            }
        }
    }
}
