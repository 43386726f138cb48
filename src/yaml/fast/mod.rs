//! Reads the YAML that manifests are made of, line by line; everything else is left to the parser crate.
//!
//! The subset: maps and lists by indentation, plain and quoted scalars (plain ones may go on in the next
//! lines), block scalars, braces and brackets within one line, comments. The reader gives up at the first
//! sign that it does not know, and at everything that could be a fault, so it reports nothing itself.
//! **Invariant**: what it reads is exactly what the parser crate and the builder make of the same text,
//! with the same origins. A test holds both against each other.

mod block;
mod flow;
mod key;
mod scalar;

use key::Key;

use super::node::{Data, Entry, Map, Node, is};
use super::resolve::Rules;
use crate::source::FileId;
use crate::source::Origin;

/// Deeper than this nothing is read here. It bounds the recursion.
const DEEPEST: usize = 64;

/// The indentation of the line behind the last one.
const END: i32 = -1;

/// A line with content.
#[derive(Clone, Copy)]
struct Line {
    /// Column of the content, [`END`] behind the last line.
    indent: i32,
    /// First byte of the content.
    start: usize,
    /// The byte of its line break, or the end of the text.
    end: usize,
    /// How many blank lines stand before it.
    blanks: usize,
    /// Comments stand before it.
    comments: bool,
}

/// A value and the byte behind it.
type Read = (Node, usize);

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    file: FileId,
    base: usize,
    rules: Rules,
    line: Line,
    /// Entries and elements of the collections that are being read, the inner ones behind the outer ones.
    entries: Vec<Entry>,
    elements: Vec<Node>,
    /// Text that is being put together.
    buffer: String,
}

/// The root of a document, if all of it is within the subset.
pub(super) fn read(file: FileId, base: usize, text: &str, rules: Rules) -> Option<Node> {
    if has_odd_letters(text) {
        return None;
    }
    let line = Line { indent: END, start: 0, end: 0, blanks: 0, comments: false };
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        file,
        base,
        rules,
        line,
        entries: Vec::new(),
        elements: Vec::new(),
        buffer: String::new(),
    };
    reader.advance(0);
    if reader.line.indent == 0 && reader.line_text()? == "---" {
        reader.advance(reader.line.end + 1);
    }
    if reader.line.indent == END {
        return Some(Node::new(Data::Null, reader.origin(0, 0)));
    }
    let (root, _) = reader.block(0)?;
    (reader.line.indent == END).then_some(root)
}

