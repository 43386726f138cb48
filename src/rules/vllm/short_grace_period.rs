use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A grace period shorter than the server's own
    ///
    /// ## Why
    /// A Pod that ends first runs its `preStop` hook, then vLLM lets running requests end for `--shutdown-timeout`
    /// seconds. If `terminationGracePeriodSeconds` is over before that, the requests are cut off.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   terminationGracePeriodSeconds: 30  # flag
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     args: [--model=google/gemma-2-9b, --shutdown-timeout=45]
    ///     lifecycle: {preStop: {exec: {command: [sleep, "15"]}}}
    /// ```
    ///
    /// ## Fix
    /// Set it to more than the two together.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   terminationGracePeriodSeconds: 75
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     args: [--model=google/gemma-2-9b, --shutdown-timeout=45]
    ///     lifecycle: {preStop: {exec: {command: [sleep, "15"]}}}
    /// ```
    ///
    /// ## Source
    /// <https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination>, read 2026-11-23.
    "short-grace-period", Warning, WORKLOADS
}

/// Seconds that Kubernetes gives a pod that says nothing.
const DEFAULT_GRACE: i64 = 30;

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        let written = pod.spec.get("terminationGracePeriodSeconds");
        let grace = written.and_then(Node::as_i64).unwrap_or(DEFAULT_GRACE);
        for server in pod.servers(cx) {
            let Some(argument) = server.argument(&["--shutdown-timeout"]) else { continue };
            let timeout = argument.value().and_then(|it| it.parse::<i64>().ok()).unwrap_or(0);
            let hook = pre_stop(server.container.node);
            let needed = timeout.saturating_add(hook);
            if timeout > 0 && grace <= needed {
                cx.flag(
                    written.map_or(argument.at, |it| it.origin),
                    format!("the Pod is killed after {grace} s, but may take {needed} s to end"),
                )
                .also(argument.at, format!("{timeout} s for running requests"))
                .help(format!("set `terminationGracePeriodSeconds` to more than {needed}"));
            }
        }
    }
}

/// The seconds that a `preStop` hook sleeps.
fn pre_stop(container: &Node) -> i64 {
    let Some(hook) = container.at(&["lifecycle", "preStop"]) else { return 0 };
    if let Some(seconds) = hook.at(&["sleep", "seconds"]).and_then(Node::as_i64) {
        return seconds;
    }
    let words: Vec<String> = hook
        .at(&["exec", "command"])
        .into_iter()
        .flat_map(Node::items)
        .filter_map(Node::scalar)
        .flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    words
        .windows(2)
        .filter_map(|pair| match pair {
            [program, seconds] if program.ends_with("sleep") => seconds.parse::<i64>().ok(),
            _ => None,
        })
        .sum()
}
