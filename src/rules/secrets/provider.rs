//! Volumes of secrets, and the `SecretProviderClass` objects behind them.

use crate::object::Object;
use crate::object::PodTemplate;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::yaml::Node;

/// The driver of GKE's Secret Manager add-on.
const ADD_ON: &str = "secrets-store-gke.csi.k8s.io";

/// The open-source driver.
const OPEN: &str = "secrets-store.csi.k8s.io";

/// A volume of secrets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Volume<'a> {
    /// Where the driver is named.
    pub(super) driver: &'a Node,
    /// The name of its `SecretProviderClass`.
    pub(super) class: Option<&'a Node>,
    /// Whether it says that it is read-only.
    pub(super) read_only: Option<bool>,
}

impl Volume<'_> {
    /// True for a volume of GKE's add-on.
    pub(super) fn is_add_on(&self) -> bool {
        self.driver.as_str() == Some(ADD_ON)
    }
}

/// The volumes of secrets of a pod.
pub(super) fn volumes<'a>(pod: &PodTemplate<'a>) -> impl Iterator<Item = Volume<'a>> + use<'a> {
    pod.volumes().iter().filter_map(|volume| {
        let csi = volume.get("csi")?;
        let driver = csi.get("driver").filter(|it| matches!(it.as_str(), Some(ADD_ON | OPEN)))?;
        Some(Volume {
            driver,
            class: csi.at(&["volumeAttributes", "secretProviderClass"]),
            read_only: csi.get("readOnly").and_then(Node::as_bool),
        })
    })
}

/// The `SecretProviderClass` of a name in the namespace of an object.
pub(super) fn find<'a>(cx: &Cx<'a>, beside: &Object, name: &str) -> Option<&'a Object> {
    cx.all("SecretProviderClass").find(|it| it.name() == name && links::same_namespace(it, beside))
}
