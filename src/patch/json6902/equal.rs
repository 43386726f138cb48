//! When a `test` holds.

use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Number;

/// True if two values are the same JSON.
pub(super) fn same(left: &Node, right: &Node) -> bool {
    match (&left.data, &right.data) {
        (Data::Number(left), Data::Number(right)) => json(left) == json(right),
        (Data::Seq(left), Data::Seq(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Data::Map(left), Data::Map(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|entry| right.get(&entry.key).is_some_and(|value| same(&entry.value, value)))
        }
        (left, right) => left == right,
    }
}

fn json(text: &str) -> String {
    Number::parse(text).map_or_else(|| text.to_owned(), Number::to_json)
}

/// A value in a few words, for messages.
pub(super) fn shown(node: &Node) -> String {
    match &node.data {
        Data::Null => "null".to_owned(),
        Data::Text(text) if text.chars().count() > 60 => "a longer text".to_owned(),
        Data::Text(text) => format!("{text:?}"),
        Data::Seq(list) => format!("a list of {}", list.len()),
        Data::Map(map) => {
            let keys: Vec<&str> = map.iter().take(5).map(|entry| entry.key.as_str()).collect();
            format!("a map with `{}`", keys.join("`, `"))
        }
        Data::Bool(_) | Data::Number(_) => node.scalar().unwrap_or_default().to_string(),
    }
}
