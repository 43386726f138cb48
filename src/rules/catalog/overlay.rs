//! Lays tables of the user over those that the program carries, and says where one of them is wrong.

use serde_json::Value;

use super::{Status, Tables};
use crate::diag::nearest;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Node;
use crate::yaml::to_value;

/// What is wrong with a table, and where.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: Origin,
    pub(super) message: String,
}

impl Fault {
    fn new(at: Origin, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }
}

/// Lays the tables of one document over the catalog. What results must still be one.
pub(super) fn overlay(all: &mut Value, document: &Node) -> Result<(), Fault> {
    if document.is_null() {
        return Ok(());
    }
    let Some(tables) = document.as_map() else {
        return Err(Fault::new(document.origin, "expected a map of tables"));
    };
    for entry in tables {
        let name = entry.key.as_str();
        let Some(own) = all.get(name).cloned() else {
            let known: Vec<&str> =
                all.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
            let near =
                nearest(name, known).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            return Err(Fault::new(entry.key_origin, format!("there is no table `{name}`{near}")));
        };
        whole(entry)?;
        let attempt = |table: &Node| attempt(all, name, &own, table);
        match attempt(&entry.value) {
            Ok(table) => {
                if let Some(place) = all.get_mut(name) {
                    *place = table;
                }
            }
            Err(message) => {
                let at = culprit(entry, &message, &attempt);
                return Err(Fault::new(at, format!("table `{name}`: {message}")));
            }
        }
    }
    Ok(())
}

/// A table says where its facts come from, how old and how sure they are.
fn whole(table: &Entry) -> Result<(), Fault> {
    let name = table.key.as_str();
    let Some(map) = table.value.as_map() else {
        let message = format!("table `{name}`: expected `source`, `as_of`, `status` and `rows`");
        return Err(Fault::new(table.key_origin, message));
    };
    for field in ["source", "as_of", "status", "rows"] {
        let Some(value) = map.get(field) else {
            return Err(Fault::new(table.key_origin, format!("table `{name}`: `{field}` is missing")));
        };
        let text = value.scalar().unwrap_or_default();
        if field == "source" && text.trim().is_empty() {
            return Err(Fault::new(
                value.origin,
                format!("table `{name}`: `source` names no page or repository"),
            ));
        }
        if field == "as_of" && !holds_month(&text) {
            let message = format!("table `{name}`: `as_of` holds no date such as 2026-11-25");
            return Err(Fault::new(value.origin, message));
        }
    }
    Ok(())
}

/// True if a text holds a year and a month: `page of 2026-04, read 2026-11-23`.
fn holds_month(text: &str) -> bool {
    text.as_bytes().windows(7).any(|part| match part {
        [year @ .., b'-', tens, ones] => {
            year.iter().all(u8::is_ascii_digit)
                && matches!((tens, ones), (b'0', b'1'..=b'9') | (b'1', b'0'..=b'2'))
        }
        _ => false,
    })
}

/// The table as it is with another one laid over it, if it is one of the catalog then.
fn attempt(all: &Value, name: &str, own: &Value, table: &Node) -> Result<Value, String> {
    let mut own = own.clone();
    lay(&mut own, to_value(table))?;
    let mut all = all.clone();
    if let Some(place) = all.get_mut(name) {
        *place = own.clone();
    }
    serde_json::from_value::<Tables>(all).map(|_| own).map_err(|error| error.to_string())
}

/// Lays one table over another.
fn lay(own: &mut Value, table: Value) -> Result<(), String> {
    let (Some(own), Value::Object(table)) = (own.as_object_mut(), table) else { return Ok(()) };
    for (field, value) in table {
        match (own.get_mut(&field), value) {
            (Some(Value::Object(rows)), Value::Object(more)) if field == "rows" => rows.extend(more),
            (Some(Value::Array(rows)), Value::Array(more)) if field == "rows" => {
                for row in more {
                    if !rows.contains(&row) {
                        rows.push(row);
                    }
                }
            }
            (Some(old), new) if field == "status" => {
                let rank = |status: &Value| {
                    serde_json::from_value::<Status>(status.clone()).map_err(|error| error.to_string())
                };
                if rank(&new)? < rank(old)? {
                    *old = new;
                }
            }
            (_, value) => {
                own.insert(field, value);
            }
        }
    }
    Ok(())
}

/// The innermost value without which a table has another fault, or none: there it is wrong.
fn culprit(table: &Entry, message: &str, attempt: &dyn Fn(&Node) -> Result<Value, String>) -> Origin {
    let mut at = table.key_origin;
    let mut way: Vec<usize> = Vec::new();
    loop {
        let Some(here) = follow(&table.value, &way) else { return at };
        let parts: Vec<Origin> = match &here.data {
            Data::Map(map) => map.iter().map(|it| it.key_origin).collect(),
            Data::Seq(list) => list.iter().map(|it| it.origin).collect(),
            _ => return at,
        };
        let guilty = parts.into_iter().enumerate().find(|(index, _)| {
            let mut without = table.value.clone();
            remove(&mut without, &way, *index);
            attempt(&without).err().as_deref() != Some(message)
        });
        let Some((index, origin)) = guilty else { return at };
        at = origin;
        way.push(index);
    }
}

fn follow<'n>(node: &'n Node, way: &[usize]) -> Option<&'n Node> {
    way.iter().try_fold(node, |node, index| match &node.data {
        Data::Map(map) => map.iter().nth(*index).map(|it| &it.value),
        Data::Seq(list) => list.get(*index),
        _ => None,
    })
}

fn remove(node: &mut Node, way: &[usize], index: usize) {
    match (&mut node.data, way.split_first()) {
        (Data::Map(map), Some((first, rest))) => {
            if let Some(entry) = map.iter_mut().nth(*first) {
                remove(&mut entry.value, rest, index);
            }
        }
        (Data::Seq(list), Some((first, rest))) => {
            if let Some(item) = list.get_mut(*first) {
                remove(item, rest, index);
            }
        }
        (Data::Map(map), None) => {
            let mut place = 0;
            map.retain(|_| {
                place += 1;
                place != index + 1
            });
        }
        (Data::Seq(list), None) if index < list.len() => {
            list.remove(index);
        }
        _ => {}
    }
}
