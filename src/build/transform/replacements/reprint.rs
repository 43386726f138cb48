//! Prints YAML that was changed as go-yaml prints it: scalars keep their quotes and comments their place,
//! maps are indented by two, lists are not, and blank lines go.
//!
//! Not done as go-yaml does it: comments behind the last entry of a map, and collections in braces whose
//! inner blanks are unusual.

use crate::source::FileId;
use crate::yaml;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Node;
use crate::yaml::Quotes;
use crate::yaml::Rules;
use crate::yaml::Tag;

/// Prints a document. `source` is the text from which most of its nodes come.
pub(super) fn reprint(root: &Node, file: FileId, source: &str) -> String {
    let mut printer = Printer { file, source, out: String::new(), printed: 0 };
    printer.collection(root, 0);
    printer.out.trim().to_owned()
}

struct Printer<'s> {
    file: FileId,
    source: &'s str,
    out: String,
    /// The end of what was printed of the source, so that no comment is printed twice.
    printed: usize,
}

impl Printer<'_> {
    fn slice(&self, node: &Node) -> Option<&str> {
        let own = node.origin.file == self.file;
        own.then(|| self.source.get(node.origin.start as usize..node.origin.end as usize)).flatten()
    }

    /// True if a collection is written over several lines, without braces.
    fn is_block(&self, node: &Node) -> bool {
        let filled = match &node.data {
            Data::Map(map) => !map.is_empty(),
            Data::Seq(list) => !list.is_empty(),
            _ => false,
        };
        filled && !self.slice(node).is_some_and(|slice| slice.starts_with(['{', '[']))
    }

    fn collection(&mut self, node: &Node, depth: usize) {
        match &node.data {
            Data::Map(map) if self.is_block(node) => {
                for (index, entry) in map.iter().enumerate() {
                    if index > 0 {
                        self.start(depth);
                    }
                    self.entry(entry, depth);
                }
            }
            Data::Seq(list) if self.is_block(node) => {
                for (index, item) in list.iter().enumerate() {
                    if index > 0 {
                        self.start(depth);
                    }
                    self.comments(item.origin.start as usize, depth);
                    self.out.push_str("- ");
                    self.collection(item, depth + 2);
                }
            }
            _ => self.single(node, depth),
        }
    }

    fn start(&mut self, depth: usize) {
        self.out.push('\n');
        self.out.push_str(&" ".repeat(depth));
    }

    fn entry(&mut self, entry: &Entry, depth: usize) {
        let key = if entry.key_origin.file == self.file {
            let start = entry.key_origin.start as usize;
            self.comments(start, depth);
            self.source.get(start..entry.key_origin.end as usize).unwrap_or(&entry.key).to_owned()
        } else {
            scalar(&Data::Text(entry.key.clone()))
        };
        self.out.push_str(&key);
        self.out.push(':');
        self.printed = self.printed.max(entry.key_origin.end as usize);
        match &entry.value.data {
            Data::Map(_) if self.is_block(&entry.value) => {
                self.line_comment(entry.key_origin.end as usize + 1);
                self.start(depth + 2);
                self.collection(&entry.value, depth + 2);
            }
            Data::Seq(_) if self.is_block(&entry.value) => {
                self.line_comment(entry.key_origin.end as usize + 1);
                self.start(depth);
                self.collection(&entry.value, depth);
            }
            Data::Null if self.slice(&entry.value).is_some_and(str::is_empty) => {}
            _ => {
                self.out.push(' ');
                self.single(&entry.value, depth);
            }
        }
    }

    /// Whole lines of comments above a place that were not printed yet.
    fn comments(&mut self, start: usize, depth: usize) {
        let Some(before) = self.source.get(self.printed..start) else { return };
        let lines: Vec<String> =
            before.lines().map(str::trim).filter(|line| line.starts_with('#')).map(str::to_owned).collect();
        for line in lines {
            self.out.push_str(&line);
            self.start(depth);
        }
        self.printed = self.printed.max(start);
    }

    /// A comment that follows on the same line.
    fn line_comment(&mut self, end: usize) {
        let Some(rest) = self.source.get(end..) else { return };
        let line = rest.lines().next().unwrap_or_default();
        let comment = line.trim();
        if comment.starts_with('#') && line.starts_with([' ', '\t']) {
            self.out.push(' ');
            self.out.push_str(comment);
            self.printed = self.printed.max(end + line.len());
        }
    }

    fn single(&mut self, node: &Node, depth: usize) {
        let Some(slice) = self.slice(node).map(str::to_owned) else {
            let text = match &node.data {
                Data::Map(_) | Data::Seq(_) => {
                    let mut out = String::new();
                    yaml::emit(node, &mut out);
                    out.trim_end().replace('\n', &format!("\n{}", " ".repeat(depth + 2)))
                }
                data => scalar(data),
            };
            self.out.push_str(&text);
            return;
        };
        let end = node.origin.end as usize;
        match slice.chars().next() {
            Some(sign @ ('|' | '>')) => {
                let text = node.scalar().unwrap_or_default();
                if is_changed(node) {
                    let lines: Vec<&str> = text.trim_end_matches('\n').split('\n').collect();
                    self.block(sign, &text, &lines, depth);
                } else {
                    let lines: Vec<&str> = slice.trim_end().lines().skip(1).collect();
                    self.block(sign, &text, &lines, depth);
                }
                self.printed = self.printed.max(end);
                return;
            }
            Some('"') => {
                let text = node.scalar().unwrap_or_default();
                if slice.contains('\\') || text.contains(['"', '\\', '\n']) {
                    self.out.push_str(&serde_json::to_string(text.as_str()).unwrap_or_default());
                } else {
                    self.out.push('"');
                    self.out.push_str(&text);
                    self.out.push('"');
                }
            }
            Some('\'') => {
                let text = node.scalar().unwrap_or_default();
                self.out.push('\'');
                self.out.push_str(&text.replace('\'', "''"));
                self.out.push('\'');
            }
            Some('{' | '[') if is_changed(node) => self.flow(node),
            Some('{' | '[') => self.out.push_str(&slice),
            // What was not changed stays as it is written.
            _ if yaml::unquoted(&slice, Rules::Resource).as_ref() == Some(&node.data) => {
                self.out.push_str(&slice);
            }
            _ => self.out.push_str(&scalar(&node.data)),
        }
        self.printed = self.printed.max(end);
        self.line_comment(end);
    }

    /// A collection in braces in which something was changed.
    fn flow(&mut self, node: &Node) {
        match &node.data {
            Data::Map(map) => {
                self.out.push('{');
                for (index, entry) in map.iter().enumerate() {
                    self.out.push_str(if index > 0 { ", " } else { "" });
                    let written = entry.key_origin.start as usize..entry.key_origin.end as usize;
                    let own = entry.key_origin.file == self.file;
                    let key = self.source.get(written).filter(|_| own).unwrap_or(&entry.key).to_owned();
                    self.out.push_str(&key);
                    self.out.push_str(": ");
                    self.flow(&entry.value);
                }
                self.out.push('}');
            }
            Data::Seq(list) => {
                self.out.push('[');
                for (index, item) in list.iter().enumerate() {
                    self.out.push_str(if index > 0 { ", " } else { "" });
                    self.flow(item);
                }
                self.out.push(']');
            }
            _ => self.single(node, 0),
        }
    }

    /// A block scalar, its lines moved to their new depth.
    fn block(&mut self, sign: char, text: &str, lines: &[&str], depth: usize) {
        self.out.push(sign);
        let breaks = text.len() - text.trim_end_matches('\n').len();
        self.out.push_str(match breaks {
            0 => "-",
            1 => "",
            _ => "+",
        });
        let blanks = |line: &&&str| !line.trim().is_empty();
        let lead =
            lines.iter().filter(blanks).map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
        for line in lines {
            if line.trim().is_empty() {
                self.out.push('\n');
            } else {
                self.start(depth + 2);
                self.out.push_str(line.get(lead..).unwrap_or_default());
            }
        }
    }
}

