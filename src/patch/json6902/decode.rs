//! The operations of a JSON patch.

use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::nearest;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Node;
use json_patch::PatchOperation;
use jsonptr::PointerBuf;

const NAMES: [&str; 6] = ["add", "remove", "replace", "move", "copy", "test"];

/// One operation and where its parts stand.
#[derive(Clone, Debug)]
pub struct Operation {
    /// What to do, where. The value in it is null; see `value`.
    pub action: PatchOperation,
    /// The value, with its place. Without one, kustomize takes null.
    pub value: Option<Node>,
    /// Where the operation stands.
    pub at: Origin,
    /// Where its path stands.
    pub path_at: Origin,
    /// Where its `from` stands.
    pub from_at: Origin,
}

/// Reads the operations of a patch. All faults are reported.
pub fn decode(root: &Node, diagnostics: &mut Diagnostics) -> Result<Vec<Operation>, Reported> {
    let mut operations = Vec::new();
    let mut failed = None;
    for node in root.items() {
        match operation(node, diagnostics) {
            Ok(operation) => operations.push(operation),
            Err(reported) => failed = Some(reported),
        }
    }
    failed.map_or(Ok(operations), Err)
}

fn fault(at: Origin, message: String, help: String, diagnostics: &mut Diagnostics) -> Reported {
    diagnostics.error(Diagnostic::error("malformed-json-patch", at, message).help(help))
}

fn operation(node: &Node, diagnostics: &mut Diagnostics) -> Result<Operation, Reported> {
    let help = "write it as `{op: add, path: /spec/replicas, value: 2}`";
    let Some(map) = node.as_map() else {
        let message = "an operation of a JSON patch is a map".to_owned();
        return Err(fault(node.origin, message, help.to_owned(), diagnostics));
    };
    let Some(op) = map.get("op") else {
        let near = nearest("op", map.iter().map(|entry| entry.key.as_str()));
        let message = "the operation has no `op`".to_owned();
        let help = near.map_or(help.to_owned(), |near| format!("`{near}` should read `op`"));
        return Err(fault(node.origin, message, help, diagnostics));
    };
    let name = op.scalar().unwrap_or_default();
    if !NAMES.contains(&name.as_str()) {
        let help = match nearest(&name, NAMES) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write one of `{}`", NAMES.join("`, `")),
        };
        return Err(fault(op.origin, format!("`{name}` is no operation of a JSON patch"), help, diagnostics));
    }
    let needs_from = matches!(name.as_str(), "move" | "copy");
    let (path, path_at) = pointer(node, "path", diagnostics)?;
    let (from, from_at) = if needs_from {
        let (from, at) = pointer(node, "from", diagnostics)?;
        (from, at)
    } else {
        (PointerBuf::new(), node.origin)
    };
    let json = serde_json::json!({"op": name.as_str(), "path": path, "from": from, "value": null});
    match serde_json::from_value::<PatchOperation>(json) {
        Ok(action) => {
            let value = map.get("value").cloned();
            Ok(Operation { action, value, at: node.origin, path_at, from_at })
        }
        Err(error) => Err(fault(node.origin, error.to_string(), help.to_owned(), diagnostics)),
    }
}

/// A pointer, as kustomize reads it.
fn pointer(
    node: &Node,
    field: &str,
    diagnostics: &mut Diagnostics,
) -> Result<(PointerBuf, Origin), Reported> {
    let Some(value) = node.get(field) else {
        let message = format!("the operation has no `{field}`");
        let help = format!("`{field}` says which value is meant: `/spec/replicas`");
        return Err(fault(node.origin, message, help, diagnostics));
    };
    let Data::Text(text) = &value.data else {
        let message = format!("`{field}` must be text");
        return Err(fault(value.origin, message, "write it as `/spec/replicas`".to_owned(), diagnostics));
    };
    if let Ok(pointer) = PointerBuf::parse(text.as_str()) {
        return Ok((pointer, value.origin));
    }
    let read = lenient(text);
    let Ok(pointer) = PointerBuf::parse(read.as_str()) else {
        let message = format!("`{text}` is not a JSON pointer");
        return Err(fault(value.origin, message, "a pointer starts with `/`".to_owned(), diagnostics));
    };
    let mut meant = text.trim_start_matches('.').replace('.', "/");
    if !meant.starts_with('/') {
        meant.insert(0, '/');
    }
    let finding =
        Diagnostic::warning("malformed-pointer", value.origin, format!("`{text}` is not a JSON pointer"))
            .label(format!("kustomize reads it as `{read}`"))
            .help(format!("did you mean `{meant}`?"));
    diagnostics.push(finding);
    Ok((pointer, value.origin))
}

/// kustomize ignores all that stands before the first `/`, and lets `~` stand for itself unless `0` or `1` follows.
fn lenient(text: &str) -> String {
    let rest = text.find('/').and_then(|at| text.get(at..)).unwrap_or(text);
    let mut out = String::new();
    let mut letters = rest.chars().peekable();
    while let Some(letter) = letters.next() {
        out.push(letter);
        if letter == '~' && !matches!(letters.peek(), Some('0' | '1')) {
            out.push('0');
        }
    }
    out
}
