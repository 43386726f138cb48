//! Field paths as a user writes them: `spec.template.spec.containers[name=vllm].args[0]`.

use crate::diag::nearest;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Str;
use std::fmt::Write as _;

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// A key.
    Key(String),
    /// An element by its place, from 0.
    Index(usize),
    /// The element whose field has a value.
    Element(String, String),
}

/// Finds the node at a path, and the path as it should be written. If there is none, the words say where
/// the search ended, and what was there instead.
pub(super) fn find<'n>(root: &'n Node, path: &str) -> Result<(String, &'n Node), String> {
    walk(root, &parse(path)?)
}

/// The node at a path, or the last one on the way to it.
pub fn deepest<'n>(root: &'n Node, path: &str) -> &'n Node {
    let parts = parse(path).unwrap_or_default();
    let known = (0..=parts.len()).rev().find_map(|count| walk(root, parts.get(..count)?).ok());
    known.map_or(root, |(_, node)| node)
}

fn walk<'n>(root: &'n Node, parts: &[Part]) -> Result<(String, &'n Node), String> {
    let mut node = root;
    let mut shown = String::new();
    let mut rest = parts;
    while let Some((part, after)) = rest.split_first() {
        rest = after;
        let place = if shown.is_empty() { "the object".to_owned() } else { format!("`{shown}`") };
        match part {
            Part::Key(key) => {
                let (key, used) = longest(node, key, rest)
                    .ok_or_else(|| format!("{place} has no field `{key}`{}", instead(node, key)))?;
                rest = rest.get(used..).unwrap_or_default();
                node = node.get(&key).ok_or_else(|| format!("{place} has no field `{key}`"))?;
                push_key(&mut shown, &key);
            }
            Part::Index(index) => {
                let list = node.as_seq().ok_or_else(|| format!("{place} is no list"))?;
                node = list.get(*index).ok_or_else(|| {
                    format!("{place} has {} elements, there is none at {index}", list.len())
                })?;
                let _ = write!(shown, "[{index}]");
            }
            Part::Element(field, value) => {
                let list = node.as_seq().ok_or_else(|| format!("{place} is no list"))?;
                let named =
                    |item: &&Node| item.get(field).and_then(Node::scalar).is_some_and(|it| it == *value);
                node = list.iter().find(named).ok_or_else(|| {
                    let others: Vec<Str> = list.iter().filter_map(|it| it.get(field)?.scalar()).collect();
                    match nearest(value, others.iter().map(Str::as_str)) {
                        Some(name) => {
                            format!("{place} has no element `{field}={value}`, did you mean `{name}`?")
                        }
                        None => format!("{place} has no element `{field}={value}`, only {}", listed(&others)),
                    }
                })?;
                let _ = write!(shown, "[{field}={value}]");
            }
        }
    }
    Ok((shown, node))
}

/// The keys of a path that leads through maps only.
pub(super) fn keys(path: &str) -> Result<Vec<String>, String> {
    parse(path)?
        .into_iter()
        .map(|part| match part {
            Part::Key(key) => Ok(key),
            _ => Err("an element of a list cannot be set alone, set the whole list".to_owned()),
        })
        .collect()
}

/// The path of the value or the key that stands at a place; nothing if there is none in the object.
pub(super) fn path_at(root: &Node, at: Origin) -> Option<String> {
    let here = |origin: Origin| (origin.file, origin.start, origin.end) == (at.file, at.start, at.end);
    let mut found = None;
    search(root, &mut String::new(), &mut |origin, path| {
        let hit = here(origin) && !path.is_empty();
        if hit {
            found = Some(path.to_owned());
        }
        hit
    });
    found
}

/// Goes through keys and values until `visit` says that it is enough.
fn search(node: &Node, path: &mut String, visit: &mut impl FnMut(Origin, &str) -> bool) -> bool {
    let length = path.len();
    match &node.data {
        Data::Map(map) => {
            for entry in map {
                push_key(path, &entry.key);
                if visit(entry.key_origin, path) || search(&entry.value, path, visit) {
                    return true;
                }
                path.truncate(length);
            }
        }
        Data::Seq(list) => {
            for (index, item) in list.iter().enumerate() {
                push_element(path, list, index);
                if search(item, path, visit) {
                    return true;
                }
                path.truncate(length);
            }
        }
        _ => {}
    }
    visit(node.origin, path)
}

