use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A cache on a read-only volume
    ///
    /// ## Why
    /// The variable or argument names a directory on a volume that is mounted for reading. The first write fails:
    /// `Read-only file system`.
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
    ///     args: [--model=/models/gemma-2-9b]
    ///     env:
    ///     - name: HF_HOME
    ///       value: /models/cache  # flag
    ///     volumeMounts: [{name: weights, mountPath: /models, readOnly: true}]
    ///   volumes: [{name: weights, persistentVolumeClaim: {claimName: weights}}]
    /// ```
    ///
    /// ## Fix
    /// Use a directory on an `emptyDir`.
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
    ///     args: [--model=/models/gemma-2-9b]
    ///     env:
    ///     - name: HF_HOME
    ///       value: /cache
    ///     volumeMounts: [{name: weights, mountPath: /models, readOnly: true}, {name: cache, mountPath: /cache}]
    ///   volumes: [{name: weights, persistentVolumeClaim: {claimName: weights}}, {name: cache, emptyDir: {}}]
    /// ```
    ///
    /// `HF_HOME` is accepted if `HF_HUB_OFFLINE` is set: then nothing is written.
    ///
    /// ## Source
    /// <https://github.com/kubernetes-sigs/gcp-compute-persistent-disk-csi-driver>, commit b560165: mounted `ro`.
    "write-to-read-only-volume", Warning, WORKLOADS
}

/// Variables that name a directory in which files are written.
const CACHES: &[&str] = &[
    "HF_HOME",
    "HF_HUB_CACHE",
    "HUGGINGFACE_HUB_CACHE",
    "TRANSFORMERS_CACHE",
    "VLLM_CACHE_ROOT",
    "TORCHINDUCTOR_CACHE_DIR",
];

fn check(cx: &mut Cx<'_>, object: &Object) {
    for pod in cx.pods() {
        for container in pod.containers() {
            let offline = container.env("HF_HUB_OFFLINE").is_some();
            let named = CACHES
                .iter()
                .filter(|name| !offline || !name.starts_with("HF_"))
                .filter_map(|name| container.env(name));
            for node in named {
                let Some(path) = node.as_str() else { continue };
                // The longest mount above the path is the one that counts.
                let mount = container
                    .list("volumeMounts")
                    .iter()
                    .filter(|it| {
                        let at = it.str_at(&["mountPath"]).unwrap_or("/").trim_end_matches('/');
                        !at.is_empty() && format!("{path}/").starts_with(&format!("{at}/"))
                    })
                    .max_by_key(|it| it.str_at(&["mountPath"]).map_or(0, str::len));
                let Some(mount) = mount else { continue };
                let volume = mount.str_at(&["name"]).and_then(|name| pod.volume(name));
                let claim = volume.and_then(|it| it.str_at(&["persistentVolumeClaim", "claimName"]));
                let many = claim
                    .and_then(|name| links::claim(cx, object, name))
                    .is_some_and(links::is_read_only_many);
                if many || mount.get("readOnly").and_then(Node::as_bool) == Some(true) {
                    cx.flag(node.origin, format!("`{path}` is on a read-only volume"))
                        .also(mount.origin, "mounted here")
                        .help("use a directory on an `emptyDir`");
                }
            }
        }
    }
}
