//! Disks behind claims and volumes.

use crate::object::Object;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::yaml::Node;

/// The Persistent Disk driver.
pub(in crate::rules) const DRIVER: &str = "pd.csi.storage.gke.io";

/// The type that this room says most about.
pub(in crate::rules) const HYPERDISK_ML: &str = "hyperdisk-ml";

/// The node label by which the driver places volumes.
pub(in crate::rules) const ZONE: &str = "topology.gke.io/zone";

/// A `volumeHandle`: `projects/P/zones/Z/disks/N`, or `regions/R`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) struct Handle<'t> {
    /// `zones` or `regions`.
    scope: &'t str,
    /// The zone or region, or `multi-zone`.
    place: &'t str,
}

impl<'t> Handle<'t> {
    /// Reads a handle.
    pub(in crate::rules) fn parse(text: &'t str) -> Option<Self> {
        let parts: Vec<&str> = text.split('/').collect();
        match parts.as_slice() {
            ["projects", project, scope @ ("zones" | "regions"), place, "disks", name]
                if [project, place, name].into_iter().all(|part| is_name(part)) =>
            {
                Some(Self { scope, place })
            }
            _ => None,
        }
    }

    /// True for a volume that stands for one disk in each of several zones.
    pub(in crate::rules) fn is_multi_zone(self) -> bool {
        self.scope == "zones" && self.place == "multi-zone"
    }

    /// The zone of a zonal disk.
    pub(in crate::rules) fn zone(self) -> Option<&'t str> {
        (self.scope == "zones" && !self.is_multi_zone()).then_some(self.place)
    }
}

/// True for the name of a project, a place or a disk; a project may have a domain (`example.com:p`).
fn is_name(part: &str) -> bool {
    !part.is_empty()
        && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'))
}

/// The `csi` section of a volume of the Persistent Disk driver.
pub(in crate::rules) fn csi(volume: &Object) -> Option<&Node> {
    volume.root.at(&["spec", "csi"]).filter(|csi| csi.str_at(&["driver"]) == Some(DRIVER))
}

/// The handle of a volume of the Persistent Disk driver.
pub(in crate::rules) fn handle(volume: &Object) -> Option<(&Node, &str)> {
    let node = csi(volume)?.get("volumeHandle")?;
    Some((node, node.as_str()?))
}

/// The requirements of a volume's node affinity.
pub(in crate::rules) fn affinity(volume: &Object) -> impl Iterator<Item = &Node> {
    let terms = volume.root.at(&["spec", "nodeAffinity", "required", "nodeSelectorTerms"]);
    terms
        .and_then(Node::as_seq)
        .unwrap_or_default()
        .iter()
        .flat_map(|term| term.get("matchExpressions").and_then(Node::as_seq).unwrap_or_default())
}

/// The disk type of a claim or volume, if its StorageClass is among the objects and of this driver.
pub(in crate::rules) fn kind<'a>(cx: &Cx<'a>, of: &'a Object) -> Option<&'a Node> {
    let class = links::class(cx, of).filter(|class| is_own(class))?;
    class.root.at(&["parameters", "type"])
}

/// True for a StorageClass of the Persistent Disk driver.
pub(in crate::rules) fn is_own(class: &Object) -> bool {
    class.root.str_at(&["provisioner"]) == Some(DRIVER)
}

/// True for a claim or volume on Hyperdisk ML, as far as its StorageClass is among the objects.
pub(in crate::rules) fn is_hyperdisk_ml(cx: &Cx<'_>, of: &Object) -> bool {
    kind(cx, of).and_then(Node::as_str) == Some(HYPERDISK_ML)
}
