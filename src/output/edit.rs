//! Changes to an object written into the text that it was read from.
//!
//! Only the lines of values that differ are written anew, so comments, quotes and the order of keys stay
//! wherever nothing changed. What is written in a way that cannot be changed line by line (an alias, a
//! map in braces) is printed as a whole; if even that is not possible, the answer is `None`.

use std::ops::Range;

use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::emit;

/// The text with the items of a list in place of those that were read from it, and further items behind
/// the last one.
pub(super) fn items(text: &str, before: &[Node], after: &[&Node]) -> Option<String> {
    let mut edit = Edit { text, changes: Vec::new() };
    let column = before.first().and_then(|item| edit.column(item))?;
    let more = after.len().checked_sub(before.len())?;
    for (old, new) in before.iter().zip(after) {
        if edit.column(old) != Some(column) {
            return None;
        }
        if *old != **new {
            edit.value(old, new, column);
        }
    }
    if more > 0 {
        let last = before.last()?;
        let dash = edit.dash(last)?;
        let margin = dash.start - edit.line_start(dash.start);
        let at = edit.line_end(edit.end(last));
        for node in after.iter().skip(before.len()) {
            let lead = format!("{}-{}", " ".repeat(margin), " ".repeat(column.checked_sub(margin + 1)?));
            edit.changes.push((at..at, format!("\n{lead}{}", printed(node, column))));
        }
    }
    edit.finish()
}

/// A text, and what is to stand in place of some of its ranges. Ranges do not overlap; those that begin at
/// one place are written in the order in which they were added.
struct Edit<'t> {
    text: &'t str,
    changes: Vec<(Range<usize>, String)>,
}

impl Edit<'_> {
    fn finish(mut self) -> Option<String> {
        self.changes.sort_by_key(|(range, _)| range.start);
        let mut out = String::with_capacity(self.text.len() + 4096);
        let mut done = 0;
        for (range, new) in &self.changes {
            out.push_str(self.text.get(done..range.start)?);
            out.push_str(new);
            done = range.end;
        }
        out.push_str(self.text.get(done..)?);
        Some(out)
    }

    /// A value that stands behind a dash or a key, in place of another.
    fn value(&mut self, old: &Node, new: &Node, column: usize) {
        let start = self.changes.len();
        if self.inside(old, new).is_some() {
            return;
        }
        self.changes.truncate(start);
        let range = start_of(old)..self.end(old);
        self.changes.push((range, printed(new, column)));
    }

    /// The difference of two collections, if it can be written line by line.
    fn inside(&mut self, old: &Node, new: &Node) -> Option<()> {
        match (&old.data, &new.data) {
            (Data::Map(old), Data::Map(new)) if !old.is_empty() => self.map(old, new),
            (Data::Seq(old), Data::Seq(new)) if !old.is_empty() => self.list(old, new),
            _ => None,
        }
    }

    fn map(&mut self, old: &Map, new: &Map) -> Option<()> {
        let column = self.entry_column(old)?;
        let mut last = None;
        for (index, entry) in old.iter().enumerate() {
            let Some(value) = new.get(&entry.key) else {
                // The first key of an element stands behind the dash.
                let lines = self.lines(entry.key_origin.start as usize, self.entry_end(entry));
                if index == 0 && self.lead(entry.key_origin.start as usize)?.contains('-') {
                    return None;
                }
                self.changes.push((lines, String::new()));
                continue;
            };
            if entry.value != *value {
                self.entry(entry, value, column)?;
            }
            last = Some(entry);
        }
        let at = self.line_end(self.entry_end(last?));
        for entry in new.iter().filter(|entry| old.get(&entry.key).is_none()) {
            let text = printed(&keyed(&entry.key, entry.value.clone()), column);
            self.changes.push((at..at, format!("\n{}{text}", " ".repeat(column))));
        }
        Some(())
    }

    fn entry(&mut self, entry: &Entry, value: &Node, column: usize) -> Option<()> {
        let start = self.changes.len();
        if self.inside(&entry.value, value).is_some() {
            return Some(());
        }
        self.changes.truncate(start);
        let key = entry.key_origin.start as usize;
        let (from, to) = (entry.value.origin.start as usize, entry.value.origin.end as usize);
        let scalar = |node: &Node| !matches!(node.data, Data::Map(_) | Data::Seq(_));
        let one_line = from < to && !self.text.get(from..to)?.contains(['\n', '|', '>']);
        let new = printed(value, column);
        if scalar(&entry.value) && scalar(value) && one_line && key < from && !new.contains('\n') {
            self.changes.push((from..to, new));
        } else {
            let text = printed(&keyed(&entry.key, value.clone()), column);
            self.changes.push((key..self.entry_end(entry), text));
        }
        Some(())
    }

    fn list(&mut self, old: &[Node], new: &[Node]) -> Option<()> {
        let column = self.column(old.first()?)?;
        let dash = self.dash(old.first()?)?;
        let margin = dash.start - self.line_start(dash.start);
        if old.iter().any(|item| self.column(item) != Some(column)) {
            return None;
        }
        let lead = format!("{}-{}", " ".repeat(margin), " ".repeat(column.checked_sub(margin + 1)?));
        let mut at = 0;
        for (from, to) in runs(old, new) {
            // Elements that have no partner, between two that have: the first ones take each other's places.
            let (gone, come) = (old.get(at..from.start)?, new.get(to.start..to.end)?);
            let both = gone.len().min(come.len());
            for (one, other) in gone.iter().zip(come) {
                self.value(one, other, column);
            }
            for item in gone.get(both..)? {
                let lines = self.lines(self.dash(item)?.start, self.end(item));
                self.changes.push((lines, String::new()));
            }
            for item in come.get(both..)? {
                let text = format!("{lead}{}", printed(item, column));
                match old.get(from.start) {
                    Some(next) => {
                        let at = self.lines(self.dash(next)?.start, self.end(next)).start;
                        self.changes.push((at..at, format!("{text}\n")));
                    }
                    None => {
                        let at = self.line_end(self.end(old.last()?));
                        self.changes.push((at..at, format!("\n{text}")));
                    }
                }
            }
            if let (Some(one), Some(other)) = (old.get(from.start), new.get(to.end))
                && one != other
            {
                self.value(one, other, column);
            }
            at = from.end;
        }
        Some(())
    }

    /// The column of the keys of a map that is written in lines.
    fn entry_column(&self, map: &Map) -> Option<usize> {
        let column = |entry: &Entry| {
            let start = entry.key_origin.start as usize;
            let lead = self.lead(start)?;
            lead.bytes().all(|byte| matches!(byte, b' ' | b'-')).then_some(lead.len())
        };
        let first = column(map.iter().next()?)?;
        let plain = |entry: &Entry| {
            self.lead(entry.key_origin.start as usize).is_some_and(|lead| lead.trim_start().is_empty())
        };
        (map.iter().all(|entry| column(entry) == Some(first)) && map.iter().skip(1).all(plain))
            .then_some(first)
    }

    /// The column of an element that is written in lines behind a dash.
    fn column(&self, item: &Node) -> Option<usize> {
        self.dash(item)?;
        let start = start_of(item);
        Some(start - self.line_start(start))
    }

    /// The dash of an element. Comments may stand between it and the element.
    fn dash(&self, item: &Node) -> Option<Range<usize>> {
        let mut end = start_of(item);
        loop {
            let line = self.line_start(end);
            let lead = self.text.get(line..end)?;
            let words = lead.trim_start();
            if let Some(rest) = words.strip_prefix('-') {
                let rest = rest.trim_start();
                let at = line + lead.len() - words.len();
                return (rest.is_empty() || rest.starts_with('#')).then_some(at..at + 1);
            }
            if !words.is_empty() && !words.starts_with('#') {
                return None;
            }
            end = line.checked_sub(1)?;
        }
    }

    /// The whole lines from a place to another, with comments of their own right above.
    fn lines(&self, from: usize, to: usize) -> Range<usize> {
        let mut start = self.line_start(from);
        while start > 0 {
            let above = self.line_start(start - 1);
            let comment = self.text.get(above..start).is_some_and(|line| line.trim_start().starts_with('#'));
            if !comment {
                break;
            }
            start = above;
        }
        let end = self.line_end(to);
        start..(end + 1).min(self.text.len())
    }

    fn line_start(&self, at: usize) -> usize {
        self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        self.text.get(at..).and_then(|rest| rest.find('\n')).map_or(self.text.len(), |found| at + found)
    }

    /// What stands before a place on its line.
    fn lead(&self, at: usize) -> Option<&str> {
        self.text.get(self.line_start(at)..at)
    }

    /// The end of the text of a value, without the blanks and lines behind it.
    fn end(&self, node: &Node) -> usize {
        let start = start_of(node);
        let mut end = start;
        node.walk(&mut |node| {
            end = end.max(node.origin.end as usize);
            for entry in node.as_map().into_iter().flatten() {
                end = end.max(self.entry_end(entry).min(self.line_end(entry.key_origin.end as usize)));
            }
        });
        start + self.text.get(start..end).map_or(0, |text| text.trim_end().len())
    }

    /// The end of an entry: of its value, or of the colon if it has none.
    fn entry_end(&self, entry: &Entry) -> usize {
        let key = entry.key_origin.end as usize;
        let colon = self.text.get(key..).and_then(|rest| rest.find(':')).map_or(key, |at| key + at + 1);
        let value = &entry.value;
        if value.origin.start == value.origin.end { colon } else { self.end(value).max(colon) }
    }
}

