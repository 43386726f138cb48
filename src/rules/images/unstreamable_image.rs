use super::boot_disk;
use crate::object::Image;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A server image that cannot be streamed
    ///
    /// ## Why
    /// Image streaming works for Artifact Registry and public images of Docker Hub. An image of another registry is
    /// pulled as a whole before the server starts: some gigabytes, on every new node.
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: quay.io/my-team/vllm-openai:v0.30.0  # flag
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources: {requests: {cpu: 500m, memory: 2Gi, ephemeral-storage: 8Gi}}
    ///     args: [--model=google/gemma-2-9b]
    /// ```
    ///
    /// ## Fix
    /// Copy the image into a repository of Artifact Registry in the cluster's region.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources: {requests: {cpu: 500m, memory: 2Gi, ephemeral-storage: 8Gi}}
    ///     args: [--model=google/gemma-2-9b]
    /// ```
    ///
    /// Only vLLM servers are looked at, and none whose image is preloaded with a secondary boot disk.
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/image-streaming>, read 2026-11-23.
    "unstreamable-image", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().image_streaming;
    for pod in cx.pods() {
        if boot_disk::selected(pod).is_some() {
            continue;
        }
        for server in pod.servers(cx) {
            let Some(node) = server.container.image() else { continue };
            let Some(host) = node.as_str().map(|text| Image::parse(text).host) else { continue };
            let streams = table.rows.host_suffixes.iter().any(|it| host.ends_with(it.as_str()));
            if !streams && cx.on_gke() {
                cx.flag(
                    cx.written(node.origin, host),
                    format!("images of `{host}` are pulled as a whole before the server starts"),
                )
                .by(table.status)
                .help("copy it into a repository of Artifact Registry in the cluster's region");
            }
        }
    }
}
