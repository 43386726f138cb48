//! References of a pod to other objects.

use crate::object::Object;
use crate::object::PodTemplate;
use crate::rules::rule::Cx;
use crate::yaml::Node;

/// A reference to an object of the pod's namespace.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reference<'a> {
    /// The kind of the object.
    pub(super) kind: &'static str,
    /// Its name.
    pub(super) name: &'a Node,
    /// An entry of its data, if one is named.
    pub(super) key: Option<&'a Node>,
    /// True if the pod starts without it.
    pub(super) optional: bool,
}

/// What the containers, the volumes and the pod itself refer to.
pub(super) fn of<'a>(pod: &PodTemplate<'a>) -> Vec<Reference<'a>> {
    let mut found = Vec::new();
    for container in pod.containers() {
        for variable in container.list("env") {
            for (field, kind) in [("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")] {
                let Some(source) = variable.at(&["valueFrom", field]) else { continue };
                found.extend(reference(kind, source, "name", source.get("key")));
            }
        }
        for source in container.list("envFrom") {
            for (field, kind) in [("configMapRef", "ConfigMap"), ("secretRef", "Secret")] {
                found.extend(source.get(field).and_then(|it| reference(kind, it, "name", None)));
            }
        }
    }
    for volume in pod.volumes() {
        let projected = volume.at(&["projected", "sources"]).into_iter().flat_map(Node::items);
        for (source, name) in std::iter::once((volume, "secretName")).chain(projected.map(|it| (it, "name")))
        {
            for (field, kind, name) in [("configMap", "ConfigMap", "name"), ("secret", "Secret", name)] {
                let Some(source) = source.get(field) else { continue };
                found.extend(reference(kind, source, name, None));
                let items = source.get("items").into_iter().flat_map(Node::items);
                found.extend(items.filter_map(|item| reference(kind, source, name, Some(item.get("key")?))));
            }
        }
        let claim = volume.get("persistentVolumeClaim");
        found.extend(claim.and_then(|it| reference("PersistentVolumeClaim", it, "claimName", None)));
    }
    found.extend(reference("ServiceAccount", pod.spec, "serviceAccountName", None));
    found
}

fn reference<'a>(
    kind: &'static str,
    holder: &'a Node,
    name: &str,
    key: Option<&'a Node>,
) -> Option<Reference<'a>> {
    let name = holder.get(name).filter(|it| it.as_str().is_some_and(|it| !it.is_empty()))?;
    let optional = holder.get("optional").and_then(Node::as_bool) == Some(true);
    Some(Reference { kind, name, key, optional })
}

/// True if an object is one that a pod of another one may mean: it is in the same namespace. Where one of them
/// names no namespace, whoever applies it says which.
fn is_near(it: &Object, beside: &Object) -> bool {
    let (own, other) = (it.namespace(), beside.namespace());
    own == other || own.is_empty() || other.is_empty()
}

/// The objects of a kind near another one.
pub(super) fn near<'a>(cx: &Cx<'a>, kind: &str, beside: &Object) -> Vec<&'a Object> {
    cx.all(kind).filter(|it| is_near(it, beside)).collect()
}

/// The first of them that has a name.
pub(super) fn named<'a>(cx: &Cx<'a>, kind: &'a str, name: &'a str, beside: &Object) -> Option<&'a Object> {
    cx.named(kind, name).find(|it| is_near(it, beside))
}

/// True if a controller makes a Secret of this name.
pub(super) fn is_made(cx: &Cx<'_>, kind: &str, name: &str) -> bool {
    let names = |makers: &str, path: &[&str]| {
        cx.all(makers).any(|it| it.root.str_at(path) == Some(name) || it.name() == name)
    };
    kind == "Secret"
        && (names("Certificate", &["spec", "secretName"])
            || names("ExternalSecret", &["spec", "target", "name"])
            || names("SealedSecret", &["spec", "template", "metadata", "name"])
            || cx.all("SecretProviderClass").any(|it| {
                let copies = it.root.at(&["spec", "secretObjects"]).into_iter().flat_map(Node::items);
                copies.into_iter().any(|copy| copy.str_at(&["secretName"]) == Some(name))
            }))
}
