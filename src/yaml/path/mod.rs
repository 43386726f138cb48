//! Paths into a tree: kustomize's field paths and JSON pointers.

use super::regexp;
use jsonptr::Pointer;
use jsonptr::index::Index;
use regex::Regex;

use super::emit::emit;
use super::node::{Data, Entry, Map, Node, Str};
use crate::source::Origin;

/// One step down a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The value of a key.
    Key(Str),
    /// An element of a list, from 0.
    Index(usize),
}

/// The way from a root to a node.
pub type Route = Vec<Step>;

/// Why a path leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathFault {
    /// The part of the path that could not be followed.
    pub part: String,
    /// What is wrong, to follow "the path … ".
    pub message: String,
    /// Where the walk ended: the value that has no such part.
    pub at: Origin,
}

/// Follows a route.
pub fn follow<'a>(root: &'a Node, route: &[Step]) -> Option<&'a Node> {
    route.iter().try_fold(root, |node, step| match step {
        Step::Key(key) => node.get(key),
        Step::Index(index) => node.as_seq()?.get(*index),
    })
}

/// Follows a route, to change what it leads to.
pub fn follow_mut<'a>(root: &'a mut Node, route: &[Step]) -> Option<&'a mut Node> {
    route.iter().try_fold(root, |node, step| match step {
        Step::Key(key) => node.get_mut(key),
        Step::Index(index) => node.as_seq_mut()?.get_mut(*index),
    })
}

/// The node at a JSON pointer (RFC 6901); `None` if a key or an element is missing.
pub fn at_pointer<'a>(root: &'a Node, pointer: &Pointer) -> Option<&'a Node> {
    pointer.tokens().try_fold(root, |node, token| match &node.data {
        Data::Map(map) => map.get(&token.decoded()),
        Data::Seq(list) => match token.to_index().ok()? {
            Index::Num(index) => list.get(index),
            Index::Next => None,
        },
        _ => None,
    })
}

/// Cuts a path at a delimiter; `\` before the delimiter keeps it, and one in front of all is dropped.
pub fn split_path(path: &str, delimiter: char) -> Vec<String> {
    let mut pieces: Vec<&str> = path.split(delimiter).collect();
    if pieces.len() > 1 && pieces.first() == Some(&"") {
        pieces.remove(0);
    }
    let mut parts: Vec<String> = Vec::new();
    for piece in pieces {
        match parts.last_mut() {
            Some(last) if last.ends_with('\\') => {
                last.pop();
                last.push(delimiter);
                last.push_str(piece);
            }
            _ => parts.push(piece.to_owned()),
        }
    }
    parts
}

/// One part of a field path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Field(String),
    Index(usize),
    /// `[name=value]`, or `[=value]` for the elements themselves.
    Element {
        field: String,
        value: String,
    },
    /// `*`: every element of a list.
    Every,
}

/// A field path of kustomize: `spec.template.spec.containers.[name=main].image`.
///
/// Parts are parted by `.`; `\.` keeps a dot, and so do brackets: `metadata.annotations.[a.b/c]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPath {
    parts: Vec<String>,
}

impl FieldPath {
    /// Cuts a field path into its parts. Any text is a path.
    pub fn parse(path: &str) -> Self {
        let mut parts = Vec::new();
        let mut pieces = split_path(path, '.').into_iter();
        while let Some(piece) = pieces.next() {
            if !piece.starts_with('[') || piece.ends_with(']') {
                parts.push(piece);
                continue;
            }
            // The dots inside brackets are no borders.
            let mut whole = piece;
            for piece in pieces.by_ref() {
                whole.push('.');
                whole.push_str(&piece);
                if piece.ends_with(']') {
                    break;
                }
            }
            parts.push(if whole.contains('=') { whole } else { whole.trim_matches(['[', ']']).to_owned() });
        }
        Self { parts }
    }

    /// The parts as text.
    pub fn parts(&self) -> &[String] {
        &self.parts
    }

