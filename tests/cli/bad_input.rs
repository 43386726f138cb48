//! Bad input ends in an error with code, place and advice, in bounded time, and with nothing on stdout.

use crate::harness::Tree;
use std::fs::File;

const POD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n  - name: c\n    image: i:1\n";

/// Builds and checks the tree: both refuse it with this code and this place.
#[track_caller]
fn refused(tree: &Tree, code: &str, place: &str) {
    for command in ["build", "check"] {
        let ran = tree.run(&[command, "."]).exits(2).says(&format!("[{code}]"));
        assert!(
            place.is_empty() || ran.stdout.contains(place) || ran.stderr.contains(place),
            "no `{place}`: {}",
            ran.all()
        );
        if command == "build" {
            ran.prints_nothing();
        }
    }
    tree.run(&["build", ".", "-o", "out.yaml"]).exits(2).prints_nothing();
    assert!(!tree.path("out.yaml").exists(), "a file was written");
}

fn with_resource(text: impl AsRef<[u8]>) -> Tree {
    let tree = Tree::of(&[("kustomization.yaml", "resources:\n- r.yaml\n")]);
    tree.write("r.yaml", text);
    tree
}

#[test]
fn unparsable_yaml() {
    refused(&with_resource("kind: Pod\n  name: x\n"), "bad-indentation", "r.yaml:");
    refused(&with_resource("a: [1, 2\n"), "unclosed-bracket", "r.yaml:1:4");
    refused(&with_resource("a: \"x\n"), "unclosed-quote", "r.yaml:1:4");
}

#[test]
fn a_duplicate_key() {
    refused(&with_resource(format!("{POD}kind: Job\n")), "duplicate-key", "r.yaml:9");
}

#[test]
fn a_missing_file() {
    let tree =
        Tree::of(&[("kustomization.yaml", "resources:\n- deploymnt.yaml\n"), ("deployment.yaml", POD)]);
    refused(&tree, "missing-file", "kustomization.yaml:2");
    tree.run(&["build", "."]).exits(2).says("did you mean `deployment.yaml`?");
}

#[test]
fn a_missing_root() {
    let tree = Tree::of(&[]);
    tree.run(&["build", "nowhere"]).exits(2).prints_nothing().says("[missing-root]");
    tree.run(&["check", "nowhere"]).exits(2).says("[nothing-to-check]");
    tree.run(&["build", "."]).exits(2).prints_nothing().says("[missing-kustomization]");
    tree.run(&["check", "."]).exits(2).says("[nothing-to-check]");
}

#[test]
fn a_cycle() {
    let tree = Tree::of(&[
        ("kustomization.yaml", "resources:\n- a\n"),
        ("a/kustomization.yaml", "resources:\n- ../b\n"),
        ("b/kustomization.yaml", "resources:\n- ../a\n"),
    ]);
    refused(&tree, "cycle", "kustomization.yaml:2");
}

#[test]
fn a_path_that_leaves_the_root() {
    let tree = Tree::of(&[("app/kustomization.yaml", "resources:\n- ../pod.yaml\n"), ("pod.yaml", POD)]);
    tree.run(&["build", "app"]).exits(2).prints_nothing().says("[outside-root]").says("kustomization.yaml:2");
    tree.run(&["build", "app", "--load-restrictor", "LoadRestrictionsNone"]).exits(0).says("kind: Pod");
}

#[test]
fn a_file_of_100_mib() {
    let tree = with_resource("");
    // A sparse file: as large as any, and written in no time.
    File::create(tree.path("r.yaml")).unwrap().set_len(100 * 1024 * 1024).unwrap();
    refused(&tree, "file-too-large", "kustomization.yaml:2");
}