/// True if a value, or one below it, was written over.
fn is_changed(node: &Node) -> bool {
    match &node.data {
        Data::Seq(list) => list.iter().any(is_changed),
        Data::Map(map) => map.iter().any(|entry| is_changed(&entry.value)),
        _ => !matches!(node.form.quotes, Quotes::Written | Quotes::Printed) || node.form.tag != Tag::Own,
    }
}

/// A scalar without a form of its own: in quotes only if it would be read as another type.
fn scalar(data: &Data) -> String {
    match data {
        Data::Null => "null".to_owned(),
        Data::Bool(true) => "true".to_owned(),
        Data::Bool(false) => "false".to_owned(),
        Data::Number(text) => text.to_string(),
        Data::Text(text) => {
            let mut out = String::new();
            yaml::emit(&Node::new(data.clone(), crate::source::Origin::NONE), &mut out);
            let plain = yaml::unquoted(text, Rules::Resource).is_some_and(|read| read == *data);
            let simple = plain && out.trim_end() == text.as_str();
            // go-yaml prefers double quotes for what would be read as another type.
            match yaml::unquoted(text, Rules::Resource) {
                Some(Data::Text(_)) if simple => text.to_string(),
                Some(Data::Text(_)) => out.trim_end().to_owned(),
                _ => format!("\"{text}\""),
            }
        }
        Data::Seq(_) | Data::Map(_) => String::new(),
    }
}
