//! Edits of a source that keep its comments and its layout: ranges of bytes, never a document printed anew.
//!
//! Each function answers `None` where the text is not plain: the value was not written where it stands, an
//! anchor shares it, or a comment would be lost.

mod locate;
#[cfg(test)]
mod tests;

use super::Node;
use crate::diag::Edit;
use crate::source::Files;
use crate::source::Origin;
use locate::Level;
use locate::end;
use locate::entry_end;
use locate::locate;
use locate::start;

fn edit(at: Origin, from: usize, to: usize, text: impl Into<String>) -> Option<Edit> {
    let (start, end) = (u32::try_from(from).ok()?, u32::try_from(to).ok()?);
    Some(Edit { at: Origin::new(at.file, start, end), text: text.into() })
}

/// The line break of the line that ends at an offset or after it.
fn line_break(text: &str, from: usize) -> &'static str {
    let line = text.get(from..).and_then(|rest| rest.split_inclusive('\n').next()).unwrap_or("");
    // The last line of a file may lack one.
    let line = if line.ends_with('\n') { line } else { text };
    if line.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Where the line of an offset starts.
fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

/// Where the line of an offset ends, its line break not counted.
fn line_end(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or("");
    let end = rest.find('\n').map_or(text.len(), |at| offset + at);
    if text.get(..end).is_some_and(|line| line.ends_with('\r')) { end - 1 } else { end }
}

/// Where the line after that of an offset starts.
fn next_line(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or("");
    rest.find('\n').map_or(text.len(), |at| offset + at + 1)
}

/// The way to an entry, if it stands in the source as it stands in the result: where a patch has changed the
/// value, that is the entry of the patch.
fn own_entry(files: &Files, key: &str, value: &Node) -> Option<Vec<Level>> {
    let at = value.origin;
    let mut way = locate(files, at.file, start(value))?;
    let text = &files.get(at.file).text;
    let is_own = |level: &Level| {
        let entry = level.entry()?;
        let between = text.get(entry.key_origin.end as usize..start(&entry.value))?;
        let same = entry.key == key && entry.value.data == value.data && start(&entry.value) == start(value);
        (same && between.trim() == ":").then_some(())
    };
    // The first value of a map that is looked for starts where the map does.
    while is_own(way.last()?).is_none() {
        way.pop();
    }
    Some(way)
}

/// Takes an entry of a map out, with its line. A map that would be empty is left as `{}`: in a patch nothing
/// at all would take the whole map away.
pub fn remove_entry(files: &Files, key: &str, value: &Node) -> Option<Edit> {
    let way = own_entry(files, key, value)?;
    remove(&files.get(value.origin.file).text, value.origin, way.last()?)
}

/// Takes the element of a list that is a map out, given the place of any entry in it.
pub fn remove_element(files: &Files, key: &str, value: &Node) -> Option<Edit> {
    let mut way = own_entry(files, key, value)?;
    way.pop()?;
    let at = value.origin;
    let text = &files.get(at.file).text;
    let list = way.pop()?;
    list.node.as_seq()?;
    if list.ranges().len() == 1 {
        // An empty list says what a missing one says, and a list's own key is plainer to take out.
        let above = way.pop()?;
        above.node.as_map()?;
        return remove(text, at, &above);
    }
    remove(text, at, &list)
}

/// Takes one part of a collection out.
fn remove(text: &str, at: Origin, level: &Level) -> Option<Edit> {
    let ranges = level.ranges();
    let (from, to) = *ranges.get(level.index)?;
    let next = ranges.get(level.index + 1);
    let previous = level.index.checked_sub(1).and_then(|index| ranges.get(index));
    if level.is_flow(text) {
        let (from, to) = match (next, previous) {
            (Some((start, _)), _) => (from, *start),
            (None, Some((_, end))) => (*end, to),
            (None, None) => (from, to),
        };
        return (!text.get(from..to)?.contains('#')).then(|| edit(at, from, to, ""))?;
    }
    let line = line_start(text, from);
    let before = text.get(line..from)?;
    let is_list = level.node.as_seq().is_some();
    let after = text.get(to..line_end(text, to))?.trim();
    if !after.is_empty() && !after.starts_with('#') {
        return None;
    }
    let stands_alone = if is_list { before.trim() == "-" } else { before.trim().is_empty() };
    match (next, previous) {
        (None, None) if !is_list => {
            let above = text.get(..from)?.trim_end();
            let colon = above.ends_with(':').then_some(above.len())?;
            edit(at, colon, to, " {}")
        }
        (None, None) => None,
        _ if stands_alone => edit(at, line, next_line(text, to), ""),
        // The first key of an element stands behind its dash: the next key takes its place.
        (Some((start, _)), _) if !is_list && before.trim_matches([' ', '-']).is_empty() => {
            (!text.get(from..*start)?.contains('#')).then(|| edit(at, from, *start, ""))?
        }
        _ => None,
    }
}

