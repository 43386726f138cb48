use super::boot_disk;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A secondary boot disk that cannot be selected
    ///
    /// ## Why
    /// The node label is `cloud.google.com.node-restriction.kubernetes.io/gke-secondary-boot-disk-` and the name of the
    /// disk image, its value `CONTAINER_IMAGE_CACHE.` and the project. The name part of a label has 63 characters, of
    /// which the image's name gets 39.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///     cloud.google.com.node-restriction.kubernetes.io/gke-secondary-boot-disk-vllm: my-project  # flag
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Fix
    /// Correct the key or the value.
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
    /// ## Source
    /// <https://cloud.google.com/kubernetes-engine/docs/how-to/data-container-image-preloading>, read 2026-11-23; the
    /// 39 characters follow from Kubernetes' 63.
    "malformed-boot-disk-selector", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().secondary_boot_disk;
    let longest = table.rows.longest_image_name;
    for pod in cx.pods() {
        for entry in pod.node_selector().filter(|entry| entry.key.contains("secondary-boot-disk")) {
            let Some(image) = entry.key.strip_prefix(boot_disk::PREFIX) else {
                cx.flag(entry.key_origin, "this is not the node label of a secondary boot disk")
                    .by(table.status)
                    .help(format!("write `{}` and the name of the disk image", boot_disk::PREFIX));
                continue;
            };
            if image.len() > longest {
                cx.flag(
                    entry.key_origin,
                    format!(
                        "the disk image's name has {} characters, but the label leaves {longest}",
                        image.len()
                    ),
                )
                .by(table.status)
                .help("give the disk image a shorter name");
            } else if !boot_disk::is_image_name(image) {
                cx.flag(entry.key_origin, format!("`{image}` is not the name of a disk image"))
                    .by(table.status)
                    .help("use lower-case letters, digits and hyphens, a letter first");
            }
            let value = entry.value.as_str().unwrap_or("");
            let project =
                table.rows.modes.iter().find_map(|mode| value.strip_prefix(mode.as_str())?.strip_prefix('.'));
            match project {
                Some(project) if !project.is_empty() && !project.contains(':') => {}
                Some(_) => {
                    cx.flag(entry.value.origin, "a project with a domain cannot be the value of a label")
                        .by(table.status)
                        .help("use a project whose id has no `:`");
                }
                None => {
                    cx.flag(entry.value.origin, format!("`{value}` does not say what the disk is for"))
                        .by(table.status)
                        .help("write `CONTAINER_IMAGE_CACHE.` and the id of the project");
                }
            }
        }
    }
}
