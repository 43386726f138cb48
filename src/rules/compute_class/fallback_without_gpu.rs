use super::class;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;

rule! {
    /// # A compute class that falls back to other machines
    ///
    /// ## Why
    /// `whenUnsatisfiable: ScaleUpAnyway`, the default before GKE 1.33, makes an ordinary node if no priority can be met.
    /// A Pod with GPUs waits beside it.
    ///
    /// ```yaml fail
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata: {name: l4}
    /// spec:
    ///   priorities: [{gpu: {type: nvidia-l4, count: 1}}]
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: ScaleUpAnyway  # flag
    /// ```
    ///
    /// ## Fix
    /// Set `whenUnsatisfiable: DoNotScaleUp`.
    ///
    /// ```yaml pass
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata: {name: l4}
    /// spec:
    ///   priorities: [{gpu: {type: nvidia-l4, count: 1}}]
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/reference/crds/computeclass>, read 2026-11-23.
    "fallback-without-gpu", Warning, &["ComputeClass"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let table = &cx.catalog().compute_class;
    let with_gpus = class::priorities(object).iter().any(|it| it.get("gpu").is_some());
    let node = object.root.at(&["spec", "whenUnsatisfiable"]);
    match node {
        Some(node) => {
            let value = node.as_str().unwrap_or("");
            if !table.rows.when_unsatisfiable.iter().any(|it| it == value) {
                cx.flag(node.origin, format!("there is no `{value}`"))
                    .by(table.status)
                    .help(format!("use {}", table.rows.when_unsatisfiable.join(" or ")));
            } else if value == "ScaleUpAnyway" && with_gpus {
                cx.flag(node.origin, "if no priority can be met, a node without GPUs is made")
                    .by(table.status)
                    .help("set `whenUnsatisfiable: DoNotScaleUp`");
            }
        }
        None if with_gpus => {
            let Some(version) = cx.gke_version() else { return };
            if version.lacks(&table.rows.do_not_scale_up_since) {
                cx.flag(
                    place(object),
                    format!("on GKE {version} a node without GPUs is made if no priority can be met"),
                )
                .by(table.status)
                .help("set `whenUnsatisfiable: DoNotScaleUp`");
            }
        }
        None => {}
    }
}
