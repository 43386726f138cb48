//! What kustomize 5.8.1 printed for the same values.

use crate::diag::Session;
use crate::yaml::{Rules, emit, parse};

/// Parses and prints every document.
fn print(text: &str) -> String {
    let mut session = Session::default();
    let file = session.files.add("t.yaml", text);
    let Ok(roots) = parse(file, Rules::Resource, &mut session) else {
        panic!("{:?}", session.diagnostics.all());
    };
    let mut out = String::new();
    for (index, root) in roots.iter().filter(|root| !root.is_null()).enumerate() {
        if index > 0 {
            out.push_str("---\n");
        }
        emit(root, &mut out);
    }
    out
}

#[test]
fn a_deployment_is_sorted_and_its_lists_are_not_indented() {
    let text = "kind: T\nspec:\n  b: [1, {c: d, a: b}]\n  a: {}\n  l: []\n  e: ''\n  t: |\n    x\n    y\n";
    assert_eq!(
        print(text),
        "kind: T\nspec:\n  a: {}\n  b:\n  - 1\n  - a: b\n    c: d\n  e: \"\"\n  l: []\n  t: |\n    x\n    y\n"
    );
}
