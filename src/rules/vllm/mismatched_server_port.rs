use crate::object::Object;
use crate::rules::links;
use crate::rules::pods::Pod;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::rules::server::Server;
use crate::yaml::Node;

rule! {
    /// # A port on which the server does not listen
    ///
    /// ## Why
    /// vLLM listens on `--port`, or 8000. A probe, a Service or a PodMonitoring on another number reaches nothing.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8080}]
    ///     args: [--model=google/gemma-2-9b, --port=8080]
    ///     readinessProbe:
    ///       httpGet:
    ///         path: /health
    ///         port: 8000  # flag
    /// ```
    ///
    /// ## Fix
    /// Use one number, or better the name of a declared port.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     args: [--model=google/gemma-2-9b, --port=8080]
    ///     ports: [{name: http, containerPort: 8080}]
    ///     readinessProbe:
    ///       httpGet:
    ///         path: /health
    ///         port: http
    /// ```
    ///
    /// A Service or PodMonitoring is only compared with Pods of a single container.
    ///
    /// ## Source
    /// <https://docs.vllm.ai/en/latest/deployment/k8s.html>, 2026-09.
    "mismatched-server-port", Error, &["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Pod", "LeaderWorkerSet", "Service", "PodMonitoring"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    match object.kind() {
        "Service" => {
            let Some(selector) = object.root.at(&["spec", "selector"]) else { return };
            let pods = links::pods_with(cx, object, selector);
            for port in object.root.at(&["spec", "ports"]).into_iter().flat_map(Node::items) {
                let target = port.get("targetPort").or(port.get("port"));
                if let Some(node) = target {
                    compare(cx, node, &pods);
                }
            }
        }
        "PodMonitoring" => {
            let Some(selector) = object.root.at(&["spec", "selector"]) else { return };
            let pods = links::pods_selected(cx, object, selector);
            for endpoint in object.root.at(&["spec", "endpoints"]).into_iter().flat_map(Node::items) {
                endpoint.get("port").into_iter().for_each(|node| compare(cx, node, &pods));
            }
        }
        _ => probes(cx),
    }
}

/// Compares a port with the only container of each pod that is behind it.
fn compare(cx: &mut Cx<'_>, node: &Node, pods: &[&Pod<'_>]) {
    for pod in pods.iter().filter(|pod| pod.running().count() == 1) {
        for server in pod.servers(cx) {
            let found = number(node, server);
            let Some((listens, found)) = server.listens(cx.catalog().vllm.rows.port).zip(found) else {
                continue;
            };
            if listens != found {
                let at = server.argument(&["--port"]).map_or(server.container.origin(), |it| it.at);
                cx.flag(node.origin, format!("the server listens on {listens}, not on {found}"))
                    .also(at, "the server")
                    .help(format!("use {listens}, or the name of a declared port"));
                return;
            }
        }
    }
}

fn probes(cx: &mut Cx<'_>) {
    for pod in cx.pods() {
        for server in pod.servers(cx) {
            let Some(listens) = server.listens(cx.catalog().vllm.rows.port) else { continue };
            for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
                let Some(get) = server.container.node.at(&[probe, "httpGet"]) else { continue };
                let Some(port) = get.get("port") else { continue };
                // With sidecars in the Pod, a probe may ask one of them on purpose.
                let own = get.str_at(&["path"]) == Some(cx.catalog().vllm.rows.health_path.as_str());
                let Some(found) = number(port, server).filter(|found| *found != listens && own) else {
                    continue;
                };
                let at = server.argument(&["--port"]).map_or(server.container.origin(), |it| it.at);
                cx.flag(
                    port.origin,
                    format!("the probe asks port {found}, but the server listens on {listens}"),
                )
                .also(at, "the server")
                .help(format!("use {listens}"));
            }
        }
    }
}

/// The number of a port, which may be the name of a declared one.
fn number(node: &Node, server: &Server<'_>) -> Option<i64> {
    node.as_i64().or_else(|| {
        let name = node.as_str()?;
        let mut ports = server.container.list("ports").iter();
        ports.find(|port| port.str_at(&["name"]) == Some(name))?.get("containerPort")?.as_i64()
    })
}
