use super::class;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # GPUs of a compute class that its machine type does not carry
    ///
    /// ## Why
    /// A priority that names both a machine type and GPUs must name the type and the number that this
    /// machine has; no node is made otherwise.
    ///
    /// ```yaml fail
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata: {name: l4}
    /// spec:
    ///   priorities:
    ///   - machineType: g2-standard-24
    ///     gpu: {type: nvidia-l4, count: 1}  # flag
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// ## Fix
    /// Use the number of GPUs of the machine type, or another machine type.
    ///
    /// ```yaml pass
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata: {name: l4}
    /// spec:
    ///   priorities:
    ///   - machineType: g2-standard-24
    ///     gpu: {type: nvidia-l4, count: 2}
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/autopilot-gpus>, last updated
    /// 2026-04-10: the fields must match the capabilities of the machine type.
    "unmatched-machine-gpus", Error, &["ComputeClass"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let table = &cx.catalog().machine_types;
    for priority in class::priorities(object) {
        let (Some(machine), Some(gpu)) = (priority.get("machineType"), priority.get("gpu")) else { continue };
        let Some((name, carries)) = machine.as_str().and_then(|it| table.rows.get_key_value(it)) else {
            continue;
        };
        if let Some(kind) = gpu.get("type").filter(|kind| kind.as_str() != Some(carries.accelerator.as_str()))
        {
            cx.flag(kind.origin, format!("`{name}` carries `{}`", carries.accelerator))
                .by(table.status)
                .also(machine.origin, "the machine type")
                .help(format!("use `{}`, or another machine type", carries.accelerator));
        } else if let Some(count) = gpu.get("count")
            && count.as_i64().is_some_and(|count| count != i64::from(carries.gpus))
        {
            cx.flag(count.origin, format!("`{name}` carries {} GPUs", carries.gpus))
                .by(table.status)
                .also(machine.origin, "the machine type")
                .help(format!("use {}, or another machine type", carries.gpus));
        }
    }
}
