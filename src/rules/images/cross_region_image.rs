use super::boot_disk;
use crate::object::Image;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # An image in another region than the cluster
    ///
    /// ## Why
    /// Image streaming lets a container start before its image is pulled, but only if the Artifact Registry
    /// repository lies in the cluster's region, or in the multi-region that contains it. Otherwise the node pulls
    /// the whole image first, without any message: some five minutes for a vLLM server.
    ///
    /// ```yaml fail location=asia-northeast1
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: us-docker.pkg.dev/my-project/images/vllm:v0.30.0  # flag
    ///     resources: {requests: {cpu: 500m, memory: 2Gi}}
    /// ```
    ///
    /// ## Fix
    /// Copy the image into a repository of the cluster's region, or preload it with a secondary boot disk.
    ///
    /// ```yaml pass location=asia-northeast1
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: asia-northeast1-docker.pkg.dev/my-project/images/vllm:v0.30.0
    ///     resources: {requests: {cpu: 500m, memory: 2Gi}}
    /// ```
    ///
    /// A Pod that selects a secondary boot disk is left out: its image is on the node already.
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/image-streaming>, read 2026-11-23; the location
    /// rule stands in an older copy of the page.
    "cross-region-image", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        let preloaded = boot_disk::selected(pod).is_some();
        for container in pod.containers() {
            let Some(node) = container.image().filter(|_| !preloaded) else { continue };
            let Some(registry) = node.as_str().and_then(|text| Image::parse(text).registry_location()) else {
                continue;
            };
            if cx.location().is_none() {
                return;
            }
            let Some(region) = cx.facts().region() else { return };
            let table = &cx.catalog().registry_multi_regions;
            let contains = table.rows.get(registry).is_some_and(|start| region.starts_with(start.as_str()));
            if registry == region || contains {
                continue;
            }
            let host = node.as_str().map_or("", |text| Image::parse(text).host);
            cx.flag(
                cx.written(node.origin, host),
                format!("the image lies in `{registry}`, but the cluster in `{region}`"),
            )
            .by(table.status)
            .label("is pulled as a whole before the container starts")
            .help(format!("copy it to `{region}-docker.pkg.dev`, or preload it with a secondary boot disk"));
        }
    }
}
