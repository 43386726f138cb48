use super::memory;
use super::model;
use crate::object::Object;
use crate::object::Quantity;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::rules::server::Server;
use crate::yaml::Node;

rule! {
    /// # A liveness probe that counts while the model loads
    ///
    /// ## Why
    /// Without a `startupProbe` the liveness probe runs from the start and kills the server before the weights are
    /// loaded, again and again. A `startupProbe` that gives up too early does the same; vLLM's log then ends in
    /// `KeyboardInterrupt: terminated`.
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
    ///     readinessProbe: {httpGet: {path: /health, port: 8000}}
    ///     livenessProbe:  # flag
    ///       httpGet: {path: /health, port: 8000}
    /// ```
    ///
    /// ## Fix
    /// Add a `startupProbe` whose `periodSeconds` times `failureThreshold` exceeds the time that loading takes.
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
    ///     startupProbe: {httpGet: {path: /health, port: 8000}, periodSeconds: 10, failureThreshold: 120}
    ///     readinessProbe: {httpGet: {path: /health, port: 8000}}
    ///     livenessProbe:
    ///       httpGet: {path: /health, port: 8000}
    /// ```
    ///
    /// Less than two minutes is too early for any model, and less than a download of the weights from Hugging Face
    /// takes is too early where the catalog knows the model; a delay of ten minutes or more before the first liveness
    /// probe is accepted in its place.
    ///
    /// ## Source
    /// <https://docs.vllm.ai/en/latest/deployment/k8s.html>, 2026-09.
    "liveness-during-start", Warning, WORKLOADS
}

/// The least time, in seconds, that a start is given.
const SHORTEST_START: i64 = 120;

/// A delay of the liveness probe, in seconds, that is as good as a startup probe.
const LONG_DELAY: i64 = 600;

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for server in pod.servers(cx) {
            let map = server.container.node.as_map();
            let entry = |name: &str| map.and_then(|map| map.entry(name));
            if let Some(startup) = entry("startupProbe") {
                let field = |name: &str, default: i64| {
                    startup.value.get(name).and_then(Node::as_i64).unwrap_or(default)
                };
                let budget = field("initialDelaySeconds", 0)
                    + field("periodSeconds", 10).saturating_mul(field("failureThreshold", 3));
                let download = download(cx, server);
                let least = download.unwrap_or(0).max(SHORTEST_START);
                if budget < least {
                    let message = match download {
                        Some(seconds) if seconds > SHORTEST_START => format!(
                            "the server is killed if it has not started after {budget} s, but fetching and \
                             loading the weights takes about {seconds} s"
                        ),
                        _ => format!("the server is killed if it has not started after {budget} s"),
                    };
                    let at = startup.value.get("failureThreshold").map_or(startup.key_origin, |it| it.origin);
                    cx.flag(at, message).help("raise `failureThreshold`");
                }
            } else if let Some(liveness) = entry("livenessProbe") {
                let delay = liveness.value.get("initialDelaySeconds").and_then(Node::as_i64).unwrap_or(0);
                if delay < LONG_DELAY {
                    cx.flag(
                        liveness.key_origin,
                        "the liveness probe kills the server while it loads the weights",
                    )
                    .label("no `startupProbe` holds it back")
                    .help("add a `startupProbe` on `/health`");
                }
            }
        }
    }
}

/// About how long the server takes until it answers, if it fetches a model of known size from Hugging Face.
fn download(cx: &Cx<'_>, server: &Server<'_>) -> Option<i64> {
    let (argument, row) = model::of(cx, server)?;
    let fetched = !argument.value()?.starts_with('/');
    let times = &cx.catalog().load_times.rows;
    let mebibytes = memory::weights(row).per_gib().times(Quantity::whole(1024)).floor().as_whole()?;
    let reading = mebibytes.checked_div(times.hugging_face_mib_per_s)?;
    fetched.then(|| times.engine_seconds.saturating_add(reading))
}