/// Where the text of a value begins.
fn start_of(node: &Node) -> usize {
    node.origin.start as usize
}

/// Elements that both lists have, in order: the range in the old list of one that has a partner, and the
/// range in the new list of those that come before the partner. The last entry stands for the ends.
fn runs(old: &[Node], new: &[Node]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut runs = Vec::new();
    let (mut at, mut done) = (0, 0);
    for (index, item) in new.iter().enumerate() {
        let same = |other: &Node| other == item || (name(item).is_some() && name(other) == name(item));
        let Some(found) = old.iter().skip(at).position(same).map(|found| at + found) else { continue };
        runs.push((found..found + 1, done..index));
        (at, done) = (found + 1, index + 1);
    }
    runs.push((old.len()..old.len(), done..new.len()));
    runs
}

/// The field by which an element is known, and its value.
fn name(element: &Node) -> Option<(&'static str, &str)> {
    ["mountPath", "name"].into_iter().find_map(|field| Some((field, element.str_at(&[field])?)))
}

/// A value as it is printed at a column; the first line stands behind what is there.
fn printed(node: &Node, column: usize) -> String {
    let mut text = String::new();
    emit(node, &mut text);
    let margin = " ".repeat(column);
    let mut out = String::with_capacity(text.len());
    for (index, line) in text.trim_end_matches('\n').split('\n').enumerate() {
        if index > 0 {
            out.push('\n');
            if !line.is_empty() {
                out.push_str(&margin);
            }
        }
        out.push_str(line);
    }
    out
}

/// A map with one key.
pub(super) fn keyed(key: &str, value: Node) -> Node {
    let mut map = Map::default();
    map.push(Entry { key: key.into(), key_origin: Origin::NONE, value });
    Node::new(Data::Map(map), Origin::NONE)
}
