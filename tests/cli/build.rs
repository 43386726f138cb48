//! `build`: streams, files, many roots.

use crate::harness::Tree;
use std::process::Command;
use std::process::Stdio;

fn config_map(name: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n")
}

fn two_roots() -> Tree {
    let tree = Tree::of(&[]);
    for root in ["a", "b"] {
        tree.write(
            &format!("{root}/kustomization.yaml"),
            "namespace: prod\nresources:\n- r.yaml\n- s.yaml\n",
        );
        tree.write(&format!("{root}/r.yaml"), config_map(&format!("{root}-one")));
        tree.write(&format!("{root}/s.yaml"), config_map(&format!("{root}-two")));
    }
    tree
}

#[test]
fn prints_the_result_and_nothing_else() {
    let tree = two_roots();
    let ran = tree.run(&["build", "a"]).exits(0);
    assert_eq!(
        ran.stdout,
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a-one\n  namespace: prod\n---\n\
         apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a-two\n  namespace: prod\n"
    );
    assert_eq!(ran.stderr, "");
}

#[test]
fn writes_a_file_or_one_file_an_object() {
    let tree = two_roots();
    let whole = tree.run(&["build", "a"]).stdout;
    tree.run(&["build", "a", "-o", "out.yaml"]).exits(0).prints_nothing();
    assert_eq!(tree.read("out.yaml"), whole);
    std::fs::create_dir(tree.path("out")).unwrap();
    tree.run(&["build", "a", "--output", "out"]).exits(0).prints_nothing();
    assert!(tree.read("out/v1_configmap_a-one.yaml").contains("name: a-one"));
    assert!(tree.path("out/v1_configmap_a-two.yaml").exists());
    tree.run(&["build", "a", "-o", "no/such/folder/x.yaml"]).exits(2).says("[output-unwritable]");
}

#[test]
fn many_roots_are_one_stream_or_one_file_each() {
    let tree = two_roots();
    let ran = tree.run(&["build", "a", "b"]).exits(0);
    let alone = format!("{}---\n{}", tree.run(&["build", "a"]).stdout, tree.run(&["build", "b"]).stdout);
    assert_eq!(ran.stdout, alone);
    tree.run(&["build", "a", "b", "-o", "out"]).exits(0).prints_nothing();
    assert_eq!(tree.read("out/b.yaml"), tree.run(&["build", "b"]).stdout);
}

#[test]
fn one_bad_root_among_many_prints_nothing() {
    let tree = two_roots();
    tree.write("b/s.yaml", "a: [\n");
    tree.run(&["build", "a", "b"]).exits(2).prints_nothing().says("b/s.yaml");
    tree.run(&["build", "a", "b", "-o", "out"]).exits(2);
    assert!(!tree.path("out").exists());
}

#[test]
fn deprecated_flags_work_and_warn() {
    let tree = two_roots();
    tree.write("a/t.yaml", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: prod\n");
    tree.edit("a/kustomization.yaml", "- s.yaml", "- s.yaml\n- t.yaml");
    let first = |ran: &str| ran.lines().nth(1).unwrap().to_owned();
    let legacy = tree.run(&["build", "a"]).exits(0);
    assert_eq!(first(&legacy.stdout), "kind: Namespace");
    let none = tree.run(&["build", "a", "--reorder", "none"]).exits(0).says("--reorder is deprecated");
    assert_eq!(first(&none.stdout), "kind: ConfigMap");
    tree.run(&["build", "a", "--reorder", "alphabetic"]).exits(2).prints_nothing();
    tree.run(&["build", "a", "--enable-managedby-label"])
        .exits(0)
        .says("app.kubernetes.io/managed-by: kustomize-");
    let variable = [("KUSTOMIZE_ENABLE_MANAGEDBY_LABEL", "on")];
    tree.run_with(&["build", "a"], "", &variable).exits(0).says("app.kubernetes.io/managed-by: kustomize-");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let tree = two_roots();
    tree.write("a/r.yaml", config_map(&"x".repeat(200_000)));
    let mut child = Command::new(env!("CARGO_BIN_EXE_flightplan"))
        .args(["build", "a"])
        .current_dir(tree.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success());
}
