//! Compute classes: which one a pod selects, and what it offers.

use crate::object::Object;
use crate::object::PodTemplate;
use crate::rules::rule::Cx;
use crate::yaml::Node;

/// The node label that selects a compute class.
pub(in crate::rules) const COMPUTE_CLASS: &str = "cloud.google.com/compute-class";

/// The built-in class of accelerators.
pub(in crate::rules) const ACCELERATOR_CLASS: &str = "Accelerator";

/// The GPUs that a priority of a class offers.
#[derive(Debug)]
pub(in crate::rules) struct Offer {
    /// How many.
    pub(in crate::rules) count: Option<i64>,
}

/// The compute class that a pod selects.
pub(in crate::rules) fn selected<'a>(pod: &PodTemplate<'a>) -> Option<&'a Node> {
    pod.selected(COMPUTE_CLASS).first().copied()
}

/// True for the classes that every cluster has.
pub(in crate::rules) fn is_built_in(cx: &Cx<'_>, name: &str) -> bool {
    cx.catalog().compute_class.rows.built_in.iter().any(|it| it == name)
}

/// The custom class of a name, if it is among the objects.
pub(in crate::rules) fn find<'a>(cx: &Cx<'a>, name: &str) -> Option<&'a Object> {
    cx.all("ComputeClass").find(|it| it.name() == name)
}

/// The priorities of a class.
pub(in crate::rules) fn priorities(class: &Object) -> &[Node] {
    class.root.at(&["spec", "priorities"]).and_then(Node::as_seq).unwrap_or_default()
}

/// The GPUs that a priority offers, by its `gpu` or by its machine type; `None` if it offers none. A
/// priority that names node pools may offer anything.
pub(in crate::rules) fn gpu(cx: &Cx<'_>, priority: &Node) -> Option<Offer> {
    if let Some(gpu) = priority.get("gpu") {
        return Some(Offer { count: gpu.get("count").and_then(Node::as_i64) });
    }
    if priority.get("nodepools").is_some() {
        return Some(Offer { count: None });
    }
    let machine = cx.catalog().machine_types.rows.get(priority.str_at(&["machineType"])?)?;
    Some(Offer { count: Some(i64::from(machine.gpus)) })
}
