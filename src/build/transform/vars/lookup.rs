//! `fieldPath` of a var: `spec.ports[0].port`, `metadata.annotations.[a.b/c]`, `spec.list.[name=x].value`.

use crate::yaml::Node;

/// The node at a path; `None` if a field is missing or the path does not fit.
pub(crate) fn find<'n>(root: &'n Node, path: &str) -> Option<&'n Node> {
    let mut node = root;
    for element in elements(path) {
        let element = element.trim();
        if element.is_empty() {
            continue;
        }
        node = if let Ok(index) = element.parse::<usize>() {
            node.as_seq()?.get(index)?
        } else if element == "-" {
            node.as_seq()?.last()?
        } else if let Some(pair) = element.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            let (key, value) = pair.split_once('=')?;
            node.as_seq()?.iter().find(|item| {
                let field = if key.is_empty() { Some(*item) } else { item.get(key) };
                field.and_then(Node::scalar).is_some_and(|it| it == value)
            })?
        } else {
            node.get(element)?
        };
    }
    Some(node)
}

/// Splits a path at its dots. `\.` is a dot within a key, and so is one within brackets.
fn elements(path: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut pieces = path.split('.').peekable();
    if path.starts_with('.') {
        pieces.next();
    }
    for piece in pieces {
        match parts.last_mut() {
            Some(last) if last.ends_with('\\') => {
                last.pop();
                last.push('.');
                last.push_str(piece);
            }
            _ => parts.push(piece.to_owned()),
        }
    }
    let mut out: Vec<String> = Vec::new();
    let mut parts = parts.into_iter();
    while let Some(part) = parts.next() {
        if !part.starts_with('[') || part.ends_with(']') {
            push(&mut out, part);
            continue;
        }
        let mut bracketed = part;
        for more in parts.by_ref() {
            bracketed.push('.');
            bracketed.push_str(&more);
            if more.ends_with(']') {
                break;
            }
        }
        if bracketed.contains('=') {
            push(&mut out, bracketed);
        } else {
            push(&mut out, bracketed.trim_matches(['[', ']']).to_owned());
        }
    }
    out
}

/// Adds an element; `ports[0]` counts as two.
fn push(out: &mut Vec<String>, element: String) {
    let split = element.strip_suffix(']').and_then(|it| it.rsplit_once('['));
    match split {
        Some((name, index)) if !index.is_empty() && index.bytes().all(|it| it.is_ascii_digit()) => {
            out.extend([name, index].into_iter().filter(|it| !it.is_empty()).map(str::to_owned));
        }
        _ => out.push(element),
    }
}

#[cfg(test)]
mod tests {
    use super::elements;

    #[test]
    fn paths_come_apart() {
        let cases = [
            ("a.b", vec!["a", "b"]),
            ("spec.ports[0].port", vec!["spec", "ports", "0", "port"]),
            ("metadata.annotations.[a.b/c].d", vec!["metadata", "annotations", "a.b/c", "d"]),
            ("list.[name=a.b].x", vec!["list", "[name=a.b]", "x"]),
            (r"a\.b.c", vec!["a.b", "c"]),
        ];
        for (path, parts) in cases {
            assert_eq!(elements(path), parts, "{path}");
        }
    }
}
