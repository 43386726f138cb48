use super::class;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A compute class that makes no nodes
    ///
    /// ## Why
    /// A compute class makes nodes only if `nodePoolAutoCreation.enabled` is true, which is not the default, or if its
    /// priorities name node pools.
    ///
    /// ```yaml fail
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata:
    ///   name: l4  # flag
    /// spec:
    ///   priorities: [{gpu: {type: nvidia-l4, count: 1}}]
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// ## Fix
    /// Set `nodePoolAutoCreation: {enabled: true}`.
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
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/reference/crds/computeclass>, read 2026-11-23.
    "compute-class-without-nodes", Warning, &["ComputeClass"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let enabled = object.root.at(&["spec", "nodePoolAutoCreation", "enabled"]);
    let autopilot = object.root.at(&["spec", "autopilot", "enabled"]).and_then(Node::as_bool) == Some(true);
    let pools = class::priorities(object).iter().any(|it| it.get("nodepools").is_some());
    if enabled.and_then(Node::as_bool) != Some(true) && !pools && !autopilot {
        cx.flag(enabled.map_or_else(|| place(object), |it| it.origin), "the compute class makes no nodes")
            .help("set `nodePoolAutoCreation: {enabled: true}`");
    }
}
