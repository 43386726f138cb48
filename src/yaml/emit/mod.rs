//! Nodes to text, byte for byte as kustomize prints them.
//!
//! kustomize hands each object to go-yaml v2 (`sigs.k8s.io/yaml`, `JSONToYAML`): keys in a natural order,
//! two blanks per map, lists at the level of their key, lines folded behind column 80, quotes only where
//! YAML 1.1 would not read the text back.

mod order;
mod scalar;
mod style;

use order::sort;
use scalar::{Writer, through_json};
use style::Style;

pub(super) use style::is_printable;

use super::node::{Data, Entry, Map, Node};
use super::number::Number;

/// A key longer than this is written with `? `.
const LONGEST_KEY: usize = 128;

/// True if a text is written in quotes, or as a block.
pub(super) fn needs_quotes(text: &str) -> bool {
    Style::of(text).form != style::Form::Plain
}

/// Appends one document, ending in a line break.
pub fn emit(root: &Node, out: &mut String) {
    let mut printer = Printer { writer: Writer::new(out), entries: Vec::new() };
    match &root.data {
        Data::Map(map) if !map.is_empty() => printer.map(map, 0, true),
        Data::Seq(list) if !list.is_empty() => printer.list(list, 0, true),
        _ => printer.scalar(root, 0),
    }
}

struct Printer<'n, 'o> {
    writer: Writer<'o>,
    /// The sorted entries of the maps that are being printed, the inner ones behind the outer ones.
    entries: Vec<&'n Entry>,
}

impl<'n> Printer<'n, '_> {
    /// The entries of a map at an indentation. `inline`: the first key stands on the line begun already.
    fn map(&mut self, map: &'n Map, indent: usize, inline: bool) {
        let outer = self.entries.len();
        self.entries.extend(map.iter());
        if let Some(entries) = self.entries.get_mut(outer..) {
            sort(entries);
        }
        let mut inline = inline;
        for at in outer..outer + map.len() {
            let Some(entry) = self.entries.get(at).copied() else { break };
            if !inline {
                self.writer.indent(indent);
            }
            inline = false;
            self.entry(entry, indent);
        }
        self.entries.truncate(outer);
    }

    fn entry(&mut self, entry: &'n Entry, indent: usize) {
        let style = Style::of(&entry.key);
        let long = entry.key.len() > LONGEST_KEY || style.has_breaks;
        if long {
            self.writer.put("? ");
        }
        self.writer.text(&entry.key, style, indent + 2, !long);
        if long {
            self.writer.end_line();
            self.writer.indent(indent);
        }
        self.value(&entry.value, indent, long);
    }

    /// A value behind its key or, if `inline`, on the line of its own that `: ` starts.
    fn value(&mut self, node: &'n Node, indent: usize, inline: bool) {
        match &node.data {
            Data::Map(map) if !map.is_empty() => {
                self.colon(inline);
                self.map(map, indent + 2, inline);
            }
            Data::Seq(list) if !list.is_empty() => {
                self.colon(inline);
                self.list(list, if inline { indent + 2 } else { indent }, inline);
            }
            _ => {
                self.writer.put(": ");
                self.scalar(node, indent);
            }
        }
    }

    fn colon(&mut self, inline: bool) {
        if inline {
            self.writer.put(": ");
        } else {
            self.writer.put(":");
            self.writer.end_line();
        }
    }

    fn list(&mut self, list: &'n [Node], indent: usize, inline: bool) {
        let mut inline = inline;
        for node in list {
            if !inline {
                self.writer.indent(indent);
            }
            inline = false;
            self.writer.put("- ");
            match &node.data {
                Data::Map(map) if !map.is_empty() => self.map(map, indent + 2, true),
                Data::Seq(list) if !list.is_empty() => self.list(list, indent + 2, true),
                _ => self.scalar(node, indent),
            }
        }
    }

    /// A scalar or an empty collection in a collection at `indent`, and the end of its line.
    fn scalar(&mut self, node: &Node, indent: usize) {
        match &node.data {
            Data::Null => self.writer.put("null"),
            Data::Bool(true) => self.writer.put("true"),
            Data::Bool(false) => self.writer.put("false"),
            Data::Number(text) if is_short_decimal(text) => self.writer.put(text),
            Data::Number(text) => match Number::parse(text) {
                Some(number) => self.writer.put(&number.to_yaml()),
                None => self.writer.put(text),
            },
            Data::Text(text) => match Style::of_simple(text) {
                Some(style) => self.writer.text(text, style, indent + 2, false),
                None => {
                    let text = through_json(text);
                    self.writer.text(&text, Style::of(&text), indent + 2, false);
                }
            },
            Data::Seq(_) => self.writer.put("[]"),
            Data::Map(_) => self.writer.put("{}"),
        }
        self.writer.end_line();
    }
}

/// True for numbers that are printed as they are written.
fn is_short_decimal(text: &str) -> bool {
    let bytes = text.as_bytes();
    (1..=18).contains(&bytes.len())
        && bytes.iter().all(u8::is_ascii_digit)
        && (bytes.len() == 1 || bytes.first() != Some(&b'0'))
}

#[cfg(test)]
mod tests;
