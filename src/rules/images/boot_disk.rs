//! The node label of a secondary boot disk.

use crate::object::PodTemplate;
use crate::yaml::Entry;

/// How the label's key starts; the name of the disk image follows.
pub(in crate::rules) const PREFIX: &str =
    "cloud.google.com.node-restriction.kubernetes.io/gke-secondary-boot-disk-";

/// The disk image that a pod selects, and the entry of its node selector.
pub(in crate::rules) fn selected<'a>(pod: &PodTemplate<'a>) -> Option<(&'a str, &'a Entry)> {
    pod.node_selector().find_map(|entry| Some((entry.key.strip_prefix(PREFIX)?, entry)))
}

/// True for what Compute Engine takes as the name of a disk image.
pub(in crate::rules) fn is_image_name(name: &str) -> bool {
    (1..=63).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && !name.ends_with('-')
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