/// Writes another scalar in the place of one. The text is as YAML writes it, quotes included.
pub fn replace_scalar(files: &Files, value: &Node, new: &str) -> Option<Edit> {
    let at = value.origin;
    let way = locate(files, at.file, start(value))?;
    let level = way.last()?;
    let own = match level.entry() {
        Some(entry) => &entry.value,
        None => level.node.as_seq()?.get(level.index)?,
    };
    let text = files.get(at.file).text.get(start(own)..end(own))?;
    let plain = own.data == value.data
        && start(own) == start(value)
        && !text.contains('\n')
        && !text.starts_with(['&', '*', '!', '|', '>']);
    plain.then(|| edit(at, start(own), end(own), new))?
}

/// Puts a scalar in quotes, as it is written.
pub fn quote(files: &Files, value: &Node) -> Option<Edit> {
    let at = value.origin;
    let written = files.get(at.file).text.get(at.start as usize..at.end as usize)?;
    // What is read as another value than it is written (`yes`, `0o17`) is not quoted blindly.
    let as_read = value.scalar()?;
    (written == as_read).then(|| replace_scalar(files, value, &format!("\"{written}\"")))?
}

/// Gives an entry another key.
pub fn rename_key(files: &Files, key_at: Origin, key: &str, new: &str) -> Option<Edit> {
    let way = locate(files, key_at.file, key_at.start as usize)?;
    let entry = way.last()?.entry()?;
    let (from, to) = (entry.key_origin.start as usize, entry.key_origin.end as usize);
    let written = files.get(key_at.file).text.get(from..to)?;
    if entry.key != key {
        return None;
    }
    let quote = ["", "\"", "'"].into_iter().find(|quote| format!("{quote}{key}{quote}") == written)?;
    edit(key_at, from, to, format!("{quote}{new}{quote}"))
}

/// Adds an entry to a map, after one that is there.
pub fn add_after(files: &Files, after: (&str, &Node), key: &str, value: &str) -> Option<Edit> {
    let (old, node) = after;
    let at = node.origin;
    let way = own_entry(files, old, node)?;
    let level = way.last()?;
    let text = &files.get(at.file).text;
    let entry = level.entry()?;
    let (from, to) = (entry.key_origin.start as usize, entry_end(entry));
    if level.node.get(key).is_some() {
        return None;
    }
    if level.is_flow(text) {
        let quote = if text.get(from..).is_some_and(|rest| rest.starts_with('"')) { "\"" } else { "" };
        let gap = text.get(entry.key_origin.end as usize..start(&entry.value))?;
        // JSON over many lines has an entry a line.
        let own_line = text.get(line_start(text, from)..from)?;
        let lead = if own_line.trim().is_empty() && !own_line.is_empty() {
            format!("{}{own_line}", line_break(text, to))
        } else {
            " ".to_owned()
        };
        return edit(at, to, to, format!(",{lead}{quote}{key}{quote}{gap}{value}"));
    }
    let before = text.get(line_start(text, from)..from)?;
    if !before.trim_matches([' ', '-']).is_empty() {
        return None;
    }
    let indent = before.replace('-', " ");
    let place = line_end(text, to);
    let rest = text.get(to..place)?.trim();
    if !rest.is_empty() && !rest.starts_with('#') {
        return None;
    }
    edit(at, place, place, format!("{}{indent}{key}: {value}", line_break(text, to)))
}
