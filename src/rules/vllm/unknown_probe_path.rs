use crate::diag::Severity;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::rules::server::Variable;
use crate::yaml::Node;

rule! {
    /// # A probe on a path that vLLM does not answer
    ///
    /// ## Why
    /// vLLM says on `/health` whether it is well. A path that it does not have answers 404: the server never becomes
    /// ready, or is killed again and again. Paths below `/v1` answer 401 if the server wants an API key.
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
    ///     readinessProbe:
    ///       httpGet:
    ///         path: /healthz  # flag
    ///         port: 8000
    /// ```
    ///
    /// ## Fix
    /// Use `/health`.
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
    ///     readinessProbe:
    ///       httpGet:
    ///         path: /health
    ///         port: 8000
    /// ```
    ///
    /// Another path that vLLM does answer is a note.
    ///
    /// ## Source
    /// <https://docs.vllm.ai/en/latest/deployment/k8s.html>, 2026-09.
    "unknown-probe-path", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().vllm;
    let health = &table.rows.health_path;
    for pod in cx.pods() {
        for server in pod.servers(cx) {
            let key = server.argument(&["--api-key"]).is_some()
                || server.variable(cx, "VLLM_API_KEY") != Variable::Unset;
            for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
                let Some(get) = server.container.node.at(&[probe, "httpGet"]) else { continue };
                // A probe of another port asks another program.
                if get
                    .get("port")
                    .and_then(Node::as_i64)
                    .is_some_and(|port| server.listens(table.rows.port) != Some(port))
                {
                    continue;
                }
                let Some(node) = get.get("path") else { continue };
                let path = node.as_str().unwrap_or("").split('?').next().unwrap_or("");
                let prefix = server.argument(&["--root-path"]).is_some() || server.open;
                if path == health || prefix {
                    continue;
                }
                let known = table.rows.paths.iter().any(|it| it == path);
                let locked = key && path.starts_with("/v1/");
                let (message, worst) = if locked {
                    (format!("`{path}` answers 401 without the API key"), Severity::Error)
                } else if known {
                    (format!("`{path}` costs more to answer than `{health}`"), Severity::Info)
                } else {
                    (format!("vLLM does not answer `{path}`"), Severity::Error)
                };
                cx.flag(node.origin, message).by(table.status).at_most(worst).help(format!("use `{health}`"));
            }
        }
    }
}
