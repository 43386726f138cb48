//! The FlightPlan's fields as parameters that a host shows and overrides.

use super::edit::set_field;
use super::field;
use super::field::push_key;
use super::known::Kind;
use super::known::Known;
use super::known::Schema;
use crate::diag::Session;
use crate::object::Gvk;
use crate::object::Object;
use crate::object::Rendered;
use crate::plan;
use crate::yaml::Data;
use crate::yaml::Node;
use serde_json::Value;
use std::collections::BTreeSet;

/// A field of the FlightPlan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its path below `spec`.
    pub name: String,
    /// Its value: one text, or several; none if the file does not set it.
    pub value: Vec<String>,
    /// What may stand in it.
    pub kind: Kind,
    /// What it is for.
    pub about: String,
    /// Whether its section must have it.
    pub required: bool,
}

/// The FlightPlan among the objects that are not printed.
pub fn flight_plan(rendered: &Rendered) -> Option<&Object> {
    rendered.local.iter().find(|object| plan::is_flight_plan(&Gvk::of(&object.root)))
}

/// Every field that the FlightPlan sets, and those that the sections it has could set as well.
pub fn parameters(plan: &Object) -> Vec<Parameter> {
    let mut found = Vec::new();
    if let Some(spec) = plan.root.get("spec") {
        descend(spec, &mut vec!["spec".to_owned()], &Schema::new(), &mut found);
    }
    found
}

fn descend(node: &Node, path: &mut Vec<String>, schema: &Schema, found: &mut Vec<Parameter>) {
    let Some(map) = node.as_map() else { return };
    for entry in map {
        path.push(entry.key.to_string());
        if matches!(entry.value.data, Data::Map(_)) {
            descend(&entry.value, path, schema, found);
        } else if let (Ok(known), Some(value)) = (schema.field(path), texts(&entry.value)) {
            found.push(parameter(path, known, value));
        }
        path.pop();
    }
    for (name, known) in schema.section(path) {
        if map.get(&name).is_none() && known.kind != Kind::Section {
            path.push(name);
            found.push(parameter(path, known, Vec::new()));
            path.pop();
        }
    }
}

/// The texts of a field; `None` for a list of maps, which is edited in the file.
fn texts(node: &Node) -> Option<Vec<String>> {
    match &node.data {
        Data::Seq(list) => list.iter().map(|item| item.scalar().map(|text| text.to_string())).collect(),
        Data::Null => Some(Vec::new()),
        _ => Some(vec![node.scalar()?.to_string()]),
    }
}

fn parameter(path: &[String], known: Known, value: Vec<String>) -> Parameter {
    let mut name = String::new();
    for key in path.iter().skip(1) {
        push_key(&mut name, key);
    }
    Parameter { name, value, kind: known.kind, about: known.about, required: known.required }
}

/// The text of the FlightPlan's file with fields set to other values, each of the type that its schema asks
/// for; one that is not written yet is added. A name may stand with or without `spec.`. If one cannot be set,
/// the words say why.
pub fn set(plan: &Object, values: &[(String, Value)], session: &Session) -> Result<String, String> {
    let schema = Schema::new();
    let mut text = session.files.get(plan.root.origin.file).text.to_string();
    let mut done = BTreeSet::new();
    for (name, value) in values {
        let fault = |words: String| format!("the parameter `{name}`: {words}");
        let path = field::keys(&format!("spec.{}", name.strip_prefix("spec.").unwrap_or(name)));
        let path = path.map_err(fault)?;
        let known = schema.field(&path).map_err(fault)?;
        if !done.insert(path.clone()) {
            return Err(fault("it is set twice".to_owned()));
        }
        let keys: Vec<&str> = path.iter().map(String::as_str).collect();
        if plan.root.at(&keys).is_some_and(|node| node.origin.file != plan.root.origin.file) {
            return Err(fault("a patch of the kustomization sets it, which would go before it".to_owned()));
        }
        let value = typed(known.kind, value).map_err(fault)?;
        text = set_field(&text, plan, &path, &value).map_err(fault)?;
    }
    Ok(text)
}

/// A value of the type that a field asks for; hosts know texts and lists of texts only.
fn typed(kind: Kind, value: &Value) -> Result<Value, String> {
    match (kind, value) {
        (Kind::Text, Value::String(_)) => Ok(value.clone()),
        (Kind::Texts, Value::Array(list)) if list.iter().all(Value::is_string) => Ok(value.clone()),
        (Kind::Whole, Value::String(text)) => {
            text.parse::<i64>().map(Value::from).map_err(|_| format!("`{text}` is no whole number"))
        }
        (Kind::Flag, Value::String(text)) => text
            .parse::<bool>()
            .map(Value::from)
            .map_err(|_| format!("`{text}` is neither `true` nor `false`")),
        (Kind::Scalar, Value::String(text)) => Ok(match (text.parse::<i64>(), text.parse::<bool>()) {
            (Ok(number), _) => number.into(),
            (_, Ok(flag)) => flag.into(),
            _ => value.clone(),
        }),
        (Kind::Texts, _) => Err("a list is expected".to_owned()),
        (Kind::Section, _) => Err("it is a section, set its fields one by one".to_owned()),
        _ => Err("one text is expected".to_owned()),
    }
}
