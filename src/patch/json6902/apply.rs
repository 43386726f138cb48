//! Carries out the operations of a JSON patch.

use super::decode::Operation;
use super::equal;
use super::find;
use super::find::Found;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::patch::merge::stamp;
use crate::source::Origin;
use crate::source::StepId;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Node;
use json_patch::PatchOperation;
use jsonptr::Pointer;

/// Applies all operations to an object. If one cannot be applied, it is reported, and the object is as the
/// operations before it left it.
pub fn apply(
    root: &mut Node,
    operations: &[Operation],
    step: StepId,
    session: &mut Session,
) -> Result<(), Reported> {
    for operation in operations {
        Run { root, operation, step, session }.run()?;
    }
    if root.as_map().is_none() {
        let message = "the patch leaves no object: its root must be a map";
        return Err(session.diagnostics.error(Diagnostic::error(
            "malformed-json-patch",
            root.origin,
            message,
        )));
    }
    // kustomize prints the object as JSON and reads it again.
    root.reread();
    Ok(())
}

/// One operation on its way.
struct Run<'r> {
    root: &'r mut Node,
    operation: &'r Operation,
    step: StepId,
    session: &'r mut Session,
}

impl Run<'_> {
    fn run(&mut self) -> Result<(), Reported> {
        let operation = self.operation;
        match &operation.action {
            PatchOperation::Add(it) => {
                let value = self.value();
                self.add(&it.path, value)
            }
            PatchOperation::Remove(it) => self.remove(&it.path, operation.path_at).map(drop),
            PatchOperation::Replace(it) => self.replace(&it.path),
            PatchOperation::Move(it) => {
                let mut value = self.remove(&it.from, operation.from_at)?;
                stamp(&mut value, self.step);
                self.add(&it.path, value)
            }
            PatchOperation::Copy(it) => {
                let mut value = self.copied(&it.from)?;
                stamp(&mut value, self.step);
                self.add(&it.path, value)
            }
            PatchOperation::Test(it) => self.test(&it.path),
        }
    }

    /// The operation's value, placed by this step; null if it has none.
    fn value(&self) -> Node {
        let operation = self.operation;
        let absent = || Node::new(Data::Null, operation.at);
        let mut value = operation.value.clone().unwrap_or_else(absent);
        stamp(&mut value, self.step);
        value
    }

    fn add(&mut self, path: &Pointer, mut value: Node) -> Result<(), Reported> {
        let operation = self.operation;
        match find::parent(self.root, path) {
            Found::Parent(Node { data: Data::Map(map), .. }, key) => {
                match map.get_mut(&key) {
                    Some(old) => {
                        value.origin = self.session.trace.replace(old.origin, value.origin);
                        *old = value;
                    }
                    None => {
                        let key_origin = operation.path_at.by(self.step);
                        map.push(Entry { key: key.into(), key_origin, value });
                    }
                }
                Ok(())
            }
            Found::Parent(Node { data: Data::Seq(list), .. }, token) => {
                match find::insertion(&token, list.len()) {
                    Some(index) => {
                        list.insert(index, value);
                        Ok(())
                    }
                    None => Err(self.missing(path, operation.path_at, None)),
                }
            }
            Found::Parent(..) => Err(self.missing(path, operation.path_at, None)),
            Found::Ends(end) => Err(self.missing(path, operation.path_at, Some(end.depth))),
            Found::Root => Err(self.whole()),
        }
    }

    fn remove(&mut self, path: &Pointer, at: Origin) -> Result<Node, Reported> {
        let removed = match find::parent(self.root, path) {
            Found::Parent(Node { data: Data::Map(map), .. }, key) => {
                map.remove(&key).map(|entry| entry.value)
            }
            Found::Parent(Node { data: Data::Seq(list), .. }, token) => {
                find::index(&token, list.len()).map(|index| list.remove(index))
            }
            Found::Parent(..) => None,
            Found::Ends(end) => return Err(self.missing(path, at, Some(end.depth))),
            Found::Root => return Err(self.whole()),
        };
        removed.ok_or_else(|| self.missing(path, at, None))
    }

    fn replace(&mut self, path: &Pointer) -> Result<(), Reported> {
        let operation = self.operation;
        let mut value = self.value();
        match find::parent(self.root, path) {
            Found::Root => {
                if value.as_map().is_none() {
                    let finding = Diagnostic::error(
                        "malformed-json-patch",
                        value.origin,
                        "an object can be replaced by a map only",
                    );
                    return Err(self.session.diagnostics.error(finding));
                }
                value.origin = self.session.trace.replace(self.root.origin, value.origin);
                *self.root = value;
                Ok(())
            }
            Found::Parent(Node { data: Data::Map(map), origin, .. }, key) => {
                if let Some(old) = map.get_mut(&key) {
                    value.origin = self.session.trace.replace(old.origin, value.origin);
                    *old = value;
                    return Ok(());
                }
                let help = suggestion(&key, map.iter().map(|entry| entry.key.as_str()))
                    .unwrap_or_else(|| "write `op: add` if the field is meant to be new".to_owned());
                let finding = Diagnostic::warning(
                    "json-patch-creates",
                    operation.path_at,
                    format!("`replace` finds no `{path}`, and adds it"),
                )
                .also(*origin, format!("no `{key}` here"))
                .help(help);
                self.session.diagnostics.push(finding);
                let key_origin = operation.path_at.by(self.step);
                map.push(Entry { key: key.into(), key_origin, value });
                Ok(())
            }
            Found::Parent(Node { data: Data::Seq(list), .. }, token) => {
                match find::index(&token, list.len()).and_then(|index| list.get_mut(index)) {
                    Some(old) => {
                        value.origin = self.session.trace.replace(old.origin, value.origin);
                        *old = value;
                        Ok(())
                    }
                    None => Err(self.missing(path, operation.path_at, None)),
                }
            }
            Found::Parent(..) => Err(self.missing(path, operation.path_at, None)),
            Found::Ends(end) => Err(self.missing(path, operation.path_at, Some(end.depth))),
        }
    }

    fn copied(&mut self, from: &Pointer) -> Result<Node, Reported> {
        let at = self.operation.from_at;
        match find::parent(self.root, from) {
            Found::Parent(Node { data: Data::Map(map), origin, .. }, key) => {
                if let Some(value) = map.get(&key) {
                    return Ok(value.clone());
                }
                let mut finding = Diagnostic::warning(
                    "json-patch-creates",
                    at,
                    format!("`copy` finds no `{from}`, and adds null"),
                )
                .also(*origin, format!("no `{key}` here"));
                if let Some(help) = suggestion(&key, map.iter().map(|entry| entry.key.as_str())) {
                    finding = finding.help(help);
                }
                self.session.diagnostics.push(finding);
                Ok(Node::new(Data::Null, at))
            }
            Found::Parent(Node { data: Data::Seq(list), .. }, token) => {
                match find::index(&token, list.len()).and_then(|index| list.get(index)) {
                    Some(value) => Ok(value.clone()),
                    None => Err(self.missing(from, at, None)),
                }
            }
            Found::Parent(..) => Err(self.missing(from, at, None)),
            Found::Ends(end) => Err(self.missing(from, at, Some(end.depth))),
            Found::Root => Err(self.whole()),
        }
    }

    fn test(&mut self, path: &Pointer) -> Result<(), Reported> {
        let operation = self.operation;
        let found = match find::parent(self.root, path) {
            Found::Root => Some(self.root.clone()),
            Found::Parent(Node { data: Data::Map(map), .. }, key) => map.get(&key).cloned(),
            Found::Parent(Node { data: Data::Seq(list), .. }, token) => {
                match find::index(&token, list.len()).and_then(|index| list.get(index)) {
                    Some(value) => Some(value.clone()),
                    None => return Err(self.missing(path, operation.path_at, None)),
                }
            }
            Found::Parent(..) => None,
            Found::Ends(end) => return Err(self.missing(path, operation.path_at, Some(end.depth))),
        };
        let null = |node: &Option<Node>| node.as_ref().is_none_or(Node::is_null);
        let holds = match (&found, &operation.value) {
            (found, wanted) if null(found) => null(wanted),
            (Some(found), Some(wanted)) => equal::same(found, wanted),
            _ => false,
        };
        if holds {
            return Ok(());
        }
        let name = |node: &Option<Node>| node.as_ref().map_or_else(|| "nothing".to_owned(), equal::shown);
        let message = format!(
            "the test of `{path}` fails: expected {}, found {}",
            name(&operation.value),
            name(&found)
        );
        let wanted_at = operation.value.as_ref().map_or(operation.at, |value| value.origin);
        let mut finding = Diagnostic::error("json-patch-test", wanted_at, message).label("expected");
        if let Some(found) = &found {
            finding = finding.also(found.origin, "found");
        }
        Err(self.session.diagnostics.error(finding))
    }

    fn whole(&mut self) -> Reported {
        let operation = self.operation;
        let message = "only `replace` and `test` can mean the whole object";
        let finding = Diagnostic::error("json-patch-path", operation.path_at, message)
            .help("name a field: `/spec/replicas`");
        self.session.diagnostics.error(finding)
    }

    /// A path that does not exist. `depth` is how many of its parts do; `None` for all but the last.
    fn missing(&mut self, path: &Pointer, at: Origin, depth: Option<usize>) -> Reported {
        let depth = depth.unwrap_or_else(|| path.count().saturating_sub(1));
        let node = find::deepest(self.root, path, depth);
        let token = path.tokens().nth(depth).map(|token| token.decoded().into_owned()).unwrap_or_default();
        let mut known = String::new();
        for token in path.tokens().take(depth) {
            known.push('/');
            known.push_str(token.encoded());
        }
        let here = if known.is_empty() { "the object".to_owned() } else { format!("`{known}`") };
        let (message, help) = match &node.data {
            Data::Map(map) if map.get(&token).is_some() => {
                let below =
                    if known.is_empty() { format!("`/{token}`") } else { format!("`{known}/{token}`") };
                (format!("`{path}` does not exist: {below} is no map or list"), None)
            }
            Data::Map(map) => (
                format!("`{path}` does not exist: {here} has no `{token}`"),
                suggestion(&token, map.iter().map(|entry| entry.key.as_str())).or_else(|| {
                    let more = depth + 1 < path.count();
                    more.then(|| format!("add `{known}/{token}` as a map or list first"))
                }),
            ),
            Data::Seq(list) => {
                let help = match list.len() {
                    0 => "the list is empty; `-` appends to it".to_owned(),
                    length => format!("it has the indices 0 to {}; `-` appends to it", length - 1),
                };
                (format!("`{path}` does not exist: {here} has no index `{token}`"), Some(help))
            }
            _ => (format!("`{path}` does not exist: {here} is {}", equal::shown(node)), None),
        };
        let mut finding = Diagnostic::error("json-patch-path", at, message).also(node.origin, "the target");
        if let Some(help) = help {
            finding = finding.help(help);
        }
        self.session.diagnostics.error(finding)
    }
}

fn suggestion<'k, K: Iterator<Item = &'k str>>(key: &str, keys: K) -> Option<String> {
    nearest(key, keys).map(|near| format!("did you mean `{near}`?"))
}
