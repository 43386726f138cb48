use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::rules::server::Entry as EntryPoint;

rule! {
    /// # vLLM's demonstration server
    ///
    /// ## Why
    /// `vllm.entrypoints.api_server` answers `/generate` and `/health` only: no `/v1` for clients, no `/metrics` for
    /// an autoscaler. Its authors call it a demonstration that is not meant for production.
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
    ///     command: [python3, -m, vllm.entrypoints.api_server]  # flag
    ///     args: [--model=google/gemma-2-9b]
    /// ```
    ///
    /// ## Fix
    /// Start the OpenAI-compatible server: `vllm serve`, or the module `vllm.entrypoints.openai.api_server`.
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
    ///     command: [python3, -m, vllm.entrypoints.openai.api_server]
    ///     args: [--model=google/gemma-2-9b]
    /// ```
    ///
    /// ## Source
    /// <https://github.com/vllm-project/vllm>, `vllm/entrypoints/api_server.py`, read 2026-11-23.
    "demo-entry-point", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for server in pod.servers(cx) {
            if server.entry == EntryPoint::Demo {
                let at = cx.within(server.entry_at, "vllm.entrypoints.api_server");
                cx.flag(at, "vLLM's demonstration server has neither `/v1` nor `/metrics`")
                    .help("use `vllm.entrypoints.openai.api_server`");
            }
        }
    }
}
