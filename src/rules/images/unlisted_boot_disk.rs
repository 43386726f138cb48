use super::boot_disk;
use crate::diag::Severity;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A secondary boot disk that the cluster does not allow
    ///
    /// ## Why
    /// A cluster attaches only disk images that a `GCPResourceAllowlist` names. Without one, or with patterns that do
    /// not fit, no node is made.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///     cloud.google.com.node-restriction.kubernetes.io/gke-secondary-boot-disk-vllm: CONTAINER_IMAGE_CACHE.my-project  # flag
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ---
    /// apiVersion: node.gke.io/v1
    /// kind: GCPResourceAllowlist
    /// metadata: {name: gke-secondary-boot-disk-allowlist}
    /// spec:
    ///   allowedResourcePatterns: ["projects/other-project/global/images/.*"]
    /// ```
    ///
    /// ## Fix
    /// Add a pattern for the project's images.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///     cloud.google.com.node-restriction.kubernetes.io/gke-secondary-boot-disk-vllm: CONTAINER_IMAGE_CACHE.my-project
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ---
    /// apiVersion: node.gke.io/v1
    /// kind: GCPResourceAllowlist
    /// metadata: {name: gke-secondary-boot-disk-allowlist}
    /// spec:
    ///   allowedResourcePatterns: ["projects/my-project/global/images/.*"]
    /// ```
    ///
    /// A tree without any allowlist is a warning: another tree may bring it.
    ///
    /// ## Source
    /// <https://cloud.google.com/kubernetes-engine/docs/how-to/data-container-image-preloading>, read 2026-11-23.
    "unlisted-boot-disk", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        let Some((image, entry)) = boot_disk::selected(pod) else { continue };
        let Some((_, project)) = entry.value.as_str().and_then(|value| value.split_once('.')) else {
            continue;
        };
        let resource = format!("projects/{project}/global/images/{image}");
        let lists: Vec<&Object> = cx.all("GCPResourceAllowlist").collect();
        let patterns: Vec<&Node> = lists
            .iter()
            .filter_map(|list| list.root.at(&["spec", "allowedResourcePatterns"])?.as_seq())
            .flatten()
            .collect();
        let fits = |node: &&Node| {
            let pattern = node.as_str().unwrap_or("");
            // A placeholder has a finding of its own, and a pattern that cannot be read may fit.
            pattern.contains("${")
                || regex::Regex::new(&format!("^(?:{pattern})$")).map_or(true, |it| it.is_match(&resource))
        };
        if patterns.iter().any(fits) {
            continue;
        }
        match lists.first() {
            Some(list) => {
                cx.flag(entry.value.origin, format!("no pattern of the allowlist fits `{resource}`"))
                    .also(place(list), "the allowlist")
                    .help(format!("add `projects/{project}/global/images/.*`"));
            }
            None => {
                cx.flag(entry.value.origin, "the tree has no allowlist for the disk image")
                    .at_most(Severity::Warning)
                    .help("add a `GCPResourceAllowlist`");
            }
        }
    }
}
