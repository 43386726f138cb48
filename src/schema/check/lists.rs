//! Lists in which no two elements may be the same.

use crate::schema::Type;
use crate::yaml::Node;
use foldhash::HashMap;
use foldhash::HashMapExt as _;

/// Two elements of a list that have the same keys.
pub(super) struct Twins<'n> {
    /// The earlier one.
    pub(super) first: &'n Node,
    /// The later one.
    pub(super) second: &'n Node,
    /// Its number.
    pub(super) index: usize,
    /// What they have in common: `name: vllm`.
    pub(super) what: String,
}

/// The elements of a list that an earlier element is like.
pub(super) fn twins<'n>(of: Type<'_>, item: Type<'_>, list: &'n [Node]) -> Vec<Twins<'n>> {
    if list.len() < 2 || (of.list_keys().next().is_none() && !of.is_set()) {
        return Vec::new();
    }
    let mut seen: HashMap<String, &Node> = HashMap::new();
    let mut found = Vec::new();
    for (index, second) in list.iter().enumerate() {
        let Some(what) = identity(of, item, second) else { continue };
        if let Some(first) = seen.get(&what) {
            found.push(Twins { first, second, index, what });
        } else {
            seen.insert(what, second);
        }
    }
    found
}

/// What tells an element apart; nothing if it lacks a key that has no default.
fn identity(of: Type<'_>, item: Type<'_>, node: &Node) -> Option<String> {
    if of.is_set() {
        return Some(format!("`{}`", node.scalar()?));
    }
    let mut parts = Vec::new();
    for key in of.list_keys() {
        let value = match node.get(key).filter(|value| !value.is_null()) {
            Some(value) => value.scalar()?.to_string(),
            None => item.field(key)?.default()?.to_owned(),
        };
        parts.push(format!("`{key}: {value}`"));
    }
    Some(parts.join(" and "))
}
