//! What selects the nodes of a server: a GPU label, or a compute class that the tree defines.

use super::target::Server;
use crate::object::Object;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Node;

/// The selector of a compute class.
pub(super) const CLASS: &str = "cloud.google.com/compute-class";
/// The selector of a type of GPU.
pub(super) const ACCELERATOR: &str = "cloud.google.com/gke-accelerator";
/// GKE puts this label on nodes whose secondary boot disk comes from the image named at its end.
pub(super) const BOOT_DISK: &str = "cloud.google.com.node-restriction.kubernetes.io/gke-secondary-boot-disk-";

/// The place among the objects of the custom ComputeClass that a server selects.
pub(super) fn class(server: &Server, objects: &[Object]) -> Option<usize> {
    let name = server.pod(objects)?.str_at(&["nodeSelector", CLASS])?;
    objects.iter().position(|object| object.kind() == "ComputeClass" && object.name() == name)
}

/// A secondary boot disk of a node in a compute class. A Pod that selects the class may not select the
/// label of the disk.
pub(super) fn boot_disk(image: &str, project: &str, origin: Origin) -> Node {
    let map = [("diskImageName", image), ("mode", "CONTAINER_IMAGE_CACHE"), ("project", project)]
        .into_iter()
        .map(|(key, text)| entry(key, Node::text(text, origin)))
        .collect();
    Node::new(Data::Map(map), origin)
}

/// Puts a secondary boot disk into every priority of a class.
pub(super) fn add_boot_disk(class: &mut Object, disk: &Node) {
    let origin = disk.origin;
    let priorities = class.root.at_mut(&["spec", "priorities"]).and_then(Node::as_seq_mut);
    for priority in priorities.into_iter().flatten() {
        let disks = priority
            .as_map_mut()
            .map(|map| map.get_or_insert_with("storage", || Node::map(origin)))
            .and_then(Node::as_map_mut)
            .map(|map| {
                map.get_or_insert_with("secondaryBootDisks", || Node::new(Data::Seq(Vec::new()), origin))
            })
            .and_then(Node::as_seq_mut);
        if let Some(disks) = disks {
            disks.push(disk.clone());
        }
    }
}

/// An entry whose key has the origin of its value.
pub(super) fn entry(key: &str, value: Node) -> Entry {
    Entry { key: key.into(), key_origin: value.origin, value }
}
