//! The operations of a JSON 6902 patch: does the path lead to a field that exists, is the value of its type?

use super::merge::Walk;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::diag::Severity;
use crate::schema::Path;
use crate::schema::Shape;
use crate::schema::Type;
use crate::schema::advice;
use crate::yaml::Data;
use crate::yaml::Node;

/// Checks one operation.
pub(super) fn check(of: Type<'_>, operation: &Node, target: &Node, session: &mut Session) {
    let Some(path) = operation.get("path") else { return };
    let Some(pointer) = path.as_str() else { return };
    let segments: Vec<String> =
        pointer.split('/').skip(1).map(|it| it.replace("~1", "/").replace("~0", "~")).collect();
    let mut walk = Walk { root: of, target, prefix: String::new(), replaces: true, session };
    let Some((inner, met)) = follow(&mut walk, of, target, &segments, path, pointer) else { return };
    let adds = matches!(operation.str_at(&["op"]), Some("add" | "replace"));
    if let Some(value) = operation.get("value").filter(|_| adds) {
        walk.prefix = name(&segments);
        let key = segments.last().filter(|it| it.parse::<usize>().is_err() && *it != "-");
        let root = Path::ROOT;
        match key {
            Some(key) => {
                walk.prefix = name(segments.split_last().map_or(&[][..], |(_, before)| before));
                walk.value(inner, value, met, &root.key(key));
            }
            None => walk.value(inner, value, met, &root),
        }
    }
}

/// `spec.containers[0]` of a pointer's parts.
fn name(segments: &[String]) -> String {
    let mut out = String::new();
    for segment in segments {
        if segment == "-" || segment.parse::<usize>().is_ok() {
            out.extend(["[", segment, "]"]);
        } else {
            if !out.is_empty() {
                out.push('.');
            }
            out.push_str(segment);
        }
    }
    out
}

/// The type at the end of a path and the value that is there; nothing if it is not known or was reported.
fn follow<'s, 'n>(
    walk: &mut Walk<'_>,
    of: Type<'s>,
    target: &'n Node,
    segments: &[String],
    path: &Node,
    pointer: &str,
) -> Option<(Type<'s>, Option<&'n Node>)> {
    let (mut of, mut met) = (of, Some(target));
    for (index, segment) in segments.iter().enumerate() {
        let next = met.and_then(|node| child(node, segment));
        of = match of.shape() {
            Shape::Object => match of.field(segment) {
                Some(inner) => inner,
                // What is there already is the base's business.
                None if next.is_some() || of.keeps_unknown() => return None,
                None => {
                    unknown(walk, of, segments, index, path, pointer);
                    return None;
                }
            },
            Shape::Map => of.value()?,
            Shape::List => of.item()?,
            _ => return None,
        };
        met = next;
    }
    Some((of, met))
}

fn child<'n>(node: &'n Node, segment: &str) -> Option<&'n Node> {
    match &node.data {
        Data::Map(map) => map.get(segment),
        Data::Seq(list) => list.get(segment.parse::<usize>().ok()?),
        _ => None,
    }
}

fn unknown(walk: &mut Walk<'_>, of: Type<'_>, segments: &[String], index: usize, path: &Node, pointer: &str) {
    let Some((segment, before)) = segments.get(index).zip(segments.get(..index)) else { return };
    let advice = advice(walk.root, of, segment, |_| false);
    let near = crate::diag::nearest(segment, of.fields().map(|(name, _)| name));
    if of.is_partial() && near.is_none() {
        return;
    }
    let place = if before.is_empty() { "the object".to_owned() } else { format!("`{}`", name(before)) };
    let severity = if of.is_partial() { Severity::Warning } else { Severity::Error };
    let message = format!("{place} has no field `{segment}`, to which the path leads");
    let mut finding = Diagnostic::new("patch-unknown-field", severity, path.origin, message);
    finding.help = match near {
        Some(near) => {
            // Only the segment is exchanged, what follows may be right.
            let parts = pointer.split('/').enumerate();
            let parts: Vec<&str> =
                parts.map(|(at, part)| if at == index + 1 { near } else { part }).collect();
            Some(format!("did you mean `{}`?", parts.join("/")))
        }
        None => advice,
    };
    walk.push(finding);
}
