use super::class;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A machine type that Autopilot does not have
    ///
    /// ## Why
    /// The machines with a part of an RTX PRO 6000 are for Standard clusters only.
    ///
    /// ```yaml fail
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata: {name: g4}
    /// spec:
    ///   priorities:
    ///   - machineType: g4-standard-12  # flag
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// ## Fix
    /// Use a machine with a whole GPU.
    ///
    /// ```yaml pass
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata: {name: g4}
    /// spec:
    ///   priorities:
    ///   - machineType: g4-standard-48
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/autopilot-gpus>, last updated 2026-04-10.
    "fractional-gpu-machine", Error, &["ComputeClass"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let table = &cx.catalog().machine_types_not_on_autopilot;
    for priority in class::priorities(object) {
        let Some(node) = priority.get("machineType") else { continue };
        if let Some(name) = table.rows.iter().find(|it| node.as_str() == Some(it.as_str())) {
            cx.flag(node.origin, format!("Autopilot has no `{name}`"))
                .by(table.status)
                .help("use a machine with a whole GPU");
        }
    }
}
