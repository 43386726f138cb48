//! Paths of sources, on which everything is matched exactly, and paths that lead nowhere.

use super::field_path;
use super::field_path::Part;
use super::find::Fault;
use super::find::brackets;
use super::find::elements;
use crate::diag::nearest;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Str;

/// The value at a source's path: everything is matched exactly. `None` if there is none.
pub(super) fn value<'n>(root: &'n Node, parts: &[String]) -> Result<Option<&'n Node>, Fault> {
    let mut at = root;
    for part in parts {
        let Some(step) = step(at, part)? else { return Ok(None) };
        at = match (&at.data, step) {
            (Data::Map(map), Step::Key(key)) => match map.get(key) {
                Some(node) => node,
                None => return Ok(None),
            },
            (Data::Seq(list), Step::Index(index)) => match list.get(index) {
                Some(node) => node,
                None => return Ok(None),
            },
            _ => at,
        };
    }
    Ok(Some(at))
}

/// The same value, to be changed.
pub(super) fn value_mut<'n>(root: &'n mut Node, parts: &[String]) -> Option<&'n mut Node> {
    let mut at = root;
    for part in parts {
        at = match step(at, part).ok()?? {
            Step::Stay => at,
            Step::Key(key) => at.get_mut(key)?,
            Step::Index(index) => at.as_seq_mut()?.get_mut(index)?,
        };
    }
    Some(at)
}

/// One step of a source's path.
enum Step<'p> {
    /// An empty part.
    Stay,
    Key(&'p str),
    Index(usize),
}

fn step<'p>(at: &Node, written: &'p str) -> Result<Option<Step<'p>>, Fault> {
    let text = written.trim();
    if text.is_empty() {
        return Ok(Some(Step::Stay));
    }
    let index = match field_path::part(text) {
        Part::Index(index) => {
            Some(index).filter(|index| *index < elements(at, text).map_or(0, <[Node]>::len))
        }
        Part::Field("-") => elements(at, text)?.len().checked_sub(1),
        Part::Field(number) if number.parse::<i64>().is_ok() => {
            return Err(Fault::new(format!("`{number}` is below 0"), at.origin));
        }
        Part::Every => {
            return Err(Fault::new("`*` could mean several values of the source".to_owned(), at.origin));
        }
        Part::Brackets => return Err(brackets(text, at.origin)),
        Part::Where(field, wanted) => elements(at, text)?.iter().position(|item| match field {
            "" => item.scalar().is_some_and(|found| found == wanted),
            _ => item.as_map().and_then(|map| map.get(field)).is_some_and(|found| match found.scalar() {
                Some(found) => found == wanted,
                None => wanted.is_empty() && !found.is_null(),
            }),
        }),
        Part::Field(name) => {
            return match &at.data {
                Data::Null => Ok(None),
                Data::Map(map) => Ok(map.get(name).map(|_| Step::Key(name))),
                _ => Err(Fault::kind(at, name, "a map")),
            };
        }
    };
    if let Part::Index(_) = field_path::part(text) {
        elements(at, text)?;
    }
    Ok(index.map(Step::Index))
}

/// What to say of a path that has no value: where it ends, and the nearest right name.
pub(super) fn missing(root: &Node, parts: &[String]) -> (Origin, Option<String>) {
    let mut at = root;
    for text in parts {
        let next = match (field_path::part(text), &at.data) {
            (Part::Index(index), Data::Seq(list)) => list.get(index),
            (Part::Every, Data::Seq(list)) => list.first(),
            (Part::Where(field, pattern), Data::Seq(list)) => {
                let regex = field_path::pattern(pattern).ok();
                let value =
                    |item: &Node| if field.is_empty() { item.scalar() } else { item.get(field)?.scalar() };
                let fits = |item: &&Node| {
                    value(item).is_some_and(|text| regex.as_ref().is_some_and(|regex| regex.is_match(&text)))
                };
                let found = list.iter().find(fits);
                if found.is_none() {
                    let values: Vec<_> = list.iter().filter_map(value).collect();
                    let names = || values.iter().map(Str::as_str);
                    let help = match nearest(pattern, names()) {
                        Some(near) => Some(format!("did you mean `[{field}={near}]`?")),
                        None if !values.is_empty() && values.len() <= 8 => {
                            let all: Vec<String> = names().map(|name| format!("`{name}`")).collect();
                            Some(format!("the list has {}", all.join(", ")))
                        }
                        None => None,
                    };
                    return (at.origin, help);
                }
                found
            }
            (Part::Field(name), Data::Map(map)) => {
                let found = map.get(name);
                if found.is_none() {
                    let near = nearest(name, map.iter().map(|entry| entry.key.as_str()));
                    let help = match near {
                        Some(near) => format!("did you mean `{near}` instead of `{name}`?"),
                        None => format!(
                            "there is no `{name}` here; `options: {{create: true}}` on the target makes it"
                        ),
                    };
                    return (at.origin, Some(help));
                }
                found
            }
            _ => None,
        };
        match next {
            Some(node) => at = node,
            None => return (at.origin, None),
        }
    }
    (at.origin, None)
}
