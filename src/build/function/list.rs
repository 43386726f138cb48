//! What a function reads and writes: a `ResourceList`, or plain documents.

use crate::build::documents;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::Severity;
use crate::object::Object;
use crate::source::FileId;
use crate::source::Origin;
use crate::source::StepId;
use crate::yaml;
use crate::yaml::Data;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::Rules;
use crate::yaml::Str;

/// Annotations by which kustomize tells what a function has done to which object. They are on each item
/// that a function gets, and taken away again afterwards.
const MARKS: [&str; 8] = [
    "config.kubernetes.io/index",
    "internal.config.kubernetes.io/index",
    "config.k8s.io/id",
    "internal.config.kubernetes.io/id",
    "internal.config.kubernetes.io/annotations-migration-resource-id",
    "kustomize.config.k8s.io/id",
    "config.kubernetes.io/path",
    "internal.config.kubernetes.io/path",
];

/// Marks an object as not for the cluster.
pub(super) const LOCAL: &str = "config.kubernetes.io/local-config";

fn text(value: &str) -> Node {
    Node::text(value, Origin::NONE)
}

fn map(entries: impl IntoIterator<Item = (&'static str, Node)>) -> Node {
    let mut map = Map::default();
    for (key, value) in entries {
        map.insert(key, value);
    }
    Node::new(Data::Map(map), Origin::NONE)
}

fn annotate(root: &mut Node, key: &str, value: &str) {
    let Some(root) = root.as_map_mut() else { return };
    let metadata = root.get_or_insert_with("metadata", || Node::map(Origin::NONE));
    if metadata.as_map().is_none() {
        *metadata = Node::map(Origin::NONE);
    }
    let Some(metadata) = metadata.as_map_mut() else { return };
    let annotations = metadata.get_or_insert_with("annotations", || Node::map(Origin::NONE));
    if annotations.as_map().is_none() {
        *annotations = Node::map(Origin::NONE);
    }
    if let Some(annotations) = annotations.as_map_mut() {
        annotations.insert(key, text(value));
    }
}

/// The configuration as a function gets it: marked, so that it stays out of the output.
pub(super) fn configuration(config: &Object) -> Node {
    let mut root = config.root.clone();
    annotate(&mut root, LOCAL, "true");
    root
}

/// The text that a function reads.
pub(super) fn write(config: &Object, objects: &[Object], alone: bool) -> String {
    let config = configuration(config);
    let mut items: Vec<Node> = objects.iter().map(|object| object.root.clone()).collect();
    // A generator gets its own configuration as the only item, since an empty list would not be run.
    if alone {
        items = vec![config.clone()];
    }
    for (index, (item, object)) in
        items.iter_mut().zip(objects.iter().map(Some).chain(std::iter::repeat(None))).enumerate()
    {
        let (position, number) = (index.to_string(), (index + 1).to_string());
        annotate(item, "config.kubernetes.io/index", &position);
        annotate(item, "internal.config.kubernetes.io/index", &position);
        annotate(item, "internal.config.kubernetes.io/annotations-migration-resource-id", &position);
        annotate(item, "config.k8s.io/id", &number);
        annotate(item, "internal.config.kubernetes.io/id", &number);
        if let Some(object) = object {
            annotate(item, "kustomize.config.k8s.io/id", &identity(object));
        }
    }
    let list = map([
        ("apiVersion", text("config.kubernetes.io/v1")),
        ("kind", text("ResourceList")),
        ("items", Node::new(Data::Seq(items), Origin::NONE)),
        ("functionConfig", config),
    ]);
    let mut out = String::new();
    yaml::emit(&list, &mut out);
    out
}

fn identity(object: &Object) -> String {
    let id = object.id();
    let parts = [
        ("group", &id.gvk.group),
        ("version", &id.gvk.version),
        ("kind", &id.gvk.kind),
        ("name", &id.name),
        ("namespace", &id.namespace),
    ];
    let mut node = Node::map(Origin::NONE);
    if let Some(map) = node.as_map_mut() {
        for (key, value) in parts.into_iter().filter(|(_, value)| !value.is_empty()) {
            map.insert(key, text(value));
        }
    }
    let mut out = String::new();
    yaml::emit(&node, &mut out);
    out
}

/// The objects that a function wrote. Its results are told.
pub(super) fn read(
    file: FileId,
    step: StepId,
    at: Origin,
    session: &mut Session,
) -> Result<Vec<Object>, Reported> {
    let mut documents = yaml::parse(file, Rules::Resource, session)?;
    let mut items = Vec::new();
    for document in &mut documents {
        let is_list = document.str_at(&["kind"]) == Some("ResourceList");
        match document.as_map_mut().filter(|_| is_list) {
            Some(map) => {
                if let Some(results) = map.remove("results") {
                    tell(&results.value, at, session);
                }
                let list = map.remove("items").map(|entry| entry.value.data);
                if let Some(Data::Seq(list)) = list {
                    items.extend(list);
                }
            }
            None => items.push(std::mem::replace(document, Node::map(Origin::NONE))),
        }
    }
    let mut objects = documents::objects(items, session)?;
    for object in &mut objects {
        clean(&mut object.root);
        crate::patch::stamp(&mut object.root, step);
    }
    Ok(objects)
}

/// Takes the marks away.
fn clean(root: &mut Node) {
    let Some(metadata) = root.get_mut("metadata").and_then(Node::as_map_mut) else { return };
    let Some(annotations) = metadata.get_mut("annotations").and_then(Node::as_map_mut) else { return };
    annotations.retain(|entry| !MARKS.contains(&entry.key.as_str()));
    if annotations.is_empty() {
        metadata.remove("annotations");
    }
}

/// Tells what a function has found. kustomize drops it.
fn tell(results: &Node, at: Origin, session: &mut Session) {
    for result in results.items() {
        let severity = match result.str_at(&["severity"]) {
            Some("error") => Severity::Error,
            Some("info") => Severity::Info,
            _ => Severity::Warning,
        };
        let words = |path: &[&str]| result.at(path).and_then(Node::scalar).unwrap_or_default();
        let mut message = words(&["message"]).to_string();
        let subject =
            [words(&["resourceRef", "kind"]), words(&["resourceRef", "name"]), words(&["field", "path"])];
        let subject: Vec<&str> = subject.iter().map(Str::as_str).filter(|it| !it.is_empty()).collect();
        if !subject.is_empty() {
            message = format!("{message} ({})", subject.join(" "));
        }
        session.diagnostics.push(Diagnostic::new("function-result", severity, at, message));
    }
}

/// Puts what a function returned in the place of what it got, but keeps values that are the same, so that
/// they still come from where they are written.
pub(super) fn settle(old: &Node, new: Node, session: &mut Session) -> Node {
    match (&old.data, new.data) {
        (Data::Map(before), Data::Map(after)) => {
            let mut out = Map::default();
            for mut entry in after {
                if let Some(known) = before.entry(&entry.key) {
                    entry.key_origin = known.key_origin;
                    entry.value = settle(&known.value, entry.value, session);
                }
                out.push(entry);
            }
            Node::new(Data::Map(out), old.origin)
        }
        (Data::Seq(before), Data::Seq(after)) => {
            let mut rest: Vec<&Node> = before.iter().collect();
            let items = after.into_iter().map(|item| {
                let same = rest.iter().position(|it| same_element(it, &item));
                match same {
                    Some(index) => settle(rest.remove(index), item, session),
                    None => item,
                }
            });
            let items = items.collect();
            Node::new(Data::Seq(items), old.origin)
        }
        (before, after) if *before == after => old.clone(),
        (_, after) => Node::new(after, session.trace.replace(old.origin, new.origin)),
    }
}

fn same_element(a: &Node, b: &Node) -> bool {
    match (a.get("name"), b.get("name")) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}
