//! Pods of the general-purpose class.

use crate::rules::pods::Pod;

/// True for a pod without accelerator, machine family and compute class: Autopilot's general rules for
/// requests hold for it. A class of one's own, or a taint of one's own, brings rules of its own.
pub(in crate::rules) fn is_general(pod: &Pod<'_>) -> bool {
    let special = ["compute-class", "machine-family", "gke-accelerator", "gke-tpu"];
    pod.gpus.asked.is_none()
        && pod.first_request("google.com/tpu").is_none()
        && !pod.selected_keys().iter().any(|(key, _)| special.iter().any(|it| key.contains(it)))
}
