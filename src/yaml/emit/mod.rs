//! Nodes to text, byte for byte as kustomize prints them.
//!
//! kustomize hands each object to go-yaml v2 (`sigs.k8s.io/yaml`, `JSONToYAML`): keys in a natural order,
//! two blanks per map, lists at the level of their key, lines folded behind column 80, quotes only where
//! YAML 1.1 would not read the text back.

mod order;
mod scalar;
mod style;

use order::sorted;
use scalar::{Writer, through_json};
use style::Style;

pub(super) use style::is_printable;

use super::node::{Data, Map, Node};
use super::number::Number;

/// A key longer than this is written with `? `.
const LONGEST_KEY: usize = 128;

/// Appends one document, ending in a line break.
pub fn emit(root: &Node, out: &mut String) {
    let mut writer = Writer::new(out);
    match &root.data {
        Data::Map(map) if !map.is_empty() => entries(&mut writer, map, 0, true),
        Data::Seq(list) if !list.is_empty() => items(&mut writer, list, 0, true),
        _ => {
            scalar(&mut writer, root, 0);
            writer.end_line();
        }
    }
}

/// The entries of a map at an indentation. `inline`: the first key stands on the line begun already.
fn entries(writer: &mut Writer<'_>, map: &Map, indent: usize, inline: bool) {
    let mut inline = inline;
    for entry in sorted(map) {
        if !inline {
            writer.indent(indent);
        }
        inline = false;
        let style = Style::of(&entry.key);
        let long = entry.key.len() > LONGEST_KEY || style.has_breaks;
        if long {
            writer.put("? ");
        }
        writer.text(&entry.key, style, indent + 2, !long);
        if long {
            writer.end_line();
            writer.indent(indent);
        }
        writer.put(":");
        value(writer, &entry.value, indent, long);
    }
}

/// A value behind `key:` or, if `inline`, behind `: `.
fn value(writer: &mut Writer<'_>, node: &Node, indent: usize, inline: bool) {
    match &node.data {
        Data::Map(map) if !map.is_empty() => {
            if inline {
                writer.put(" ");
            } else {
                writer.end_line();
            }
            entries(writer, map, indent + 2, inline);
        }
        Data::Seq(list) if !list.is_empty() => {
            if inline {
                writer.put(" ");
                items(writer, list, indent + 2, true);
            } else {
                writer.end_line();
                items(writer, list, indent, false);
            }
        }
        _ => {
            writer.put(" ");
            scalar(writer, node, indent);
            writer.end_line();
        }
    }
}

fn items(writer: &mut Writer<'_>, list: &[Node], indent: usize, inline: bool) {
    let mut inline = inline;
    for node in list {
        if !inline {
            writer.indent(indent);
        }
        inline = false;
        writer.put("- ");
        match &node.data {
            Data::Map(map) if !map.is_empty() => entries(writer, map, indent + 2, true),
            Data::Seq(list) if !list.is_empty() => items(writer, list, indent + 2, true),
            _ => {
                scalar(writer, node, indent);
                writer.end_line();
            }
        }
    }
}

/// A scalar or an empty collection in a collection at `indent`.
fn scalar(writer: &mut Writer<'_>, node: &Node, indent: usize) {
    match &node.data {
        Data::Null => writer.put("null"),
        Data::Bool(true) => writer.put("true"),
        Data::Bool(false) => writer.put("false"),
        Data::Number(text) => writer.put(&number(text)),
        Data::Text(text) => {
            let text = through_json(text);
            writer.text(&text, Style::of(&text), indent + 2, false);
        }
        Data::Seq(_) => writer.put("[]"),
        Data::Map(_) => writer.put("{}"),
    }
}

fn number(text: &str) -> String {
    Number::parse(text).map_or_else(|| text.to_owned(), Number::to_yaml)
}

#[cfg(test)]
mod tests;