#[test]
fn deep_nesting() {
    let mut flow = String::from("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: ");
    flow.push_str(&"[".repeat(200_000));
    flow.push_str(&"]".repeat(200_000));
    refused(&with_resource(flow), "nested-too-deeply", "r.yaml");
    let mut block = String::new();
    for depth in 0..3000 {
        block.push_str(&" ".repeat(depth));
        block.push_str("a:\n");
    }
    refused(&with_resource(block), "nested-too-deeply", "r.yaml");
}

#[test]
fn an_alias_bomb() {
    let mut text = String::from(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\na0: &a0 [x, x, x, x, x, x, x, x, x]\n",
    );
    for level in 1..10 {
        let below = format!("*a{}", level - 1);
        let line = format!("a{level}: &a{level} [{}]\n", [below.as_str(); 9].join(", "));
        text.push_str(&line);
    }
    refused(&with_resource(text), "too-many-aliases", "r.yaml");
}

#[test]
fn text_that_is_not_utf8() {
    refused(
        &with_resource(b"apiVersion: v1\nkind: Pod\nmetadata:\n  name: \xff\xfe\n"),
        "file-encoding",
        "r.yaml:4:9",
    );
}

#[test]
fn an_empty_kustomization() {
    refused(&Tree::of(&[("kustomization.yaml", "")]), "empty-kustomization", "");
    refused(&Tree::of(&[("kustomization.yaml", "# nothing yet\n")]), "empty-kustomization", "");
}

#[test]
fn an_unknown_field() {
    let tree = Tree::of(&[("kustomization.yaml", "resource:\n- r.yaml\n"), ("r.yaml", POD)]);
    refused(&tree, "unknown-field", "kustomization.yaml:1");
    tree.run(&["build", "."]).exits(2).says("`resources`");
}

#[test]
fn crlf_and_bom_are_read() {
    let tree = with_resource(format!("\u{feff}{}", POD.replace('\n', "\r\n")));
    let ran = tree.run(&["build", "."]).exits(0);
    assert_eq!(ran.stdout, POD.replace("- name: c\n    image: i:1", "- image: i:1\n    name: c"));
}

#[test]
fn two_flight_plans() {
    let tree = Tree::of_examples();
    let plan = tree.read("examples/gemma2-tokyo/flightplan.yaml");
    tree.write("examples/gemma2-tokyo/second.yaml", plan.replace("name: ", "name: second-"));
    tree.edit(
        "examples/gemma2-tokyo/kustomization.yaml",
        "- flightplan.yaml",
        "- flightplan.yaml\n- second.yaml",
    );
    let ran = tree.run(&["build", "examples/gemma2-tokyo"]).exits(2).prints_nothing();
    ran.says("flightplan.yaml").says("second.yaml");
}

#[test]
fn a_flight_plan_with_an_unknown_field() {
    let tree = Tree::of_examples();
    let path = "examples/gemma2-tokyo/flightplan.yaml";
    tree.edit(path, "  location:", "  locatoin:");
    let line = tree.read(path).lines().position(|line| line.contains("locatoin")).unwrap() + 1;
    tree.run(&["build", "examples/gemma2-tokyo"])
        .exits(2)
        .prints_nothing()
        .says("[plan-field]")
        .says(&format!("flightplan.yaml:{line}"))
        .says("did you mean `location`?");
}

#[test]
fn plain_manifests_are_refused_alike() {
    let tree = Tree::of(&[("m.yaml", "a: [1\n")]);
    tree.run(&["check", "m.yaml"]).exits(2).says("[unclosed-bracket]").says("m.yaml:");
    tree.write("m.yaml", b"a: \xff\n");
    tree.run(&["check", "m.yaml"]).exits(2).says("[file-encoding]").says("m.yaml:1:4");
    tree.run_with(&["check", "-"], "a: [1\n", &[]).exits(2).says("[unclosed-bracket]");
    tree.run_with(&["check", "-"], "", &[]).exits(2).says("[nothing-to-check]");
    tree.write("m.yaml", "# nothing\n");
    tree.run(&["check", "m.yaml"]).exits(2).says("[nothing-to-check]");
}
