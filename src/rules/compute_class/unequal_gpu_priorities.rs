use super::class;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A priority with fewer GPUs than the others
    ///
    /// ## Why
    /// A Pod that needs the GPUs of the other priorities skips one that has fewer: the fallback it was meant to be does
    /// not exist.
    ///
    /// ```yaml fail
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata: {name: l4-x2}
    /// spec:
    ///   priorities:
    ///   - gpu: {type: nvidia-l4, count: 2}
    ///   - gpu: {type: nvidia-l4, count: 2}
    ///     spot: true
    ///   - gpu: {type: nvidia-l4, count: 1}  # flag
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// ## Fix
    /// Give every priority the same number, or remove the odd one.
    ///
    /// ```yaml pass
    /// apiVersion: cloud.google.com/v1
    /// kind: ComputeClass
    /// metadata: {name: l4-x2}
    /// spec:
    ///   priorities:
    ///   - gpu: {type: nvidia-l4, count: 2}
    ///   - gpu: {type: nvidia-l4, count: 2}
    ///     spot: true
    ///   nodePoolAutoCreation: {enabled: true}
    ///   whenUnsatisfiable: DoNotScaleUp
    /// ```
    ///
    /// ## Source
    /// Derived from <https://docs.cloud.google.com/kubernetes-engine/docs/reference/crds/computeclass>, read 2026-11-23.
    "unequal-gpu-priorities", Warning, &["ComputeClass"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let counts: Vec<(&Node, i64)> = class::priorities(object)
        .iter()
        .filter_map(|it| {
            let gpu = it.get("gpu")?;
            let count = gpu.get("count");
            Some((count.unwrap_or(gpu), count.and_then(Node::as_i64)?))
        })
        .collect();
    let Some((most_at, most)) = counts.iter().max_by_key(|(_, count)| *count) else { return };
    let at_most = counts.iter().filter(|(_, count)| count == most).count();
    // Only an exception from a rule is odd: a class may offer several sizes on purpose.
    if counts.len() < 3 || at_most + 1 < counts.len() {
        return;
    }
    for (node, count) in counts.iter().filter(|(_, count)| count < most) {
        cx.flag(node.origin, format!("this priority has {count} GPUs, the others {most}"))
            .also(most_at.origin, "the others")
            .help("give every priority the same number, or remove this one");
    }
}
