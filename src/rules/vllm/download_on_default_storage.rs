use crate::object::Container;
use crate::object::Object;
use crate::object::PodTemplate;
use crate::object::WORKLOADS;
use crate::object::templates;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::rules::server::Server;
use crate::rules::server::Variable;
use crate::yaml::Node;

rule! {
    /// # A model that is downloaded to 1 GiB of storage
    ///
    /// ## Why
    /// Autopilot gives a container that asks for no ephemeral storage 1 GiB of it. A download from Hugging Face
    /// exceeds that, and the Pod is evicted.
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     args: [--model=google/gemma-2-9b]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}  # flag
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Fix
    /// Ask for ephemeral storage for the weights and some more, or mount a volume at the cache of Hugging Face.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     args: [--model=google/gemma-2-9b]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi, ephemeral-storage: 48Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/concepts/autopilot-resource-requests>, read 2026-11-23;
    /// <https://github.com/kubeai-project/kubeai/issues/250>.
    "download-on-default-storage", Warning, WORKLOADS
}

/// Where Hugging Face keeps its cache unless it is told otherwise.
const CACHE: &str = "/root/.cache/huggingface";

fn check(cx: &mut Cx<'_>, object: &Object) {
    for pod in cx.pods() {
        for server in pod.servers(cx) {
            let model = server.model().and_then(|it| it.value());
            let downloads = model.is_some_and(|it| !it.starts_with(['/', '.']) && !it.contains("://"));
            let container = server.container;
            if !downloads || container.amount("ephemeral-storage").is_some() {
                continue;
            }
            let Some(cache) = cache(cx, server) else { continue };
            let elsewhere = container.list("volumeMounts").iter().any(|mount| {
                let at = mount.str_at(&["mountPath"]).unwrap_or("").trim_end_matches('/');
                let volume = mount.str_at(&["name"]).and_then(|name| pod.volume(name));
                // An `emptyDir` on the node's disk counts as ephemeral storage.
                let own_disk = volume.is_none_or(|it| {
                    it.get("emptyDir").is_some() && it.str_at(&["emptyDir", "medium"]) != Some("Memory")
                });
                !at.is_empty() && format!("{cache}/").starts_with(&format!("{at}/")) && !own_disk
            });
            if !elsewhere && cx.on_gke() {
                report(cx, &container);
                helpers(cx, object, pod, &container);
            }
        }
    }
}

/// Where the server keeps what it downloads; `None` if that is not to be known.
fn cache<'a>(cx: &Cx<'a>, server: &Server<'a>) -> Option<String> {
    match server.argument(&["--download-dir"]) {
        Some(folder) => return folder.value().map(str::to_owned),
        None if server.open => return None,
        None => {}
    }
    for name in ["HF_HUB_CACHE", "HF_HOME"] {
        match server.variable(cx, name) {
            Variable::Set(folder, _) => return Some(folder),
            Variable::Elsewhere => return None,
            Variable::Unset => {}
        }
    }
    Some(CACHE.to_owned())
}

/// The other Pods of a group read the weights too, each to its own disk.
fn helpers(cx: &mut Cx<'_>, object: &Object, pod: &PodTemplate<'_>, server: &Container<'_>) {
    let others = templates(object).into_iter().filter(|it| !std::ptr::eq(it.template, pod.template));
    for container in others.flat_map(|it| it.running().collect::<Vec<_>>()) {
        let same = container.image().and_then(Node::as_str) == server.image().and_then(Node::as_str);
        let cached = container
            .list("volumeMounts")
            .iter()
            .any(|mount| mount.str_at(&["mountPath"]).is_some_and(|path| !path.starts_with("/dev/")));
        let bare = container.amount("ephemeral-storage").is_none() && !cached;
        if same && bare && container.limit("nvidia.com/gpu").is_some() {
            report(cx, &container);
        }
    }
}

fn report(cx: &mut Cx<'_>, container: &Container<'_>) {
    let entry =
        |node: &Node, name: &str| node.as_map().and_then(|map| map.entry(name)).map(|it| it.key_origin);
    let resources = container.node.get("resources");
    let at = resources
        .and_then(|it| entry(it, "requests"))
        .or_else(|| entry(container.node, "resources"))
        .unwrap_or_else(|| container.origin());
    cx.flag(at, "the model is downloaded to 1 GiB of ephemeral storage")
        .help("ask for `ephemeral-storage` for the weights and some more");
}
