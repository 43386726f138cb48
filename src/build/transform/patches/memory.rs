//! What kustomize knows of an object beside its fields: it writes that into the annotations while it builds,
//! where a JSON patch can see it, and move or copy it to where it stays.

use json_patch::PatchOperation;

use crate::object::Behavior;
use crate::object::Object;
use crate::patch::json6902::Operation;
use crate::yaml::Node;
use crate::yaml::Str;

const PREFIX: &str = "internal.config.kubernetes.io/";

/// True if an operation takes the annotations as a whole.
pub(super) fn is_taken(operations: &[Operation]) -> bool {
    let whole = ["", "/metadata", "/metadata/annotations"];
    operations.iter().any(|operation| match &operation.action {
        PatchOperation::Move(it) => whole.contains(&it.from.as_str()),
        PatchOperation::Copy(it) => whole.contains(&it.from.as_str()),
        PatchOperation::Test(it) => whole.contains(&it.path.as_str()),
        _ => false,
    })
}

/// Writes it as kustomize does.
pub(super) fn write(object: &mut Object) {
    let previous = &object.previous;
    let namespace = |space: &str| if space.is_empty() { "_non_namespaceable_" } else { space }.to_owned();
    let mut fields: Vec<(&str, String)> = Vec::new();
    if !previous.is_empty() {
        let kinds: Vec<_> = previous.iter().map(|id| id.gvk.kind.as_str()).collect();
        let names: Vec<_> = previous.iter().map(|id| id.name.as_str()).collect();
        let spaces: Vec<_> = previous.iter().map(|id| namespace(id.effective_namespace())).collect();
        fields.push(("previousKinds", kinds.join(",")));
        fields.push(("previousNames", names.join(",")));
        fields.push(("previousNamespaces", spaces.join(",")));
    }
    for (field, texts) in [("prefixes", &object.prefixes), ("suffixes", &object.suffixes)] {
        let texts: Vec<_> = texts.iter().map(Str::as_str).collect();
        if !texts.is_empty() {
            fields.push((field, texts.join(",")));
        }
    }
    for (field, allowed) in
        [("allowNameChange", object.allowed.name), ("allowKindChange", object.allowed.kind)]
    {
        if allowed {
            fields.push((field, "enabled".to_owned()));
        }
    }
    if object.needs_hash {
        fields.push(("needsHashSuffix", "enabled".to_owned()));
    }
    if object.is_made() {
        let behavior = match object.behavior {
            Behavior::Unspecified => "unspecified",
            Behavior::Create => "create",
            Behavior::Replace => "replace",
            Behavior::Merge => "merge",
        };
        fields.push(("generatorBehavior", behavior.to_owned()));
    }
    for (field, text) in fields {
        object.annotate(&format!("{PREFIX}{field}"), &text);
    }
}

/// Takes it out of the annotations again.
pub(super) fn erase(root: &mut Node) {
    let metadata = root.get_mut("metadata").and_then(Node::as_map_mut);
    let Some(map) = metadata.and_then(|it| it.get_mut("annotations")?.as_map_mut()) else { return };
    map.retain(|entry| !entry.key.starts_with(PREFIX));
}