fn listed(names: &[Str]) -> String {
    if names.is_empty() {
        return "elements without that field".to_owned();
    }
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// What a map has in the place of a key.
fn instead(node: &Node, key: &str) -> String {
    let Some(map) = node.as_map() else { return format!(", it is of type {}", node.type_name()) };
    match nearest(key, map.iter().map(|entry| entry.key.as_str())) {
        Some(name) => format!(", did you mean `{name}`?"),
        None => {
            format!(", it has {}", listed(&map.iter().map(|entry| entry.key.clone()).collect::<Vec<_>>()))
        }
    }
}

/// The longest key that this part and those after it spell: `nodeSelector.cloud.google.com/gke-accelerator`
/// needs no quotes. Also how many parts after it were used.
fn longest(node: &Node, key: &str, after: &[Part]) -> Option<(String, usize)> {
    let map = node.as_map()?;
    let mut best = map.get(key).map(|_| (key.to_owned(), 0));
    let mut long = key.to_owned();
    for (index, part) in after.iter().enumerate() {
        let Part::Key(next) = part else { break };
        long = format!("{long}.{next}");
        if map.get(&long).is_some() {
            best = Some((long.clone(), index + 1));
        }
    }
    best
}

/// Adds a key to a path, in quotes if it has a dot or a bracket.
pub(super) fn push_key(path: &mut String, key: &str) {
    if key.is_empty() || key.contains(['.', '[', ']', '"', '=']) {
        if !path.is_empty() {
            path.push('.');
        }
        let _ = write!(path, "{key:?}");
        return;
    }
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(key);
}

/// The name of an element: by `name` or another field that tells elements apart, else by its place.
pub(super) fn push_element(path: &mut String, list: &[Node], index: usize) {
    for field in ["name", "containerPort", "port", "mountPath", "key", "path"] {
        let value = |node: &Node| {
            node.get(field).filter(|it| !matches!(it.data, Data::Map(_))).and_then(Node::scalar)
        };
        let Some(own) = list.get(index).and_then(value) else { continue };
        let alone = list.iter().filter(|it| value(it).as_ref() == Some(&own)).count() == 1;
        if alone && !own.contains([']', '[']) {
            let _ = write!(path, "[{field}={own}]");
            return;
        }
    }
    let _ = write!(path, "[{index}]");
}

fn parse(path: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut letters = path.trim().trim_start_matches('.').chars().peekable();
    while let Some(letter) = letters.peek().copied() {
        match letter {
            '.' => {
                letters.next();
            }
            '[' => {
                letters.next();
                let inner: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                parts.push(bracket(inner.trim()));
            }
            '"' | '\'' => {
                letters.next();
                let mut key = String::new();
                loop {
                    match letters.next() {
                        None => return Err(format!("the path `{path}` lacks a closing {letter}")),
                        Some('\\') => key.extend(letters.next()),
                        Some(end) if end == letter => break,
                        Some(other) => key.push(other),
                    }
                }
                parts.push(Part::Key(key));
            }
            _ => {
                let mut key = String::new();
                while let Some(letter) = letters.peek().copied() {
                    match letter {
                        '.' | '[' => break,
                        '\\' => {
                            letters.next();
                            key.extend(letters.next());
                        }
                        other => {
                            letters.next();
                            key.push(other);
                        }
                    }
                }
                // A number between dots is an element of a list; a map with such a key needs quotes.
                parts.push(match key.parse() {
                    Ok(index) => Part::Index(index),
                    Err(_) => Part::Key(key),
                });
            }
        }
    }
    Ok(parts)
}

fn bracket(inner: &str) -> Part {
    if inner.starts_with(['"', '\'']) {
        return Part::Key(inner.trim_matches(['"', '\'']).to_owned());
    }
    match (inner.split_once('='), inner.parse()) {
        (Some((field, value)), _) => {
            Part::Element(field.trim().to_owned(), value.trim().trim_matches(['"', '\'']).to_owned())
        }
        (None, Ok(index)) => Part::Index(index),
        (None, Err(_)) => Part::Key(inner.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::find;
    use super::push_element;
    use super::push_key;
    use crate::diag::Session;
    use crate::yaml;
    use crate::yaml::Node;
    use crate::yaml::Rules;

    const TEXT: &str = "\
spec:
  nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}
  containers:
  - name: vllm
    args: [--port, '8000']
  - name: proxy
data:
  a.b: {c: 1}
";

    fn root() -> Node {
        let mut session = Session::default();
        let file = session.files.add("x.yaml", TEXT);
        yaml::parse(file, Rules::Resource, &mut session).unwrap().remove(0)
    }

    #[test]
    fn finds_fields() {
        let root = root();
        for (path, shown) in [
            ("spec.containers[name=vllm].args[1]", "spec.containers[name=vllm].args[1]"),
            ("spec.containers.0.name", "spec.containers[0].name"),
            ("spec.containers[name=\"vllm\"]", "spec.containers[name=vllm]"),
            (".spec.containers[1].name", "spec.containers[1].name"),
            (
                "spec.nodeSelector.cloud.google.com/gke-accelerator",
                "spec.nodeSelector.\"cloud.google.com/gke-accelerator\"",
            ),
            ("data['a.b'].c", "data.\"a.b\".c"),
            ("data.\"a.b\".c", "data.\"a.b\".c"),
            ("data.a\\.b.c", "data.\"a.b\".c"),
            ("", ""),
        ] {
            assert_eq!(find(&root, path).unwrap().0, shown, "{path}");
        }
    }

    #[test]
    fn says_what_is_there_instead() {
        let root = root();
        for (path, words) in [
            ("spec.container", "`spec` has no field `container`, did you mean `containers`?"),
            ("spec.containers[name=vlm]", "did you mean `vllm`?"),
            ("spec.containers[7]", "has 2 elements, there is none at 7"),
            ("spec.containers[name=vllm].args.port", "it is of type array"),
            ("data.\"a", "lacks a closing"),
        ] {
            let got = find(&root, path).map(|it| it.0).unwrap_err();
            assert!(got.contains(words), "{path}: {got}");
        }
    }

    #[test]
    fn what_is_shown_can_be_asked_for() {
        let root = root();
        let mut path = String::new();
        push_key(&mut path, "spec");
        push_key(&mut path, "containers");
        push_element(&mut path, root.at(&["spec", "containers"]).unwrap().as_seq().unwrap(), 1);
        assert_eq!(path, "spec.containers[name=proxy]");
        assert!(find(&root, &path).is_ok());
    }
}