/// True for control characters and for line breaks other than `\n`, which are for the parser to judge.
fn has_odd_letters(text: &str) -> bool {
    // Adding up without a branch lets the compiler look at many bytes at once.
    let plain = |byte: u8| (b' '..0x7f).contains(&byte) || byte == b'\n' || byte == b'\t';
    let odd = text.bytes().fold(false, |odd, byte| odd | !plain(byte));
    odd && text.chars().any(|letter| {
        matches!(letter, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}')
            || matches!(letter, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
    })
}

impl<'a> Reader<'a> {
    fn origin(&self, start: usize, end: usize) -> Origin {
        let offset = |at: usize| u32::try_from(self.base + at).unwrap_or(u32::MAX);
        Origin::new(self.file, offset(start), offset(end))
    }

    /// The byte at an offset; behind the end there are line breaks.
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b'\n')
    }

    fn line_text(&self) -> Option<&'a str> {
        self.text.get(self.line.start..self.line.end)
    }

    fn skip_spaces(&self, from: usize) -> usize {
        let mut at = from;
        while self.byte(at) == b' ' {
            at += 1;
        }
        at
    }

    fn line_end(&self, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or_default();
        memchr::memchr(b'\n', rest).map_or(self.bytes.len(), |length| from + length)
    }

    /// Goes to the next line with content, from the start of a line.
    fn advance(&mut self, from: usize) {
        let mut next = Line { indent: END, start: from, end: from, blanks: 0, comments: false };
        let mut line_start = from;
        while line_start < self.bytes.len() {
            next.start = self.skip_spaces(line_start);
            match self.byte(next.start) {
                b'\n' => {
                    next.blanks += 1;
                    line_start = next.start + 1;
                }
                b'#' => {
                    next.comments = true;
                    line_start = self.line_end(next.start) + 1;
                }
                _ => {
                    next.end = self.line_end(next.start);
                    next.indent = i32::try_from(next.start - line_start).unwrap_or(i32::MAX);
                    break;
                }
            }
        }
        self.line = next;
    }

    /// True if a list element starts at an offset of the line.
    fn is_dash(&self, at: usize) -> bool {
        self.byte(at) == b'-' && matches!(self.byte(at + 1), b' ' | b'\n')
    }

    /// The line goes on at `start`, as if it began there.
    fn enter(&mut self, start: usize) -> Option<()> {
        self.line.indent += i32::try_from(start.checked_sub(self.line.start)?).ok()?;
        self.line.start = start;
        Some(())
    }

    /// The collection that starts at the line.
    fn block(&mut self, depth: usize) -> Option<Read> {
        if depth > DEEPEST {
            return None;
        }
        if self.is_dash(self.line.start) {
            return self.seq(depth);
        }
        let key = self.key(self.line.start)?;
        self.map(key, depth)
    }

    /// A map whose first key is read already.
    fn map(&mut self, first: Key<'a>, depth: usize) -> Option<Read> {
        let indent = self.line.indent;
        let (start, mut end) = (first.start, first.end);
        let outer = self.entries.len();
        let mut next = Some(first);
        while self.line.indent == indent {
            let key = match next.take() {
                Some(key) => key,
                None => self.key(self.line.start)?,
            };
            let known = self.entries.get(outer..)?;
            // Large maps would need a set to find keys that are given twice.
            if known.len() > 200 || known.iter().any(|entry| is(&entry.key, key.text)) {
                return None;
            }
            let key_origin = self.origin(key.start, key.end);
            let (value, value_end) = self.value(indent, &key, depth)?;
            self.entries.push(Entry { key: key.text.into(), key_origin, value });
            end = value_end;
        }
        if self.line.indent > indent {
            return None;
        }
        let entries = self.entries.split_off(outer);
        Some((Node::new(Data::Map(Map::from_entries(entries)), self.origin(start, end)), end))
    }

    fn value(&mut self, indent: i32, key: &Key<'_>, depth: usize) -> Option<Read> {
        let start = self.skip_spaces(key.after);
        if !self.is_rest(key.after, start) {
            return self.inline(indent, start, depth);
        }
        self.advance(self.line_end(start) + 1);
        if self.line.indent > indent {
            self.block(depth + 1)
        } else if self.line.indent == indent && self.is_dash(self.line.start) {
            self.seq(depth + 1)
        } else {
            Some((Node::new(Data::Null, self.origin(key.end, key.end)), key.end))
        }
    }

    fn seq(&mut self, depth: usize) -> Option<Read> {
        if depth > DEEPEST {
            return None;
        }
        let indent = self.line.indent;
        let start = self.line.start;
        let mut end = start;
        let outer = self.elements.len();
        while self.line.indent == indent && self.is_dash(self.line.start) {
            let after = self.line.start + 1;
            let content = self.skip_spaces(after);
            let (node, node_end) = if self.is_rest(after, content) {
                self.advance(self.line_end(content) + 1);
                if self.line.indent > indent {
                    self.block(depth + 1)?
                } else {
                    (Node::new(Data::Null, self.origin(after, after)), after)
                }
            } else if self.is_dash(content) {
                self.enter(content)?;
                self.seq(depth + 1)?
            } else if let Some(key) = self.key(content) {
                self.enter(content)?;
                self.map(key, depth + 1)?
            } else {
                self.inline(indent, content, depth)?
            };
            self.elements.push(node);
            end = node_end;
            if self.line.indent > indent {
                return None;
            }
        }
        let elements = self.elements.split_off(outer);
        Some((Node::new(Data::Seq(elements), self.origin(start, end)), end))
    }

    /// True if nothing but a comment stands at `start`, with `before` being the end of what stands before.
    fn is_rest(&self, before: usize, start: usize) -> bool {
        match self.byte(start) {
            b'\n' => true,
            b'#' => start > before,
            _ => false,
        }
    }

    /// A value that starts in the line, in a collection at `parent`.
    fn inline(&mut self, parent: i32, start: usize, depth: usize) -> Option<Read> {
        match self.byte(start) {
            b'|' | b'>' => self.block_scalar(parent, start),
            b'"' | b'\'' => {
                let read = match self.quoted(start) {
                    Some(read) => read,
                    None => self.quoted_lines(parent, start)?,
                };
                self.finish_line(parent, read)
            }
            b'{' | b'[' => {
                let read = self.flow(start, self.line.end, depth)?;
                self.finish_line(parent, read)
            }
            _ => self.plain(parent, start),
        }
    }

    /// Goes to the next line behind a value that ends in this one.
    fn finish_line(&mut self, parent: i32, read: Read) -> Option<Read> {
        let rest = self.skip_spaces(read.1);
        if !self.is_rest(read.1, rest) {
            return None;
        }
        self.advance(self.line.end + 1);
        (self.line.indent <= parent).then_some(read)
    }
}

#[cfg(test)]
mod tests;
