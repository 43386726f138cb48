//! Values of an object as a rule sees them: the fields that the schema names, defaults filled in.

use crate::yaml::Data;
use crate::yaml::Node;
use cel::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// Words of the language, which a field is written around: `__namespace__`.
const RESERVED: &[&str] = &[
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "true",
    "var",
    "void",
    "while",
];

/// Formats whose texts are values of another type in a rule.
const TYPED: &[&str] = &["byte", "date", "date-time", "datetime", "duration"];

/// A value, if a rule can be asked about it.
pub(super) struct Read {
    /// `None` if it is not what the schema says, or holds what is no plain value in a rule.
    pub(super) value: Option<Value>,
    /// How many values it holds.
    pub(super) count: usize,
    /// The length of its longest list or map.
    pub(super) longest: usize,
}

/// Reads a node by its schema; `is_object` for an object as a whole.
pub(super) fn read(node: &Node, schema: &Node, is_object: bool) -> Read {
    let mut reader = Reader { count: 0, longest: 0 };
    let value = reader.value(node, schema, is_object);
    Read { value, count: reader.count, longest: reader.longest }
}

struct Reader {
    count: usize,
    longest: usize,
}

fn says(schema: &Node, key: &str) -> bool {
    schema.get(key).and_then(Node::as_bool) == Some(true)
}

impl Reader {
    fn value(&mut self, node: &Node, schema: &Node, is_object: bool) -> Option<Value> {
        self.count += 1;
        let kind = schema.str_at(&["type"]);
        let either = says(schema, "x-kubernetes-int-or-string");
        let free = kind.is_none() && says(schema, "x-kubernetes-preserve-unknown-fields");
        match &node.data {
            Data::Null => Some(Value::Null),
            Data::Bool(value) => (free || kind == Some("boolean")).then_some(Value::Bool(*value)),
            Data::Number(text) => match kind {
                Some("number") => Some(Value::Float(text.parse().ok()?)),
                Some("integer") => Some(Value::Int(text.parse().ok()?)),
                _ if either => Some(Value::Int(text.parse().ok()?)),
                None if free => match text.parse() {
                    Ok(whole) => Some(Value::Int(whole)),
                    Err(_) => Some(Value::Float(text.parse().ok()?)),
                },
                _ => None,
            },
            Data::Text(text) => {
                let typed = schema.str_at(&["format"]).is_some_and(|it| TYPED.contains(&it));
                let fits = (kind == Some("string") && !typed) || either || free;
                fits.then(|| Value::String(Arc::new(text.to_string())))
            }
            Data::Seq(list) => {
                self.longest = self.longest.max(list.len());
                let inner = match schema.get("items") {
                    Some(inner) if kind == Some("array") => inner,
                    _ if free => schema,
                    _ => return None,
                };
                let items: Option<Vec<Value>> = list.iter().map(|it| self.value(it, inner, false)).collect();
                Some(Value::List(Arc::new(items?)))
            }
            Data::Map(_) if free || kind == Some("object") => self.map(node, schema, is_object),
            Data::Map(_) => None,
        }
    }

    fn map(&mut self, node: &Node, schema: &Node, is_object: bool) -> Option<Value> {
        let map = node.as_map()?;
        self.longest = self.longest.max(map.len());
        let mut fields: HashMap<String, Value> = HashMap::new();
        let properties = schema.get("properties").and_then(Node::as_map);
        for entry in properties.into_iter().flatten() {
            let inner = &entry.value;
            let written = map.get(&entry.key).filter(|it| !it.is_null() || says(inner, "nullable"));
            if let Some(written) = written.or(inner.get("default")) {
                fields.insert(escaped(&entry.key), self.value(written, inner, false)?);
            }
        }
        let others = || map.iter().filter(|it| properties.is_none_or(|own| own.get(&it.key).is_none()));
        if let Some(inner) = schema.get("additionalProperties").filter(|it| it.as_map().is_some()) {
            for entry in others() {
                fields.insert(entry.key.to_string(), self.value(&entry.value, inner, false)?);
            }
        } else if says(schema, "x-kubernetes-preserve-unknown-fields") && others().next().is_some() {
            // What such a map holds has no type that a rule could count on.
            for entry in others() {
                fields.insert(entry.key.to_string(), self.free(&entry.value)?);
            }
        }
        if is_object || says(schema, "x-kubernetes-embedded-resource") {
            for key in ["apiVersion", "kind"] {
                let text = map.get(key).and_then(Node::as_str).unwrap_or("");
                fields.insert(key.to_owned(), Value::from(text));
            }
            let mut metadata: HashMap<String, Value> = HashMap::new();
            for key in ["name", "generateName"] {
                if let Some(text) = node.str_at(&["metadata", key]) {
                    metadata.insert(key.to_owned(), Value::from(text));
                }
            }
            fields.insert("metadata".to_owned(), Value::from(metadata));
        }
        Some(Value::from(fields))
    }

    /// A value without a schema.
    fn free(&mut self, node: &Node) -> Option<Value> {
        self.count += 1;
        Some(match &node.data {
            Data::Null => Value::Null,
            Data::Bool(value) => Value::Bool(*value),
            Data::Number(text) => match text.parse() {
                Ok(whole) => Value::Int(whole),
                Err(_) => Value::Float(text.parse().ok()?),
            },
            Data::Text(text) => Value::from(text.as_str()),
            Data::Seq(list) => {
                self.longest = self.longest.max(list.len());
                let items: Option<Vec<Value>> = list.iter().map(|it| self.free(it)).collect();
                Value::List(Arc::new(items?))
            }
            Data::Map(map) => {
                self.longest = self.longest.max(map.len());
                let fields: Option<HashMap<String, Value>> =
                    map.iter().map(|it| Some((it.key.to_string(), self.free(&it.value)?))).collect();
                Value::from(fields?)
            }
        })
    }
}

/// The name of a field as a rule writes it.
fn escaped(name: &str) -> String {
    if RESERVED.contains(&name) {
        return format!("__{name}__");
    }
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(letter) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("__") {
            out.push_str("__underscores__");
            rest = after;
            continue;
        }
        match letter {
            '.' => out.push_str("__dot__"),
            '-' => out.push_str("__dash__"),
            '/' => out.push_str("__slash__"),
            _ => out.push(letter),
        }
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
    }
    out
}
