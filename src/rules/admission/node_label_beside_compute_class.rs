use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::compute_class;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A node label beside a custom compute class
    ///
    /// ## Why
    /// A Pod that selects a custom compute class may select only a region, a zone, a number of GPUs and the shape of
    /// a TPU beside it. An accelerator, Spot, a machine family, a secondary boot disk belong into the class (Warden:
    /// `ccc-node-affinity-selector-limitation`). This is the easiest mistake to make when overlays are combined.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/compute-class: my-l4
    ///     cloud.google.com/gke-accelerator: nvidia-l4  # flag
    ///     cloud.google.com/gke-spot: "true"  # flag
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
    /// Say it in `spec.priorities` of the compute class: `gpu`, `spot`, `storage.secondaryBootDisks`.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/compute-class: my-l4
    ///     topology.kubernetes.io/zone: us-central1-a
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources: {limits: {nvidia.com/gpu: 1}}
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/concepts/about-custom-compute-classes> and texts of
    /// rejections, read 2026-11-23.
    "node-label-beside-compute-class", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let table = &cx.catalog().node_selector_keys;
    for pod in cx.pods() {
        let Some(class) = compute_class::selected(pod) else { continue };
        let name = class.as_str().unwrap_or("");
        if compute_class::is_built_in(cx, name) {
            continue;
        }
        for (key, at) in pod.selected_keys() {
            if table.rows.with_custom_class.iter().any(|it| it == key) {
                continue;
            }
            // Labels that no list knows are the business of `refused-node-label`.
            let known = table
                .rows
                .allowed
                .iter()
                .any(|it| it.strip_suffix('*').map_or(it == key, |start| key.starts_with(start)));
            if !known {
                continue;
            }
            let field = match key {
                "cloud.google.com/gke-accelerator" => "`gpu`",
                "cloud.google.com/gke-spot" => "`spot: true`",
                "cloud.google.com/machine-family" => "`machineFamily`",
                "cloud.google.com/gke-flex-start" => "`flexStart`",
                _ if key.contains("gke-secondary-boot-disk-") => "`storage.secondaryBootDisks`",
                _ => "the field for it",
            };
            cx.flag(at, format!("`{key}` is not allowed beside the custom compute class `{name}`"))
                .by(table.status)
                .also(class.origin, "the compute class")
                .help(format!("remove it, and set {field} in the priorities of `{name}`"));
        }
    }
}
