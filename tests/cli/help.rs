//! Commands that describe the program.

use crate::harness::Tree;
use crate::harness::repository;
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

#[test]
fn every_schema_in_the_repository_is_printed() {
    let tree = Tree::of(&[]);
    let listed = tree.run(&["schema"]).exits(0).stdout;
    let folder = repository().join("schemas/flightplan.dev");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert_eq!(listed.lines().collect::<Vec<_>>(), names);
    for name in names {
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        assert_eq!(tree.run(&["schema", &name]).exits(0).stdout, text);
    }
    tree.run(&["schema", "FlihgtPlan"]).exits(2).prints_nothing().says("did you mean `FlightPlan`?");
}

#[test]
fn the_version_names_the_kubernetes_of_the_schemas() {
    let made = std::fs::read_to_string(repository().join("schemas/kubernetes/kubernetes.types")).unwrap();
    let ran = Tree::of(&[]).run(&["--version"]).exits(0);
    let version = ran.stdout.lines().find_map(|line| line.strip_prefix("schemas: Kubernetes ")).unwrap();
    assert!(
        made.lines().next().unwrap().contains(&format!("kubernetes-validate=={version}.")),
        "{}",
        ran.all()
    );
}
