//! Follows a JSON pointer through nodes.

use crate::yaml::Data;
use crate::yaml::Node;
use jsonptr::Pointer;

/// How far a pointer reaches.
pub(super) enum Found<'n> {
    /// The map or list that holds the last part, and that part.
    Parent(&'n mut Node, String),
    /// The pointer is empty: it means the whole object.
    Root,
    /// The way ends here.
    Ends(End),
}

/// Where a pointer stops to exist.
#[derive(Clone, Debug)]
pub(super) struct End {
    /// How many parts of the pointer exist.
    pub(super) depth: usize,
}

/// The container that a pointer's last part is in.
pub(super) fn parent<'n>(root: &'n mut Node, pointer: &Pointer) -> Found<'n> {
    let mut tokens: Vec<String> = pointer.tokens().map(|token| token.decoded().into_owned()).collect();
    let Some(key) = tokens.pop() else { return Found::Root };
    let mut at = root;
    for (depth, token) in tokens.iter().enumerate() {
        let next = match &mut at.data {
            Data::Map(map) => map.get_mut(token),
            Data::Seq(list) => index(token, list.len()).and_then(|index| list.get_mut(index)),
            _ => None,
        };
        match next {
            Some(node) if !node.is_null() => at = node,
            _ => return Found::Ends(End { depth }),
        }
    }
    let depth = tokens.len();
    match at.data {
        Data::Map(_) | Data::Seq(_) => Found::Parent(at, key),
        _ => Found::Ends(End { depth: depth.saturating_sub(1) }),
    }
}

/// The place of an existing element. Negative numbers count from the end.
pub(super) fn index(token: &str, length: usize) -> Option<usize> {
    let index = place(token, length)?;
    (index < length).then_some(index)
}

/// The place at which an element is inserted: `-` and everything up to the length.
pub(super) fn insertion(token: &str, length: usize) -> Option<usize> {
    if token == "-" {
        return Some(length);
    }
    let index = place(token, length + 1)?;
    (index <= length).then_some(index)
}

fn place(token: &str, length: usize) -> Option<usize> {
    let number: i64 = token.parse().ok()?;
    if number >= 0 {
        return usize::try_from(number).ok();
    }
    length.checked_sub(usize::try_from(number.unsigned_abs()).ok()?)
}

/// The deepest node that exists on the way, for messages.
pub(super) fn deepest<'n>(root: &'n Node, pointer: &Pointer, depth: usize) -> &'n Node {
    let mut at = root;
    for token in pointer.tokens().take(depth) {
        let token = token.decoded();
        let next = match &at.data {
            Data::Map(map) => map.get(&token),
            Data::Seq(list) => index(&token, list.len()).and_then(|index| list.get(index)),
            _ => None,
        };
        match next {
            Some(node) => at = node,
            None => return at,
        }
    }
    at
}