    /// The node that kustomize takes as a *source*: `[name=x]` is the first element whose field is just
    /// `x`, `-` the last element, and `*` is refused. `None` if a part is missing.
    pub fn lookup<'a>(&self, root: &'a Node) -> Result<Option<&'a Node>, PathFault> {
        let mut node = root;
        for part in self.parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()) {
            let next = match (part, classify(part)) {
                ("*", _) => return Err(fault(part, node, "may not hold `*` here")),
                ("-", _) => list(part, node)?.last(),
                (_, Err(message)) => return Err(fault(part, node, message)),
                (_, Ok(Part::Index(index))) => list(part, node)?.get(index),
                (_, Ok(Part::Element { field, value })) => list(part, node)?.iter().find(|element| {
                    let own = if field.is_empty() { Some(*element) } else { element.get(&field) };
                    own.and_then(Node::scalar).is_some_and(|own| own == value)
                }),
                (_, Ok(Part::Every | Part::Field(_))) if node.is_null() => None,
                (_, Ok(Part::Every | Part::Field(_))) => map(part, node)?.get(part),
            };
            let Some(next) = next else { return Ok(None) };
            node = next;
        }
        Ok(Some(node))
    }

    /// The ways to all nodes that kustomize takes as *targets*: in `[name=x]` the value is a regular
    /// expression that may match anywhere, and `*` stands for every element.
    pub fn find(&self, root: &Node) -> Result<Vec<Route>, PathFault> {
        let mut found = Vec::new();
        find(root, &self.parts, &mut Vec::new(), &mut found)?;
        Ok(found)
    }

    /// Like [`Self::find`], after making what is missing: maps and lists on the way, at the end `leaf`.
    /// An element is made for `[name=x]` if none matches, and for an index just behind the last one.
    pub fn find_or_create(
        &self,
        root: &mut Node,
        leaf: &Data,
        origin: Origin,
    ) -> Result<Vec<Route>, PathFault> {
        create(root, &self.parts, &Node::new(leaf.clone(), origin))?;
        self.find(root)
    }
}

fn classify(part: &str) -> Result<Part, &'static str> {
    if let Ok(index) = part.parse::<usize>() {
        return Ok(Part::Index(index));
    }
    if let Some(inner) = part.strip_prefix('[').and_then(|part| part.strip_suffix(']')) {
        let (field, value) =
            inner.split_once('=').ok_or("needs a field and a value, as in `[name=value]`")?;
        return Ok(Part::Element { field: field.to_owned(), value: value.to_owned() });
    }
    Ok(if part == "*" { Part::Every } else { Part::Field(part.to_owned()) })
}

fn fault(part: &str, node: &Node, message: impl Into<String>) -> PathFault {
    PathFault { part: part.to_owned(), message: message.into(), at: node.origin }
}

fn list<'a>(part: &str, node: &'a Node) -> Result<&'a [Node], PathFault> {
    node.as_seq().ok_or_else(|| fault(part, node, format!("asks for a list, and finds {}", kind(node))))
}

fn map<'a>(part: &str, node: &'a Node) -> Result<&'a Map, PathFault> {
    node.as_map().ok_or_else(|| fault(part, node, format!("asks for a map, and finds {}", kind(node))))
}

fn kind(node: &Node) -> &'static str {
    match node.data {
        Data::Null => "null",
        Data::Bool(_) | Data::Number(_) | Data::Text(_) => "a single value",
        Data::Seq(_) => "a list",
        Data::Map(_) => "a map",
    }
}

fn expression(part: &str, node: &Node, value: &str) -> Result<Regex, PathFault> {
    regexp(value).map_err(|_| fault(part, node, "holds a regular expression that is none"))
}

/// The text that the expression of `[field=…]` is matched with.
fn compared(element: &Node, field: &str) -> Option<String> {
    let own = if field.is_empty() { element } else { element.get(field)? };
    Some(own.scalar().map_or_else(
        || {
            let mut text = String::new();
            emit(own, &mut text);
            text.trim().to_owned()
        },
        |text| text.trim().to_owned(),
    ))
}

