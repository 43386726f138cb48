use super::balancer;
use crate::diag::Severity;
use crate::object::Object;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::rules::server::Server;

rule! {
    /// # A language model that is open to the internet
    ///
    /// ## Why
    /// A Service of type `LoadBalancer` is public unless it says otherwise. vLLM has no users and no limits of its
    /// own: whoever finds the address uses the GPUs.
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: server}
    /// spec:
    ///   type: LoadBalancer  # flag
    ///   selector: {app: server}
    ///   ports: [{port: 8000}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server, labels: {app: server}}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources: {requests: {cpu: 500m, memory: 2Gi, ephemeral-storage: 8Gi}}
    ///     args: [--model=google/gemma-2-9b]
    /// ```
    ///
    /// ## Fix
    /// Add the annotation `networking.gke.io/load-balancer-type: Internal`, or put a gateway in front.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: server
    ///   annotations: {networking.gke.io/load-balancer-type: Internal}
    /// spec:
    ///   type: LoadBalancer
    ///   selector: {app: server}
    ///   ports: [{port: 8000}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server, labels: {app: server}}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources: {requests: {cpu: 500m, memory: 2Gi, ephemeral-storage: 8Gi}}
    ///     args: [--model=google/gemma-2-9b]
    /// ```
    ///
    /// Only Services in front of a vLLM server of the same tree are reported; one with `loadBalancerSourceRanges`, or
    /// whose server wants an API key, is a warning.
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/concepts/service-load-balancer>, read 2026-11-23.
    "public-inference-server", Error, &["Service"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(kind) = object.root.at(&["spec", "type"]).filter(|it| it.as_str() == Some("LoadBalancer"))
    else {
        return;
    };
    let annotated = [balancer::TYPE, balancer::OLD_TYPE].iter().any(|key| object.annotation(key).is_some());
    let class = object.root.str_at(&["spec", "loadBalancerClass"]);
    if annotated || class.is_some_and(|class| !class.contains("-external")) {
        return;
    }
    let Some(selector) = object.root.at(&["spec", "selector"]) else { return };
    let pods = links::pods_with(cx, object, selector);
    let servers: Vec<&Server<'_>> = pods.iter().flat_map(|pod| pod.servers(cx)).collect();
    let Some(first) = servers.first() else { return };
    if !cx.on_gke() {
        return;
    }
    let key = servers.iter().all(|it| {
        it.argument(&["--api-key"]).is_some()
            || it.container.list("env").iter().any(|env| env.str_at(&["name"]) == Some("VLLM_API_KEY"))
    });
    let guarded = key || object.root.at(&["spec", "loadBalancerSourceRanges"]).is_some();
    cx.flag(kind.origin, "the load balancer is public, and so is the model behind it")
        .at_most(if guarded { Severity::Warning } else { Severity::Error })
        .also(first.container.origin(), "the server")
        .help(format!("add the annotation `{}: Internal`", balancer::TYPE));
}
