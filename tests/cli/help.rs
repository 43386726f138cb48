//! Commands that describe the program.

use crate::harness::Tree;
use serde_json::Value;

#[test]
fn help_and_bad_usage() {
    let tree = Tree::of(&[]);
    tree.run(&["--help"]).exits(0).says("Exit codes: 0 clean");
    tree.run(&["build", "--help"]).exits(0).says("--load-restrictor");
    tree.run(&["frobnicate"]).exits(2).prints_nothing();
    tree.run(&["build", "--no-such-flag"]).exits(2).prints_nothing();
    tree.run(&[]).exits(2).prints_nothing();
}

#[test]
fn the_version_has_the_dates_of_its_facts() {
    let ran = Tree::of(&[]).run(&["--version"]).exits(0);
    let mut lines = ran.stdout.lines();
    assert_eq!(lines.next(), Some(concat!("flightplan ", env!("CARGO_PKG_VERSION"))));
    assert!(ran.stdout.contains("catalog") && ran.stdout.contains("schemas"), "{}", ran.all());
}

#[test]
fn every_rule_is_listed_and_explained() {
    let tree = Tree::of(&[]);
    let ran = tree.run(&["rules", "--all", "--json"]).exits(0);
    let list: Value = serde_json::from_str(&ran.stdout).unwrap();
    let codes: Vec<&str> =
        list["rules"].as_array().unwrap().iter().map(|rule| rule["code"].as_str().unwrap()).collect();
    assert!(codes.len() > 20);
    let mut arguments = vec!["explain"];
    arguments.extend(&codes);
    let pages = tree.run(&arguments).exits(0);
    for code in codes {
        assert!(pages.stdout.contains(&format!("`{code}` (")), "{code}");
    }
    tree.run(&["rules"]).exits(0).says("unknown-accelerator");
}

#[test]
fn a_mistyped_code_is_corrected() {
    Tree::of(&[])
        .run(&["explain", "unknown-acelerator"])
        .exits(2)
        .prints_nothing()
        .says("did you mean `unknown-accelerator`?");
}

#[test]
fn completions_and_manual() {
    let tree = Tree::of(&[]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        tree.run(&["completions", shell]).exits(0).says("flightplan");
    }
    tree.run(&["man"]).exits(0).says(".TH flightplan 1");
    tree.run(&["man", "-o", "pages"]).exits(0);
    assert!(
        tree.read("pages/flightplan-check.1").contains("allow-empty")
            || tree.read("pages/flightplan-check.1").contains("allow\\-empty")
    );
}