fn find(node: &Node, parts: &[String], route: &mut Route, found: &mut Vec<Route>) -> Result<(), PathFault> {
    let Some((part, rest)) = parts.split_first() else {
        found.push(route.clone());
        return Ok(());
    };
    let mut enter = |step: Step, node: &Node, rest: &[String]| {
        route.push(step);
        let result = find(node, rest, route, found);
        route.pop();
        result
    };
    match classify(part).map_err(|message| fault(part, node, message))? {
        Part::Index(index) => {
            let elements = list(part, node)?;
            let Some(element) = elements.get(index) else {
                return Err(fault(part, node, format!("asks for element {index} of {}", elements.len())));
            };
            enter(Step::Index(index), element, rest)
        }
        Part::Every => {
            for (index, element) in list(part, node)?.iter().enumerate() {
                enter(Step::Index(index), element, rest)?;
            }
            Ok(())
        }
        Part::Element { field, value } => {
            let value = expression(part, node, &value)?;
            for (index, element) in list(part, node)?.iter().enumerate() {
                if compared(element, &field).is_some_and(|own| value.is_match(&own)) {
                    // kustomize looks no further into elements that are matched themselves.
                    enter(Step::Index(index), element, if field.is_empty() { &[] } else { rest })?;
                }
            }
            Ok(())
        }
        Part::Field(_) if node.is_null() => Ok(()),
        Part::Field(name) => match map(part, node)?.get(&name) {
            Some(value) => enter(Step::Key(name.into()), value, rest),
            None => Ok(()),
        },
    }
}

/// What a part must be made as, so that the next one finds its place.
fn vessel(rest: &[String], leaf: &Node) -> Node {
    let data = match rest.first().map(|next| classify(next)) {
        None => return leaf.clone(),
        Some(Ok(Part::Index(_) | Part::Element { .. })) => Data::Seq(Vec::new()),
        Some(_) => Data::Map(Map::default()),
    };
    Node::new(data, leaf.origin)
}

fn create(node: &mut Node, parts: &[String], leaf: &Node) -> Result<(), PathFault> {
    let Some((part, rest)) = parts.split_first() else { return Ok(()) };
    // Faults point at the place of the node, which is borrowed to be changed below.
    let place = Node::new(Data::Null, node.origin);
    match classify(part).map_err(|message| fault(part, &place, message))? {
        Part::Index(index) => {
            list(part, node)?;
            if let Some(list) = node.as_seq_mut()
                && list.len() == index
            {
                list.push(vessel(rest, leaf));
            }
            match node.as_seq_mut().and_then(|list| list.get_mut(index)) {
                Some(element) => create(element, rest, leaf),
                None => Err(fault(part, &place, format!("asks for element {index}, which cannot be made"))),
            }
        }
        Part::Every => {
            list(part, node)?;
            node.as_seq_mut().into_iter().flatten().try_for_each(|element| create(element, rest, leaf))
        }
        Part::Element { field, value } => {
            let wanted = expression(part, node, &value)?;
            let matches = |element: &Node| compared(element, &field).is_some_and(|own| wanted.is_match(&own));
            if !list(part, node)?.iter().any(&matches) {
                let text = Node::text(value.as_str(), leaf.origin);
                let made = if field.is_empty() {
                    text
                } else {
                    let entry = Entry { key: field.as_str().into(), key_origin: leaf.origin, value: text };
                    Node::new(Data::Map(std::iter::once(entry).collect()), leaf.origin)
                };
                node.as_seq_mut().into_iter().for_each(|list| list.push(made.clone()));
            }
            if field.is_empty() {
                return Ok(());
            }
            let elements = node.as_seq_mut().into_iter().flatten();
            elements.filter(|element| matches(element)).try_for_each(|element| create(element, rest, leaf))
        }
        Part::Field(name) => {
            if node.is_null() {
                node.data = Data::Map(Map::default());
            }
            map(part, node)?;
            match node.as_map_mut() {
                Some(map) => create(map.get_or_insert_with(&name, || vessel(rest, leaf)), rest, leaf),
                None => Ok(()),
            }
        }
    }
}

#[cfg(test)]
mod tests;
