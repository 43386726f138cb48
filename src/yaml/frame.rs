//! A collection that is being read.

use foldhash::HashSet;
use foldhash::HashSetExt as _;

use super::node::{Data, Entry, Map, Node, Str};
use super::resolve::Rules;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::source::Origin;

/// From how many entries on a map keeps a set of its keys.
const MANY: usize = 24;

/// A key that waits for its value.
pub(super) struct Key {
    pub(super) text: Str,
    pub(super) origin: Origin,
    /// It is a plain `<<`.
    pub(super) merge: bool,
    /// It was reported as wrong already.
    pub(super) broken: bool,
}

enum Content {
    Seq(Vec<Node>),
    Map { map: Map, key: Option<Key>, keys: HashSet<Str>, merged: Option<(Origin, Vec<Node>)> },
}

/// A collection that is being read.
pub(super) struct Frame {
    content: Content,
    /// It stands in braces or brackets.
    pub(super) flow: bool,
    /// The id of its anchor, 0 for none.
    pub(super) anchor: usize,
    /// First byte in the document.
    pub(super) start: usize,
    /// End of what it holds so far.
    pub(super) end: usize,
    /// How many nodes it holds.
    pub(super) size: usize,
    /// How many levels of collections stand in it.
    pub(super) height: usize,
}

impl Frame {
    pub(super) fn seq(flow: bool, anchor: usize, start: usize) -> Self {
        Self { content: Content::Seq(Vec::new()), flow, anchor, start, end: start, size: 0, height: 0 }
    }

    pub(super) fn map(flow: bool, anchor: usize, start: usize) -> Self {
        let content = Content::Map { map: Map::default(), key: None, keys: HashSet::new(), merged: None };
        Self { content, flow, anchor, start, end: start, size: 0, height: 0 }
    }

    /// True if the next node is a key.
    pub(super) fn wants_key(&self) -> bool {
        matches!(self.content, Content::Map { key: None, .. })
    }

    /// True if the next node is the value of a key.
    pub(super) fn wants_value(&self) -> bool {
        matches!(self.content, Content::Map { key: Some(_), .. })
    }

    pub(super) fn set_key(&mut self, new: Key) {
        if let Content::Map { key, .. } = &mut self.content {
            *key = Some(new);
        }
    }

    /// Takes an element, or the value of the key.
    pub(super) fn set_value(
        &mut self,
        node: Node,
        rules: Rules,
        session: &mut Session,
    ) -> Result<(), Reported> {
        match &mut self.content {
            Content::Seq(list) => {
                list.push(node);
                Ok(())
            }
            Content::Map { map, key, keys, merged } => {
                let Some(key) = key.take() else { return Ok(()) };
                if key.broken {
                    return Ok(());
                }
                if key.merge {
                    return merge(map, merged, &key, node, rules, session);
                }
                if key.text == "<<" && rules == Rules::Resource {
                    // kustomize clears every `<<` of a map, whether it merged it or not.
                    session.diagnostics.push(
                        Diagnostic::warning(
                            "merge-key-in-quotes",
                            key.origin,
                            "a quoted `<<` merges nothing, and kustomize drops it",
                        )
                        .help("remove the quotes to merge a map, or choose another key"),
                    );
                    return Ok(());
                }
                insert(
                    map,
                    keys,
                    Entry { key: key.text, key_origin: key.origin, value: node },
                    rules,
                    session,
                )
            }
        }
    }

    /// What was read.
    pub(super) fn into_data(self) -> Data {
        match self.content {
            Content::Seq(list) => Data::Seq(list),
            Content::Map { mut map, mut keys, merged, .. } => {
                let sources = merged.map_or_else(Vec::new, |(_, sources)| sources);
                if !sources.is_empty() {
                    keys.extend(map.iter().map(|entry| entry.key.clone()));
                }
                for entry in sources.into_iter().flat_map(entries) {
                    if keys.insert(entry.key.clone()) {
                        map.push(entry);
                    }
                }
                Data::Map(map)
            }
        }
    }
}

fn entries(node: Node) -> Map {
    match node.data {
        Data::Map(map) => map,
        _ => Map::default(),
    }
}

fn insert(
    map: &mut Map,
    keys: &mut HashSet<Str>,
    entry: Entry,
    rules: Rules,
    session: &mut Session,
) -> Result<(), Reported> {
    let known = if map.len() < MANY {
        map.get(&entry.key).is_some()
    } else {
        if keys.is_empty() {
            keys.extend(map.iter().map(|entry| entry.key.clone()));
        }
        !keys.insert(entry.key.clone())
    };
    if !known {
        map.push(entry);
        return Ok(());
    }
    let first = map.entry(&entry.key).map_or(Origin::NONE, |entry| entry.key_origin);
    let message = format!("the key `{}` is given twice", entry.key);
    if rules == Rules::Resource {
        return Err(session.diagnostics.error(
            Diagnostic::error("duplicate-key", entry.key_origin, message)
                .label("again here")
                .also(first, "first given here")
                .help("keep one of the two"),
        ));
    }
    session.diagnostics.push(
        Diagnostic::warning("duplicate-key", first, message)
            .label("not used")
            .also(entry.key_origin, "this one counts")
            .help("keep one of the two"),
    );
    map.remove(&entry.key);
    map.push(entry);
    Ok(())
}

/// Takes the value of `<<`.
///
/// Resources: own keys win over merged ones wherever they stand, and of several maps the first wins.
/// Configuration: the reader sets the merged keys at once, so they win over own keys above the `<<`.
fn merge(
    map: &mut Map,
    merged: &mut Option<(Origin, Vec<Node>)>,
    key: &Key,
    node: Node,
    rules: Rules,
    session: &mut Session,
) -> Result<(), Reported> {
    let origin = node.origin;
    let bad = |at: Origin| {
        Diagnostic::error("bad-merge-key", at, "`<<` merges a map or a list of maps, and this is neither")
            .label("expected a map, an alias of one, or a list of those")
            .also(key.origin, "merged here")
            .help("`<<: *name` merges the map that has the anchor `&name`")
    };
    let sources = match node.data {
        Data::Map(_) => vec![node],
        Data::Seq(list) => list,
        _ => return Err(session.diagnostics.error(bad(origin))),
    };
    if let Some(wrong) = sources.iter().find(|source| source.as_map().is_none()) {
        return Err(session.diagnostics.error(bad(wrong.origin)));
    }
    if rules == Rules::Config {
        for entry in sources.into_iter().rev().flat_map(entries) {
            map.remove(&entry.key);
            map.push(entry);
        }
        return Ok(());
    }
    if let Some((first, _)) = merged {
        return Err(session.diagnostics.error(
            Diagnostic::error("duplicate-key", key.origin, "the key `<<` is given twice")
                .label("again here")
                .also(*first, "first given here")
                .help("merge several maps with a list: `<<: [*one, *two]`"),
        ));
    }
    *merged = Some((key.origin, sources));
    Ok(())
}
