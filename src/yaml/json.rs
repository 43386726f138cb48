//! Nodes as JSON and back.

use std::fmt::Write;

use serde_json::Value;

use super::node::{Data, Entry, Node};
use super::number::Number;
use crate::source::Origin;

/// A node as a JSON value. Keys keep their order. A float without a fraction becomes an integer, as it
/// does on kustomize's way through JSON.
pub fn to_value(node: &Node) -> Value {
    match &node.data {
        Data::Null => Value::Null,
        Data::Bool(value) => Value::Bool(*value),
        Data::Number(text) => match Number::parse(text) {
            Some(number) => number_value(number),
            None => Value::String(text.to_string()),
        },
        Data::Text(text) => Value::String(text.to_string()),
        Data::Seq(list) => Value::Array(list.iter().map(to_value).collect()),
        Data::Map(map) => {
            Value::Object(map.iter().map(|entry| (entry.key.to_string(), to_value(&entry.value))).collect())
        }
    }
}

fn number_value(number: Number) -> Value {
    match number.as_i64() {
        Some(value) => Value::from(value),
        None => match number {
            Number::Int(value) => Value::from(value),
            Number::Uint(value) => Value::from(value),
            Number::Float(value) => Value::from(value),
        },
    }
}

/// A JSON value as a node; every part of it gets the same origin.
pub fn from_value(value: &Value, origin: Origin) -> Node {
    let data = match value {
        Value::Null => Data::Null,
        Value::Bool(value) => Data::Bool(*value),
        Value::Number(number) => Data::Number(number.to_string().into()),
        Value::String(text) => Data::Text(text.into()),
        Value::Array(list) => Data::Seq(list.iter().map(|value| from_value(value, origin)).collect()),
        Value::Object(map) => Data::Map(
            map.iter()
                .map(|(key, value)| Entry {
                    key: key.into(),
                    key_origin: origin,
                    value: from_value(value, origin),
                })
                .collect(),
        ),
    };
    Node::new(data, origin)
}

/// A node as Go's `encoding/json` writes it: no blanks, keys sorted by bytes, `<`, `>` and `&` escaped.
pub fn to_go_json(node: &Node) -> String {
    let mut out = String::new();
    go_json(node, &mut out);
    out
}

fn go_json(node: &Node, out: &mut String) {
    match &node.data {
        Data::Null => out.push_str("null"),
        Data::Bool(true) => out.push_str("true"),
        Data::Bool(false) => out.push_str("false"),
        Data::Number(text) => match Number::parse(text) {
            Some(number) => out.push_str(&number.to_json()),
            None => go_string(text, out),
        },
        Data::Text(text) => go_string(text, out),
        Data::Seq(list) => {
            out.push('[');
            for (index, element) in list.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                go_json(element, out);
            }
            out.push(']');
        }
        Data::Map(map) => {
            let mut entries: Vec<&Entry> = map.iter().collect();
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            out.push('{');
            for (index, entry) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                go_string(&entry.key, out);
                out.push(':');
                go_json(&entry.value, out);
            }
            out.push('}');
        }
    }
}

/// Writes a text as Go's `encoding/json` does, characters that matter to HTML escaped.
pub fn go_string(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            _ => out.push(letter),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::{from_value, to_go_json, to_value};
    use crate::diag::Session;
    use crate::source::Origin;
    use crate::yaml::Rules;
    use crate::yaml::parse;

    #[test]
    fn numbers_are_those_that_kustomize_prints() {
        let mut session = Session::default();
        let text = "{b: [010, 1.0, 1.5, 18446744073709551615, 1e21, -0.0], a: \"<x>\", c: ~, d: 2001-01-01}";
        let file = session.files.add("t.yaml", text);
        let root = parse(file, Rules::Resource, &mut session).unwrap().remove(0);
        assert_eq!(
            to_value(&root).to_string(),
            "{\"b\":[8,1,1.5,18446744073709551615,1e+21,0],\"a\":\"<x>\",\"c\":null,\"d\":\"2001-01-01T00:00:00Z\"}"
        );
        assert_eq!(
            to_go_json(&root),
            "{\"a\":\"\\u003cx\\u003e\",\"b\":[8,1,1.5,18446744073709551615,1e+21,-0],\"c\":null,\
             \"d\":\"2001-01-01T00:00:00Z\"}"
        );
        assert_eq!(from_value(&to_value(&root), Origin::NONE).get("a"), root.get("a"));
    }
}
