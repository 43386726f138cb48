//! What kustomize 5.8.1 printed for the same values.

use crate::diag::Session;
use crate::yaml::Rules;
use crate::yaml::emit;
use crate::yaml::parse;

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

/// `cases/out.yaml` is what kustomize 5.8.1 printed for `cases/in.yaml` as its one resource file, with
/// `sortOptions: {order: fifo}`.
#[test]
fn the_cases_print_as_kustomize_printed_them() {
    let printed = print(include_str!("cases/in.yaml"));
    for (line, (ours, theirs)) in printed.lines().zip(include_str!("cases/out.yaml").lines()).enumerate() {
        assert_eq!(ours, theirs, "line {} of out.yaml", line + 1);
    }
    assert_eq!(printed, include_str!("cases/out.yaml"));
}

#[test]
fn printed_text_reads_as_itself() {
    // The first document holds a letter that kustomize prints raw and does not read back.
    let (_, cases) = include_str!("cases/in.yaml").split_once("---\n").unwrap();
    let once = print(cases);
    assert_eq!(print(&once), once);
}
