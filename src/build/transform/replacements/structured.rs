//! Values within a text that holds JSON or YAML, since kustomize 5.8.

use super::Value;
use super::exact;
use super::find;
use super::find::Fault;
use super::find::Make;
use super::find::Walk;
use super::reprint;
use crate::diag::Session;
use crate::yaml;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Number;
use crate::yaml::Rules;
use crate::yaml::Tag;

/// Sets a value within the text of a scalar on the path. `None` if the path leads into no such text, or
/// something fails there: kustomize then goes on as if nothing had been tried.
pub(super) fn set(
    root: &mut Node,
    parts: &[String],
    value: &Value,
    make: Make,
    session: &mut Session,
) -> Option<()> {
    let (text, inner, rest) = split(root, parts, session)?;
    let source = inner.origin.file;
    let mut inner = inner;
    let json = text.trim_start().starts_with(['{', '[']);
    let new_text = value.text(session);
    // `delimiter` has no effect here. A scalar keeps its type; in YAML, one that does not fit gets a tag.
    let mut change = |node: &mut Node, made: bool, session: &mut Session| -> Result<(), Fault> {
        let untyped =
            || yaml::unquoted(&new_text, Rules::Resource).unwrap_or_else(|| Data::Text(new_text.clone()));
        match &node.data {
            Data::Map(_) | Data::Seq(_) if value.untyped => node.data = untyped(),
            Data::Map(_) | Data::Seq(_) => *node = value.node.clone(),
            _ if made => *node = Node::new(untyped(), value.node.origin),
            _ => match node.overwrite(&new_text, session) {
                true => {}
                false if json => return Err(Fault::new(String::new(), node.origin)),
                false => {
                    let tag = match node.tag() {
                        Tag::Bool => "!!bool",
                        Tag::Null => "!!null",
                        Tag::Float => "!!float",
                        _ => "!!int",
                    };
                    node.data = Data::Number(format!("{tag} {new_text}").into());
                }
            },
        }
        Ok(())
    };
    let count = Walk { make, origin: value.node.origin, change: &mut change }.run(&mut inner, rest, session);
    if !count.is_ok_and(|count| count > 0) {
        return None;
    }
    let out = if json {
        let pretty = text.contains('\n') && text.contains("  ");
        let mut out = String::new();
        write_json(&inner, pretty.then_some(0), &mut out);
        out
    } else {
        reprint::reprint(&inner, source, &session.files.get(source).text)
    };
    let taken = parts.len() - rest.len();
    let node = exact::value_mut(root, parts.get(..taken)?)?;
    node.origin = session.trace.replace(node.origin, value.node.origin);
    node.data = Data::Text(out.into());
    Some(())
}

/// The first scalar on the path whose text can be read, what it holds, and the rest of the path.
fn split<'p>(
    root: &Node,
    parts: &'p [String],
    session: &mut Session,
) -> Option<(String, Node, &'p [String])> {
    for end in 1..parts.len() {
        let Ok(Some(node)) = exact::value(root, parts.get(..end)?) else { continue };
        if matches!(node.data, Data::Map(_) | Data::Seq(_)) {
            continue;
        }
        let text = node.scalar()?.to_string();
        if text.trim().is_empty() {
            return None;
        }
        if let Some(inner) = find::parse(&text, session) {
            return Some((text, inner, parts.get(end..)?));
        }
    }
    None
}

/// Writes JSON as Go does: keys sorted, `<`, `>` and `&` escaped.
fn write_json(node: &Node, depth: Option<usize>, out: &mut String) {
    let line = |out: &mut String, depth: Option<usize>| {
        if let Some(depth) = depth {
            out.push('\n');
            out.push_str(&"  ".repeat(depth));
        }
    };
    let deeper = depth.map(|depth| depth + 1);
    match &node.data {
        Data::Null => out.push_str("null"),
        Data::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Data::Number(text) => match Number::parse(text) {
            Some(number) => out.push_str(&number.to_json()),
            None => out.push_str(text),
        },
        Data::Text(text) => yaml::go_string(text, out),
        Data::Seq(list) if list.is_empty() => out.push_str("[]"),
        Data::Map(map) if map.is_empty() => out.push_str("{}"),
        Data::Seq(list) => {
            out.push('[');
            for (index, item) in list.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                line(out, deeper);
                write_json(item, deeper, out);
            }
            line(out, depth);
            out.push(']');
        }
        Data::Map(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|left, right| left.key.cmp(&right.key));
            out.push('{');
            for (index, entry) in entries.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                line(out, deeper);
                yaml::go_string(&entry.key, out);
                out.push_str(if depth.is_some() { ": " } else { ":" });
                write_json(&entry.value, deeper, out);
            }
            line(out, depth);
            out.push('}');
        }
    }
}
