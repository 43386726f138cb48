//! Volumes of the Cloud Storage FUSE driver.

use crate::object::PodTemplate;
use crate::yaml::Node;

/// The driver.
const DRIVER: &str = "gcsfuse.csi.storage.gke.io";

/// A volume of the driver that is written into a pod.
#[derive(Clone, Copy, Debug)]
pub(super) struct Volume<'a> {
    /// Its name in the pod.
    pub(super) name: &'a str,
    /// Where the driver is named.
    pub(super) driver: &'a Node,
    /// Its attributes.
    pub(super) attributes: Option<&'a Node>,
}

impl<'a> Volume<'a> {
    /// An attribute.
    pub(super) fn attribute(&self, key: &str) -> Option<&'a Node> {
        self.attributes?.get(key)
    }
}

/// The volumes of the driver that are written into a pod.
pub(super) fn volumes<'a>(pod: &PodTemplate<'a>) -> impl Iterator<Item = Volume<'a>> + use<'a> {
    pod.volumes().iter().filter_map(|volume| {
        let csi = volume.get("csi")?;
        let driver = csi.get("driver").filter(|driver| driver.as_str() == Some(DRIVER))?;
        let name = volume.str_at(&["name"]).unwrap_or("");
        Some(Volume { name, driver, attributes: csi.get("volumeAttributes") })
    })
}
