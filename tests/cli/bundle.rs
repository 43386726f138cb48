//! `bundle`: all or nothing, and the same each time.

use crate::harness::Tree;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const ROOT: &str = "examples/gemma2-tokyo";

fn files(folder: &Path) -> BTreeMap<String, String> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            (path, fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn is_the_same_each_time_and_replaces_an_old_one() {
    let tree = Tree::of_examples();
    tree.run(&["bundle", ROOT, "-o", "one"]).exits(0).prints_nothing();
    tree.run(&["bundle", ROOT, "-o", "two"]).exits(0);
    let one = files(&tree.path("one"));
    assert_eq!(one, files(&tree.path("two")));
    for path in ["bundle.json", "kustomization.yaml", "runbook.md"] {
        assert!(one.contains_key(path), "{:?}", one.keys());
    }
    tree.write("two/stale.yaml", "x: 1\n");
    tree.run(&["bundle", ROOT, "-o", "two"]).exits(0);
    assert_eq!(one, files(&tree.path("two")), "the old bundle is replaced as a whole");
    let left: Vec<_> = fs::read_dir(tree.path(".")).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(left.len(), 5, "{left:?}");
}

#[test]
fn is_not_written_if_the_check_fails() {
    let tree = Tree::of_examples();
    tree.edit("base/service.yaml", "spec:\n", "spec:\n  prots: []\n");
    tree.run(&["bundle", ROOT, "-o", "out"])
        .exits(1)
        .prints_nothing()
        .says("base/service.yaml")
        .says("nothing was written");
    assert!(!tree.path("out").exists());
    tree.edit("base/service.yaml", "spec:\n", "spec: [\n");
    tree.run(&["bundle", ROOT, "-o", "out"]).exits(2).prints_nothing();
    assert!(!tree.path("out").exists());
}

#[test]
fn does_not_replace_what_is_no_bundle() {
    let tree = Tree::of_examples();
    tree.write("out/precious.txt", "x");
    tree.run(&["bundle", ROOT, "-o", "out"]).exits(2).says("[output-in-the-way]");
    assert_eq!(tree.read("out/precious.txt"), "x");
}

#[test]
fn is_checked_against_its_digests() {
    let tree = Tree::of_examples();
    tree.run(&["bundle", ROOT, "-o", "out"]).exits(0);
    tree.run(&["check", "out"]).exits(0).says("no findings");
    tree.write("out/40-serve/late.yaml", "a: 1\n");
    tree.edit("out/runbook.md", "# ", "## ");
    let ran = tree.run(&["check", "out", "--output-format", "concise"]).exits(1);
    let ran = ran.says("out/40-serve/late.yaml:1:1: error[altered-bundle]");
    ran.says("out/runbook.md:1:1: error[altered-bundle]");
    tree.write("out/bundle.json", "{\"flightPlan\": \"x\"}\n");
    tree.run(&["check", "out"]).exits(2).says("[unreadable-bundle]");
    // Another tool's file of that name is none.
    tree.write("base/bundle.json", "{\"modules\": []}\n");
    tree.run(&["check", "base"]).exits(0);
}

#[test]
fn needs_a_flight_plan() {
    let tree = Tree::of_examples();
    tree.run(&["bundle", "base", "-o", "out"]).exits(2).says("[bundle-plan]");
    assert!(!tree.path("out").exists());
}
