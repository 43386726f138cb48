//! The FlightPlan's fields as parameters that a host shows and overrides.

use super::field;
use super::field::push_key;
use crate::diag::Session;
use crate::object::Gvk;
use crate::object::Object;
use crate::object::Rendered;
use crate::plan;
use crate::yaml::Data;
use crate::yaml::Node;
use serde_json::Value;

/// A field of the FlightPlan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its path below `spec`.
    pub name: String,
    /// Its value: one text, or several.
    pub value: Vec<String>,
    /// Whether it is a list.
    pub is_list: bool,
}

/// The FlightPlan among the objects that are not printed.
pub fn flight_plan(rendered: &Rendered) -> Option<&Object> {
    rendered.local.iter().find(|object| plan::is_flight_plan(&Gvk::of(&object.root)))
}

/// Every field that the FlightPlan sets.
pub fn parameters(plan: &Object) -> Vec<Parameter> {
    let mut found = Vec::new();
    if let Some(spec) = plan.root.get("spec") {
        descend(spec, String::new(), &mut found);
    }
    found
}

fn descend(node: &Node, name: String, found: &mut Vec<Parameter>) {
    match &node.data {
        Data::Map(map) => {
            for entry in map {
                let mut below = name.clone();
                push_key(&mut below, &entry.key);
                descend(&entry.value, below, found);
            }
        }
        Data::Seq(list) => {
            // A list of maps is no parameter of a host; it is edited in the file.
            let texts: Option<Vec<String>> =
                list.iter().map(|item| item.scalar().map(|text| text.to_string())).collect();
            found.extend(texts.map(|value| Parameter { name, value, is_list: true }));
        }
        _ => {
            let value = node.scalar().unwrap_or_default().to_string();
            found.push(Parameter { name, value: vec![value], is_list: false });
        }
    }
}

/// The text of the FlightPlan's file with fields set to other values, each in the form that the field had.
/// A name may stand with or without `spec.`. If one cannot be set, the words say why.
pub fn set(plan: &Object, values: &[(String, Value)], session: &Session) -> Result<String, String> {
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    for (name, value) in values {
        let name = name.strip_prefix("spec.").unwrap_or(name);
        let (_, node) = field::find(&plan.root, &format!("spec.{name}"))
            .map_err(|words| format!("the parameter `{name}`: {words}"))?;
        if node.origin.file != plan.root.origin.file || !node.origin.is_known() {
            return Err(format!("the parameter `{name}` is not written in the FlightPlan's own file"));
        }
        let text = written(node, value).map_err(|words| format!("the parameter `{name}`: {words}"))?;
        edits.push((node.origin.start as usize, node.origin.end as usize, text));
    }
    edits.sort_by_key(|(start, ..)| std::cmp::Reverse(*start));
    let mut text = session.files.get(plan.root.origin.file).text.to_string();
    let mut before = text.len();
    for (start, end, new) in edits {
        if end > before || text.get(start..end).is_none() {
            return Err("two parameters set the same field".to_owned());
        }
        text.replace_range(start..end, &new);
        before = start;
    }
    Ok(text)
}

/// A value as it stands in YAML: JSON is YAML.
fn written(old: &Node, value: &Value) -> Result<String, String> {
    match (&old.data, value) {
        (Data::Number(_), Value::String(text)) => match text.parse::<i64>() {
            Ok(number) => Ok(number.to_string()),
            Err(_) => Err(format!("`{text}` is no whole number")),
        },
        (Data::Bool(_), Value::String(text)) => match text.as_str() {
            "true" | "false" => Ok(text.clone()),
            _ => Err(format!("`{text}` is neither `true` nor `false`")),
        },
        (Data::Text(_) | Data::Null, Value::String(_)) => Ok(value.to_string()),
        (Data::Seq(_), Value::Array(list)) if list.iter().all(Value::is_string) => Ok(value.to_string()),
        (Data::Seq(_), _) => Err("a list is expected".to_owned()),
        (Data::Map(_), _) => Err("it is a section, set its fields one by one".to_owned()),
        _ => Err("one text is expected".to_owned()),
    }
}
