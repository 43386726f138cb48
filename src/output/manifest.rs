//! `bundle.json`: what a bundle was made of, and what was found.

use serde_json::Value;
use serde_json::json;

use super::file::File;
use super::file::digest;
use super::request::Request;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::plan::FlightPlan;
use crate::source::Origin;

/// The text of `bundle.json`. Nothing in it varies between two runs on the same input: no time, no
/// host, no absolute path.
pub(super) fn write(request: &Request<'_>, plan: &FlightPlan, files: &[File], session: &Session) -> String {
    let inputs = inputs(request.root, session);
    let outputs: Vec<Value> =
        files.iter().map(|file| json!({"path": file.path, "sha256": digest(&file.text)})).collect();
    let findings: Vec<Value> = session
        .diagnostics
        .all()
        .iter()
        .map(|diagnostic| finding(diagnostic, request.root, session))
        .collect();
    let unchecked: Vec<Value> = session
        .diagnostics
        .unchecked()
        .iter()
        .map(|note| json!({"what": note.what, "why": note.why}))
        .collect();
    let root = json!({
        "version": 1,
        "flightPlan": plan.name(),
        "tool": {"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")},
        "rules": request.versions.rules,
        "catalog": request.versions.catalog,
        "schemas": request.versions.schemas,
        "inputs": inputs,
        "outputs": outputs,
        "findings": findings,
        "notChecked": unchecked,
    });
    let mut text = format!("{root:#}");
    text.push('\n');
    text
}

/// Every file that was read, once, by path.
fn inputs(root: &str, session: &Session) -> Vec<Value> {
    let mut list: Vec<(String, String)> = session
        .files
        .iter()
        .skip(1)
        .map(|(_, file)| (relative(root, &file.path), digest(&*file.text)))
        .collect();
    list.sort();
    list.dedup();
    list.into_iter().map(|(path, sha256)| json!({"path": path, "sha256": sha256})).collect()
}

fn finding(diagnostic: &Diagnostic, root: &str, session: &Session) -> Value {
    let place = |at: Origin, label: &str| {
        let file = session.files.get(at.file);
        let position = file.position(at.start);
        json!({
            "file": relative(root, &file.path),
            "line": position.line,
            "column": position.column,
            "label": label,
        })
    };
    let locations: Vec<Value> =
        diagnostic.labels.iter().map(|label| place(label.at, &label.message)).collect();
    let resource = diagnostic.resource.as_ref().map(|resource| {
        json!({
            "apiVersion": resource.api_version,
            "kind": resource.kind,
            "namespace": resource.namespace,
            "name": resource.name,
        })
    });
    json!({
        "code": diagnostic.code,
        "severity": diagnostic.severity.name(),
        "message": diagnostic.message,
        "resource": resource,
        "locations": locations,
        "help": diagnostic.help,
    })
}

/// A path as seen from a directory, both of them relative to the same place or both absolute.
pub(super) fn relative(root: &str, path: &str) -> String {
    if root.starts_with('/') != path.starts_with('/') {
        return path.to_owned();
    }
    let root = parts(root);
    let path = parts(path);
    let common = root.iter().zip(&path).take_while(|(one, other)| one == other).count();
    // What lies above a `..` of the root has a name that nobody here knows.
    if root.iter().skip(common).any(|part| *part == "..") {
        return path.join("/");
    }
    let up = std::iter::repeat_n("..", root.len() - common);
    up.chain(path.into_iter().skip(common)).collect::<Vec<_>>().join("/")
}

fn parts(path: &str) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if out.last().is_some_and(|last| *last != "..") => {
                out.pop();
            }
            _ => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn inputs_are_named_as_seen_from_the_root() {
        for (root, path, expected) in [
            ("examples/tokyo", "examples/tokyo/flightplan.yaml", "flightplan.yaml"),
            ("examples/tokyo", "base/deployment.yaml", "../../base/deployment.yaml"),
            (".", "../../base/deployment.yaml", "../../base/deployment.yaml"),
            ("./", "kustomization.yaml", "kustomization.yaml"),
            ("/a/b/tokyo", "/a/base/x.yaml", "../../base/x.yaml"),
            ("../tokyo", "../base/x.yaml", "../base/x.yaml"),
            ("examples/tokyo/../iowa", "examples/iowa/x.yaml", "x.yaml"),
        ] {
            assert_eq!(relative(root, path), expected, "{path} from {root}");
        }
    }
}
