use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A compute class with a reserved name
    ///
    /// ## Why
    /// Names that begin with `gke` or `autopilot` are GKE's own.
    ///
    /// ```yaml fail
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata:
    ///   name: gke-l4  # flag
    /// spec:
    ///   priorities: [{gpu: {type: nvidia-l4, count: 1}}]
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// ## Fix
    /// Choose another name.
    ///
    /// ```yaml pass
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata:
    ///   name: l4
    /// spec:
    ///   priorities: [{gpu: {type: nvidia-l4, count: 1}}]
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/concepts/about-custom-compute-classes>, read 2026-11-23.
    "reserved-compute-class-name", Error, &["ComputeClass"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let table = &cx.catalog().compute_class;
    let Some(name) = object.root.at(&["metadata", "name"]) else { return };
    if let Some(prefix) =
        table.rows.reserved_prefixes.iter().find(|it| object.name().starts_with(it.as_str()))
    {
        cx.flag(name.origin, format!("names that begin with `{prefix}` are GKE's own"))
            .by(table.status)
            .help("choose another name");
    }
}
