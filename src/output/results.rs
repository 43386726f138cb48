//! Findings as the results of a KRM function.

use crate::diag::Diagnostic;
use crate::diag::ResourceRef;
use crate::diag::Session;
use crate::object::Object;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Map;
use crate::yaml::Node;

/// The file that kpt read an item from.
const PATH: [&str; 2] = ["internal.config.kubernetes.io/path", "config.kubernetes.io/path"];
/// The number of the item in that file.
const INDEX: [&str; 2] = ["internal.config.kubernetes.io/index", "config.kubernetes.io/index"];

/// The results; `None` if there is nothing to say.
pub(super) fn node(objects: &[Object], session: &Session) -> Option<Node> {
    let list: Vec<Node> =
        session.diagnostics.all().iter().map(|diagnostic| result(diagnostic, objects, session)).collect();
    (!list.is_empty()).then(|| Node::new(Data::Seq(list), Origin::NONE))
}

fn result(diagnostic: &Diagnostic, objects: &[Object], session: &Session) -> Node {
    let mut fields =
        vec![("message", text(&diagnostic.message)), ("severity", text(diagnostic.severity.name()))];
    if let Some(resource) = &diagnostic.resource {
        fields.push(("resourceRef", reference(resource)));
        if let Some(file) = objects.iter().find(|object| object.reference() == *resource).and_then(file) {
            fields.push(("file", file));
        }
    }
    let mut tags = vec![("rule", text(diagnostic.code))];
    if let Some(label) = diagnostic.labels.first() {
        let position = session.files.get(label.at.file).position(label.at.start);
        tags.push(("line", text(&position.line.to_string())));
        tags.push(("column", text(&position.column.to_string())));
    }
    if let Some(help) = &diagnostic.help {
        tags.push(("help", text(help)));
    }
    fields.push(("tags", map(tags)));
    map(fields)
}

fn reference(resource: &ResourceRef) -> Node {
    let mut fields = vec![
        ("apiVersion", text(&resource.api_version)),
        ("kind", text(&resource.kind)),
        ("name", text(&resource.name)),
    ];
    if !resource.namespace.is_empty() {
        fields.push(("namespace", text(&resource.namespace)));
    }
    map(fields)
}

fn file(object: &Object) -> Option<Node> {
    let path = PATH.iter().find_map(|key| object.annotation(key))?;
    let mut fields = vec![("path", text(path))];
    let index = INDEX.iter().find_map(|key| object.annotation(key)).and_then(|text| text.parse::<u32>().ok());
    if let Some(index) = index {
        fields.push(("index", Node::new(Data::Number(index.to_string().into()), Origin::NONE)));
    }
    Some(map(fields))
}

fn text(text: &str) -> Node {
    Node::text(text, Origin::NONE)
}

fn map(fields: Vec<(&str, Node)>) -> Node {
    let mut map = Map::default();
    for (key, value) in fields {
        map.insert(key, value);
    }
    Node::new(Data::Map(map), Origin::NONE)
}
