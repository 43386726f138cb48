//! Braces and brackets within one line.

use super::{DEEPEST, Read, Reader};
use crate::yaml::node::Data;
use crate::yaml::node::Entry;
use crate::yaml::node::Map;
use crate::yaml::node::Node;
use crate::yaml::resolve;

impl Reader<'_> {
    /// A value between braces or brackets, or such a collection itself. It must end before `line_end`.
    pub(super) fn flow(&mut self, start: usize, line_end: usize, depth: usize) -> Option<Read> {
        if depth > DEEPEST || start >= line_end {
            return None;
        }
        match self.byte(start) {
            b'{' => self.flow_map(start, line_end, depth + 1),
            b'[' => self.flow_seq(start, line_end, depth + 1),
            b'"' | b'\'' => self.quoted(start),
            _ => self.flow_plain(start),
        }
    }

    fn flow_map(&mut self, start: usize, line_end: usize, depth: usize) -> Option<Read> {
        let outer = self.entries.len();
        let mut at = self.skip_spaces(start + 1);
        while self.byte(at) != b'}' {
            let quoted = matches!(self.byte(at), b'"' | b'\'');
            let (text, end) = self.key_text(at)?;
            let known = self.entries.get(outer..)?;
            if self.byte(end) != b':' || known.len() > 200 || known.iter().any(|entry| entry.key == text) {
                return None;
            }
            let key_origin = self.origin(at, end);
            let value = self.skip_spaces(end + 1);
            if value == end + 1 && !quoted {
                return None;
            }
            let (value, end) = self.flow(value, line_end, depth)?;
            self.entries.push(Entry { key: text.into(), key_origin, value });
            at = self.separator(end, b'}')?;
        }
        let entries = self.entries.split_off(outer);
        Some((Node::new(Data::Map(Map::from_entries(entries)), self.origin(start, at + 1)), at + 1))
    }

    fn flow_seq(&mut self, start: usize, line_end: usize, depth: usize) -> Option<Read> {
        let outer = self.elements.len();
        let mut at = self.skip_spaces(start + 1);
        while self.byte(at) != b']' {
            let (element, end) = self.flow(at, line_end, depth)?;
            self.elements.push(element);
            at = self.separator(end, b']')?;
        }
        let elements = self.elements.split_off(outer);
        Some((Node::new(Data::Seq(elements), self.origin(start, at + 1)), at + 1))
    }

    /// The start of the next entry, or the closing sign. A comma must be followed by an entry.
    fn separator(&self, end: usize, close: u8) -> Option<usize> {
        let at = self.skip_spaces(end);
        if self.byte(at) == close {
            return Some(at);
        }
        let next = self.skip_spaces(at + 1);
        (self.byte(at) == b',' && self.byte(next) != close).then_some(next)
    }

    fn flow_plain(&self, start: usize) -> Option<Read> {
        let first = self.byte(start);
        if !(first.is_ascii_alphanumeric() || matches!(first, b'_' | b'.' | b'/' | b'$' | b'-' | b'+' | b'='))
        {
            return None;
        }
        if first == b'-' && !self.byte(start + 1).is_ascii_alphanumeric() && self.byte(start + 1) != b'-' {
            return None;
        }
        let rest = self.bytes.get(start..self.line.end)?;
        let length = rest
            .iter()
            .position(|byte| matches!(byte, b',' | b'[' | b']' | b'{' | b'}' | b':' | b'#' | b'\t'))?;
        // A colon or a hash sign may end the text here or be part of it.
        if matches!(self.byte(start + length), b':' | b'#' | b'\t' | b'[' | b'{') {
            return None;
        }
        let text = self.text.get(start..start + length)?.trim_end_matches(' ');
        let end = start + text.len();
        let data = resolve::plain(text, self.rules).ok()?;
        Some((Node::new(data, self.origin(start, end)), end))
    }
}
