//! From the documents of a file to objects: lists are taken apart, what is no object is refused.

use std::collections::VecDeque;

use crate::build::scalars;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Str;
use crate::yaml::Tag;

/// The objects of a file. Empty documents count for nothing.
pub(crate) fn objects(documents: Vec<Node>, session: &mut Session) -> Result<Vec<Object>, Reported> {
    let mut queue = VecDeque::with_capacity(documents.len());
    let mut failed = None;
    match <[Node; 1]>::try_from(documents) {
        // A file that is one list is that list's elements, even those that are lists themselves.
        Ok([only]) if is_plain_list(&only) => queue.extend(items(only, session)?),
        Ok([only]) => queue.push_back(only),
        Err(documents) => queue.extend(documents),
    }
    let mut out = Vec::with_capacity(queue.len());
    while let Some(document) = queue.pop_front() {
        if is_empty(&document) {
            continue;
        }
        if let Err(reported) = validate(&document, session) {
            failed = Some(reported);
            continue;
        }
        if !is_list(&document) || document.get("items").is_none() {
            out.push(Object::new(document));
            continue;
        }
        // kustomize puts the elements behind all that is left of the file, and reads them from JSON.
        for mut item in items(document, session)? {
            item.reread_json();
            if is_plain_list(&item) { queue.extend(items(item, session)?) } else { queue.push_back(item) }
        }
    }
    failed.map_or(Ok(out), Err)
}

/// True for what counts as nothing: null, `{}` and `[]`.
pub(crate) fn is_empty(node: &Node) -> bool {
    match &node.data {
        Data::Null => true,
        Data::Map(map) => map.is_empty(),
        Data::Seq(list) => list.is_empty(),
        _ => false,
    }
}

fn kind(node: &Node) -> Option<Str> {
    node.get("kind").and_then(Node::scalar).filter(|kind| !kind.is_empty())
}

fn is_list(node: &Node) -> bool {
    kind(node).is_some_and(|kind| kind.ends_with("List"))
}

fn is_plain_list(node: &Node) -> bool {
    let named = kind(node).is_some_and(|kind| kind == "List" || kind == "ResourceList");
    named && (node.get("items").is_some() || node.get("functionConfig").is_some())
}

fn items(list: Node, session: &mut Session) -> Result<Vec<Node>, Reported> {
    let Data::Map(mut map) = list.data else { return Ok(Vec::new()) };
    let Some(items) = map.remove("items") else { return Ok(Vec::new()) };
    match items.value.data {
        Data::Seq(list) => Ok(list),
        Data::Null => Ok(Vec::new()),
        _ => {
            let message = format!("`items` of a list must be an array, this is {}", items.value.type_name());
            let finding = Diagnostic::error("not-an-object", items.value.origin, message)
                .help("write each object as an element: `- apiVersion: …`");
            Err(session.diagnostics.error(finding))
        }
    }
}

/// What every object must have. The first of the faults is reported.
pub(crate) fn validate(node: &Node, session: &mut Session) -> Result<(), Reported> {
    let Some(map) = node.as_map() else {
        let message = format!("this document is no Kubernetes object but of type {}", node.type_name());
        let finding = Diagnostic::error("not-an-object", node.origin, message)
            .help("a resource file holds objects with `apiVersion`, `kind` and `metadata`");
        return Err(session.diagnostics.error(finding));
    };
    let first = map.iter().next().map_or(node.origin, |entry| entry.key_origin);
    let Some(kind) = kind(node) else {
        let at = node.get("kind").map_or(first, |it| it.origin);
        let mut finding = Diagnostic::error("missing-kind", at, "this object has no `kind`");
        finding = match crate::diag::nearest("kind", map.iter().map(|entry| entry.key.as_str())) {
            Some(near) if near != "kind" => finding.help(format!("`{near}` should be `kind`")),
            _ => finding.help(
                "add `kind:`; if this is a patch or a values file, it does not belong under `resources`",
            ),
        };
        return Err(session.diagnostics.error(finding));
    };
    // A copy without a type may spell null, and is a name all the same.
    let name = node.at(&["metadata", "name"]);
    let named = name.is_some_and(|it| match it.scalar() {
        Some(name) => !name.is_empty(),
        None => it.form.tag == Tag::None && !scalars::written(it, &session.files).is_empty(),
    });
    if named || kind.ends_with("List") {
        return Ok(());
    }
    let metadata = node.get("metadata");
    let at = metadata.and_then(|it| it.get("name")).or(metadata).map_or(first, |it| it.origin);
    let finding = Diagnostic::error("missing-name", at, format!("this {kind} has no `metadata.name`"));
    let finding = if metadata.is_some_and(|it| it.get("generateName").is_some()) {
        finding
            .help("write a `name`: `generateName` cannot be built, for the name is what tells objects apart")
    } else {
        finding.help("add `metadata: {name: …}`")
    };
    Err(session.diagnostics.error(finding))
}
