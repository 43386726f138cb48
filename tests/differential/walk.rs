//! The values within a value, and the ways to name them.

use super::tree::Val;

/// One step down.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    /// To the value of a key, as written.
    Key(String),
    /// To an element, with its name if it has one.
    Element(usize, Option<String>),
}

/// All values below a value, with the way to each.
pub(crate) fn below(value: &Val) -> Vec<(Vec<Step>, &Val)> {
    let mut out = Vec::new();
    walk(value, &mut Vec::new(), &mut out);
    out
}

fn walk<'v>(value: &'v Val, way: &mut Vec<Step>, out: &mut Vec<(Vec<Step>, &'v Val)>) {
    let mut visit = |step: Step, value: &'v Val| {
        way.push(step);
        out.push((way.clone(), value));
        walk(value, way, out);
        way.pop();
    };
    match value {
        Val::Map(entries) => {
            for (key, value) in entries {
                visit(Step::Key(key.clone()), value);
            }
        }
        Val::Seq(items) => {
            for (index, item) in items.iter().enumerate() {
                visit(Step::Element(index, name(item)), item);
            }
        }
        Val::Flow(inner) => walk(inner, way, out),
        Val::Raw(_) | Val::Text(_) | Val::Marked(..) => {}
    }
}

fn name(item: &Val) -> Option<String> {
    match item.get("name") {
        Some(Val::Raw(name)) if name.bytes().all(|it| it.is_ascii_alphanumeric()) => Some(name.clone()),
        _ => None,
    }
}

/// A key without its quotes.
pub(crate) fn bare(key: &str) -> &str {
    key.trim_matches(['"', '\''])
}

/// The way as a JSON pointer.
pub(crate) fn pointer(way: &[Step]) -> String {
    way.iter().fold(String::new(), |out, step| match step {
        Step::Key(key) => out + "/" + &bare(key).replace('~', "~0").replace('/', "~1"),
        Step::Element(index, _) => format!("{out}/{index}"),
    })
}

/// The way as the path of a replacement; elements by name where they have one and `named` says so.
pub(crate) fn field_path(way: &[Step], named: bool) -> String {
    let parts = way.iter().map(|step| match step {
        Step::Key(key) if bare(key).contains(['.', '/']) => format!("[{}]", bare(key)),
        Step::Key(key) => bare(key).to_owned(),
        Step::Element(_, Some(name)) if named => format!("[name={name}]"),
        Step::Element(index, _) => index.to_string(),
    });
    parts.collect::<Vec<_>>().join(".")
}

/// True if the value is a scalar that reads as a plain word.
pub(crate) fn is_word(value: &Val) -> bool {
    matches!(value, Val::Raw(text) if !text.is_empty()
        && text.starts_with(|it: char| it.is_ascii_lowercase())
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-._/".contains(&it)))
}
