//! What a pod says about GPUs.

use crate::object::PodTemplate;
use crate::object::Quantity;
use crate::yaml::Node;

/// The resource that is a GPU.
pub(in crate::rules) const GPU: &str = "nvidia.com/gpu";

/// The node label that names the accelerator.
pub(in crate::rules) const ACCELERATOR: &str = "cloud.google.com/gke-accelerator";

/// The node label for the number of GPUs of the node.
pub(in crate::rules) const ACCELERATOR_COUNT: &str = "cloud.google.com/gke-accelerator-count";

/// The node label that says how GPUs are shared.
pub(in crate::rules) const SHARING_STRATEGY: &str = "cloud.google.com/gke-gpu-sharing-strategy";

/// The node label that says by how many.
pub(in crate::rules) const SHARED_CLIENTS: &str = "cloud.google.com/gke-max-shared-clients-per-gpu";

/// What a pod says about GPUs.
#[derive(Debug)]
pub(in crate::rules) struct Gpus<'a> {
    /// Where a container first asks for GPUs.
    pub(in crate::rules) asked: Option<&'a Node>,
    /// How many GPUs the running containers ask for together.
    pub(in crate::rules) total: Quantity,
    /// The accelerators that the pod selects: none, one, or several to choose from.
    pub(in crate::rules) accelerators: Vec<&'a Node>,
}

impl<'a> Gpus<'a> {
    /// Reads a pod.
    pub(in crate::rules) fn of(pod: &PodTemplate<'a>) -> Self {
        let asked = pod.containers().find_map(|it| {
            it.limit(GPU).or(it.request(GPU)).filter(|node| {
                // What is no quantity asks for something, too.
                Quantity::of(node).is_none_or(|quantity| !quantity.is_zero())
            })
        });
        Self { asked, total: pod.total(GPU), accelerators: pod.selected(ACCELERATOR) }
    }

    /// The accelerator, if the pod selects exactly one.
    pub(in crate::rules) fn accelerator(&self) -> Option<&'a Node> {
        match self.accelerators.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}
