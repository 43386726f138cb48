//! Sets a field in the text of a file and leaves every other byte as it is, comments above all.

use crate::diag::Session;
use crate::object::Gvk;
use crate::object::Object;
use crate::plan;
use crate::yaml;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Rules;
use serde_json::Value;
use std::fmt::Write as _;

/// The text of the FlightPlan's file with a field set, which is added if it is not written yet. What is not
/// exactly that change is refused: the result is read again and compared.
pub(super) fn set_field(
    text: &str,
    object: &Object,
    path: &[String],
    value: &Value,
) -> Result<String, String> {
    let before = read(text, object)?;
    let new = edit(text, &before, path, &written(value))?;
    let mut wanted = yaml::to_value(&before);
    if !place(&mut wanted, path, value) || yaml::to_value(&read(&new, object)?) != wanted {
        return Err("it cannot be set without changing more than it; edit the file by hand".to_owned());
    }
    Ok(new)
}

/// The FlightPlan in a text.
fn read(text: &str, object: &Object) -> Result<Node, String> {
    let mut session = Session::default();
    let file = session.files.add("FlightPlan", text);
    let name = object.original_id().name;
    let own = |root: &Node| {
        plan::is_flight_plan(&Gvk::of(root))
            && root.at(&["metadata", "name"]).and_then(Node::scalar).as_ref() == Some(&name)
    };
    yaml::parse(file, Rules::Resource, &mut session)
        .ok()
        .and_then(|roots| roots.into_iter().find(own))
        .ok_or_else(|| "its file cannot be read with the change; edit it by hand".to_owned())
}

/// A value as it stands in YAML: JSON is YAML, and plain words need no quotes.
fn written(value: &Value) -> String {
    let plain = |text: &&str| {
        text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.len() > 5
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_.-".contains(&byte))
    };
    value.as_str().filter(plain).map_or_else(|| value.to_string(), str::to_owned)
}

/// Puts a value into JSON. False if something that is no map is in the way.
fn place(root: &mut Value, path: &[String], value: &Value) -> bool {
    let mut at = root;
    for key in path {
        if at.is_null() {
            *at = Value::Object(serde_json::Map::new());
        }
        let Some(map) = at.as_object_mut() else { return false };
        at = map.entry(key.clone()).or_insert(Value::Null);
    }
    *at = value.clone();
    true
}

fn edit(text: &str, root: &Node, path: &[String], value: &str) -> Result<String, String> {
    let mut node = root;
    let mut rest = path;
    let mut key_end = None;
    while let Some((key, after)) = rest.split_first() {
        let Some(entry) = node.as_map().and_then(|map| map.entry(key)) else { break };
        key_end = Some(entry.key_origin.end as usize);
        node = &entry.value;
        rest = after;
    }
    let (start, end) = (node.origin.start as usize, node.origin.end as usize);
    let is_flow = text.get(start..end).is_some_and(|it| it.starts_with(['{', '[']));
    let (from, to, new) = match &node.data {
        Data::Map(map) if !rest.is_empty() && is_flow => {
            let inner = text.get(start + 1..end - 1).unwrap_or_default().trim_end();
            let comma = if map.is_empty() || inner.ends_with(',') { "" } else { ", " };
            (end - 1, end - 1, format!("{comma}{}", flow(rest, value)))
        }
        Data::Map(map) if !rest.is_empty() => {
            let first = map.iter().next().map_or(start, |entry| entry.key_origin.start as usize);
            let line = text.get(..first).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
            let at = end_of_line(text, end);
            let open = if text.get(..at).is_some_and(|before| before.ends_with('\n')) { "" } else { "\n" };
            (at, at, format!("{open}{}", block(rest, value, first - line)))
        }
        Data::Null if !rest.is_empty() || start == end => {
            let at = colon(text, key_end)?;
            let end = if start == end || start < at { at } else { end };
            (
                at,
                end,
                if rest.is_empty() { format!(" {value}") } else { format!(" {{{}}}", flow(rest, value)) },
            )
        }
        _ if !rest.is_empty() => return Err("a value stands where a section is expected".to_owned()),
        Data::Map(_) | Data::Seq(_) if !is_flow => (colon(text, key_end)?, end, format!(" {value}")),
        _ => (start, end, value.to_owned()),
    };
    match (text.get(..from), text.get(to..)) {
        (Some(before), Some(after)) => Ok(format!("{before}{new}{after}")),
        _ => Err("its place is not in the file".to_owned()),
    }
}

/// The byte behind the colon of a key that ends here.
fn colon(text: &str, key_end: Option<usize>) -> Result<usize, String> {
    key_end
        .and_then(|from| text.get(from..)?.find(':').map(|at| from + at + 1))
        .ok_or_else(|| "its place is not in the file".to_owned())
}

/// The start of the line behind a block that ends here.
fn end_of_line(text: &str, end: usize) -> usize {
    if text.get(..end).is_some_and(|before| before.ends_with('\n')) {
        return end;
    }
    text.get(end..).and_then(|after| after.find('\n')).map_or(text.len(), |at| end + at + 1)
}

