//! What names an object: group, version, kind, namespace, name.

use crate::yaml::Node;
use crate::yaml::Str;

/// Group, version and kind. The core group is the empty string.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Gvk {
    /// API group; empty for the core group.
    pub group: Str,
    /// API version.
    pub version: Str,
    /// Kind.
    pub kind: Str,
}

impl Gvk {
    /// Splits an `apiVersion` and joins it with a kind.
    pub fn new(api_version: &str, kind: &str) -> Self {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        Self { group: group.into(), version: version.into(), kind: kind.into() }
    }

    /// The `apiVersion` and `kind` of an object.
    pub fn of(root: &Node) -> Self {
        let kind = root.str_at(&["kind"]).unwrap_or("");
        // A copied `apiVersion` may be a number.
        Self::new(root.get("apiVersion").and_then(Node::raw).unwrap_or(""), kind)
    }

    /// `group/version`, or the version alone for the core group.
    pub fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.to_string()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }
}

/// An object's identity.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Id {
    /// Group, version, kind.
    pub gvk: Gvk,
    /// Name.
    pub name: Str,
    /// Namespace as written; empty for none.
    pub namespace: Str,
}

impl Id {
    /// The identity that an object's fields give.
    pub fn of(root: &Node) -> Self {
        Self {
            gvk: Gvk::of(root),
            name: root.at(&["metadata", "name"]).and_then(Node::scalar).unwrap_or_default(),
            namespace: root.at(&["metadata", "namespace"]).and_then(Node::scalar).unwrap_or_default(),
        }
    }

    /// The namespace, `default` if none is written; empty for kinds that live outside every namespace.
    pub fn effective_namespace(&self) -> &str {
        if self.gvk.is_cluster_scoped() {
            ""
        } else if self.namespace.is_empty() {
            "default"
        } else {
            &self.namespace
        }
    }
}
