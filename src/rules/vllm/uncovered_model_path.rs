use crate::object::Image;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A model path that no volume covers
    ///
    /// ## Why
    /// The image of vLLM holds no model. A path that no volume is mounted above does not exist, and vLLM then takes
    /// it for a name on Hugging Face, which fails with an unrelated message.
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
    ///     args:
    ///     - --model=/models/gemma-2-9b  # flag
    ///     volumeMounts: [{name: weights, mountPath: /weights, readOnly: true}]
    ///   volumes: [{name: weights, persistentVolumeClaim: {claimName: weights}}]
    /// ```
    ///
    /// ## Fix
    /// Mount the volume above the path, or correct the path.
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
    ///     args:
    ///     - --model=/models/gemma-2-9b
    ///     volumeMounts: [{name: weights, mountPath: /models, readOnly: true}]
    ///   volumes: [{name: weights, persistentVolumeClaim: {claimName: weights}}]
    /// ```
    ///
    /// Images other than vLLM's own are left out: they may hold the model.
    ///
    /// ## Source
    /// <https://github.com/vllm-project/vllm>, how `--model` is resolved, read 2026-11-23.
    "uncovered-model-path", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        for server in pod.servers(cx) {
            let own = server
                .container
                .image()
                .and_then(Node::as_str)
                .is_some_and(|text| Image::parse(text).repository == "vllm/vllm-openai");
            let Some(model) = server.model().filter(|_| own) else { continue };
            let path = model.written.as_deref().unwrap_or("");
            // Of a path with a variable that is set elsewhere only the beginning is known.
            let known = path.split('$').next().filter(|known| known.len() < path.len());
            let covered = server.container.list("volumeMounts").iter().any(|mount| {
                let at = mount.str_at(&["mountPath"]).unwrap_or("").trim_end_matches('/');
                path == at
                    || path.strip_prefix(at).is_some_and(|rest| rest.starts_with('/'))
                    || known.is_some_and(|known| at.starts_with(known))
            });
            // A script may make the directory itself.
            if path.starts_with('/') && !covered && !server.in_script {
                cx.flag(model.at, format!("no volume is mounted above `{path}`"))
                    .set_by(&[model])
                    .help("mount the volume with the weights there, or correct the path");
            }
        }
    }
}
