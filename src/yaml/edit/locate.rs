//! The way from a document of a file down to a place in its text.

use crate::diag::Session;
use crate::source::FileId;
use crate::source::Files;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Node;
use crate::yaml::Rules;
use crate::yaml::parse;

/// How deep texts within texts are looked into: a patch within a kustomization is one.
const DEEPEST: usize = 2;

/// A step of the way: a collection, and which of its parts leads on.
#[derive(Clone, Debug)]
pub(super) struct Level {
    /// A map, or a list.
    pub(super) node: Node,
    /// Which entry or element.
    pub(super) index: usize,
}

impl Level {
    /// The entry, if the collection is a map.
    pub(super) fn entry(&self) -> Option<&Entry> {
        self.node.as_map()?.iter().nth(self.index)
    }

    /// Where the parts of the collection begin and end in the text.
    pub(super) fn ranges(&self) -> Vec<(usize, usize)> {
        match &self.node.data {
            Data::Map(map) => map.iter().map(|it| (it.key_origin.start as usize, entry_end(it))).collect(),
            Data::Seq(list) => list.iter().map(|it| (start(it), end(it))).collect(),
            _ => Vec::new(),
        }
    }

    /// True if the collection stands in braces or brackets.
    pub(super) fn is_flow(&self, text: &str) -> bool {
        text.get(self.node.origin.start as usize..).is_some_and(|rest| rest.starts_with(['{', '[']))
    }
}

/// First byte of a node: that of its first key, where it has one.
pub(super) fn start(node: &Node) -> usize {
    node.origin.start as usize
}

/// Byte after the last one that a node or anything in it takes.
pub(super) fn end(node: &Node) -> usize {
    let own = node.origin.end as usize;
    let inner = match &node.data {
        Data::Map(map) => map.iter().map(entry_end).max(),
        Data::Seq(list) => list.iter().map(end).max(),
        _ => None,
    };
    own.max(inner.unwrap_or(own))
}

/// Byte after the last one of an entry.
pub(super) fn entry_end(entry: &Entry) -> usize {
    end(&entry.value).max(entry.key_origin.end as usize)
}

/// The way to the entry whose key, or the value that is no collection, starts at an offset; the outermost
/// collection first. Nothing if the file cannot be read, or if an anchor stands on the way: what it marks is
/// used in other places too.
pub(super) fn locate(files: &Files, file: FileId, offset: usize) -> Option<Vec<Level>> {
    within(&files.get(file).text, 0, offset, 0)
}

/// Looks into a text, of which the first `skipped` bytes are not to be read.
fn within(text: &str, skipped: usize, offset: usize, depth: usize) -> Option<Vec<Level>> {
    let mut session = Session::default();
    // Blanks in the place of what is not to be read keep every offset.
    let blank = text.get(..skipped)?.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' });
    let padded: String = blank.chain(text.get(skipped..)?.chars()).collect();
    let file = session.files.add("", padded);
    let documents = parse(file, Rules::Resource, &mut session).ok()?;
    let mut way = Vec::new();
    for document in &documents {
        let found = descend(document, offset, &mut way);
        if found.is_some() && is_anchored(text, &way, offset) {
            return None;
        }
        match found {
            Some(Found::Place) => return Some(way),
            Some(Found::Inside(scalar)) => return into_text(text, scalar, offset, depth),
            None => {}
        }
        way.clear();
    }
    None
}

/// What stands at an offset.
enum Found<'n> {
    /// A key or a value begins there.
    Place,
    /// It lies inside of this text.
    Inside(&'n Node),
}

/// Follows the parts that hold the offset. Gives the scalar if the offset lies inside of one.
fn descend<'n>(node: &'n Node, offset: usize, way: &mut Vec<Level>) -> Option<Found<'n>> {
    let holds = |from: usize, to: usize| (from..to.max(from + 1)).contains(&offset);
    match &node.data {
        Data::Map(map) => {
            let index = map.iter().position(|it| holds(it.key_origin.start as usize, entry_end(it)))?;
            let entry = map.iter().nth(index)?;
            way.push(Level { node: node.clone(), index });
            if entry.key_origin.start as usize == offset {
                return Some(Found::Place);
            }
            descend(&entry.value, offset, way)
        }
        Data::Seq(list) => {
            let index = list.iter().position(|it| holds(start(it), end(it)))?;
            way.push(Level { node: node.clone(), index });
            descend(list.get(index)?, offset, way)
        }
        _ if start(node) == offset => Some(Found::Place),
        Data::Text(_) if holds(start(node), end(node)) => Some(Found::Inside(node)),
        _ => None,
    }
}

/// Looks into a literal block, such as a patch within a kustomization.
fn into_text(text: &str, scalar: &Node, offset: usize, depth: usize) -> Option<Vec<Level>> {
    let source = text.get(start(scalar)..end(scalar))?;
    if depth >= DEEPEST || !source.starts_with('|') {
        return None;
    }
    let content = start(scalar) + source.find('\n')? + 1;
    within(text.get(..end(scalar))?, content, offset, depth + 1)
}

/// True if an anchor or a tag stands before a collection on the way, or at its end.
fn is_anchored(text: &str, way: &[Level], offset: usize) -> bool {
    way.iter().map(|level| start(&level.node)).chain([offset]).any(|place| {
        let before = text.get(..place).unwrap_or("").trim_end();
        let word = before.rsplit([' ', '\n', '\t']).next().unwrap_or("");
        word.starts_with(['&', '!'])
    })
}
