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
        let (group, version) = split(api_version).unwrap_or(("", api_version));
        Self { group: group.into(), version: version.into(), kind: kind.into() }
    }

    /// The `apiVersion` and `kind` of an object.
    pub fn of(root: &Node) -> Self {
        let kind = root.get("kind").and_then(Node::as_text).cloned().unwrap_or_default();
        // A copied `apiVersion` may be a number.
        let api_version = root.get("apiVersion").and_then(Node::scalar).unwrap_or_default();
        match split(&api_version) {
            Some((group, version)) => Self { group: group.into(), version: version.into(), kind },
            None => Self { group: Str::default(), version: api_version, kind },
        }
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

/// The group and the version of an `apiVersion` that has a group. (For texts as short as these it is quicker to look
/// at each byte than to search.)
fn split(api_version: &str) -> Option<(&str, &str)> {
    let slash = api_version.bytes().position(|byte| byte == b'/')?;
    Some((api_version.get(..slash)?, api_version.get(slash + 1..)?))
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
        let metadata = root.get("metadata");
        let text = |key: &str| metadata?.get(key)?.scalar();
        Self {
            gvk: Gvk::of(root),
            name: text("name").unwrap_or_default(),
            namespace: text("namespace").unwrap_or_default(),
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