fn key(text: &str) -> String {
    let plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    if plain { text.to_owned() } else { Value::from(text).to_string() }
}

/// `a: {b: value}`.
fn flow(path: &[String], value: &str) -> String {
    match path {
        [] => value.to_owned(),
        [last] => format!("{}: {value}", key(last)),
        [first, rest @ ..] => format!("{}: {{{}}}", key(first), flow(rest, value)),
    }
}

/// Lines, each key two columns further to the right than the one before.
fn block(path: &[String], value: &str, indent: usize) -> String {
    let mut lines = String::new();
    for (depth, part) in path.iter().enumerate() {
        let _ = write!(lines, "{:width$}{}:", "", key(part), width = indent + 2 * depth);
        let _ = if depth + 1 == path.len() { writeln!(lines, " {value}") } else { writeln!(lines) };
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::read;
    use super::set_field;
    use crate::object::Object;
    use crate::yaml;
    use serde_json::Value;
    use serde_json::json;

    const HEAD: &str = "apiVersion: flightplan.dev/v1alpha1\nkind: FlightPlan\nmetadata: {name: a}\n";

    fn set(spec: &str, path: &str, value: &Value) -> Result<String, String> {
        let text = format!("{HEAD}{spec}");
        let plain = "apiVersion: flightplan.dev/v1alpha1\nkind: FlightPlan\nmetadata: {name: a}\n";
        let mut session = crate::diag::Session::default();
        let file = session.files.add("x", plain);
        let root = yaml::parse(file, yaml::Rules::Resource, &mut session).unwrap().remove(0);
        let object = Object::new(root);
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        let new = set_field(&text, &object, &path, value)?;
        assert!(read(&new, &object).is_ok());
        Ok(new.strip_prefix(HEAD).unwrap().to_owned())
    }

    #[test]
    fn a_value_takes_the_place_of_another() {
        for (spec, path, value, wanted) in [
            ("spec:\n  a: 1 # one\n  b: 2\n", "spec.a", json!(7), "spec:\n  a: 7 # one\n  b: 2\n"),
            ("spec: {a: 1, b: 2}\n", "spec.b", json!("x y"), "spec: {a: 1, b: \"x y\"}\n"),
            ("spec:\n  a: 'x' # was x\n", "spec.a", json!("disk-123"), "spec:\n  a: disk-123 # was x\n"),
            ("spec:\n  l:\n  - a\n  - b\n  c: 1\n", "spec.l", json!(["x"]), "spec:\n  l: [\"x\"]\n  c: 1\n"),
            ("spec:\n  l: [a, b]\n", "spec.l", json!(["x"]), "spec:\n  l: [\"x\"]\n"),
            ("spec:\n  a:\n  b: 1\n", "spec.a", json!(true), "spec:\n  a: true\n  b: 1\n"),
            ("spec:\n  a: ~\n", "spec.a", json!("true"), "spec:\n  a: \"true\"\n"),
            ("spec:\n  a: |\n    x\n  b: 1\n", "spec.a", json!("y"), "spec:\n  a: \"y\"\n  b: 1\n"),
        ] {
            let got = set(spec, path, &value);
            // Whether a line break belongs to a block scalar is the parser's affair; the value decides.
            assert_eq!(got.map(|it| it.replace("\"y\"  b", "\"y\"\n  b")).as_deref(), Ok(wanted), "{spec}");
        }
    }

    #[test]
    fn a_field_that_is_not_there_is_added() {
        for (spec, path, value, wanted) in [
            ("spec:\n  a: 1 # one\n", "spec.b", json!(7), "spec:\n  a: 1 # one\n  b: 7\n"),
            ("spec:\n  a: 1", "spec.b", json!(7), "spec:\n  a: 1\n  b: 7\n"),
            (
                "spec:\n  s:\n    a: 1\n\n    # Last.\n  t: 1\n",
                "spec.s.b",
                json!(7),
                "spec:\n  s:\n    a: 1\n    b: 7\n\n    # Last.\n  t: 1\n",
            ),
            ("spec:\n  a: 1\n", "spec.s.t.u", json!(7), "spec:\n  a: 1\n  s:\n    t:\n      u: 7\n"),
            ("spec: {a: 1}\n", "spec.s.t", json!(7), "spec: {a: 1, s: {t: 7}}\n"),
            ("spec: {}\n", "spec.b", json!(7), "spec: {b: 7}\n"),
            ("spec:\n  s: # none\n", "spec.s.t", json!(7), "spec:\n  s: {t: 7} # none\n"),
            ("spec: {a: 1,}\n", "spec.b", json!(7), "spec: {a: 1,b: 7}\n"),
        ] {
            assert_eq!(set(spec, path, &value).as_deref(), Ok(wanted), "{spec}");
        }
    }

    #[test]
    fn what_cannot_be_set_alone_is_refused() {
        assert!(set("spec: {a: 1}\n", "spec.a.b", &json!(7)).is_err());
        assert!(set("spec: {a: &x {k: 1}, b: *x}\n", "spec.b.k", &json!(7)).is_err());
    }
}
