//! Every format, on one report.

use crate::harness::Tree;
use serde_json::Value;

fn tree() -> Tree {
    Tree::of(&[
        ("kustomization.yaml", "resources:\n- s.yaml\n"),
        (
            "s.yaml",
            "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  port: []\n  selector:\n    app: x\n",
        ),
    ])
}

#[test]
fn each_format_goes_to_stdout() {
    for (format, words) in [
        ("text", "s.yaml:6:3"),
        ("concise", "s.yaml:6:3: error["),
        ("json", "\"version\": 1"),
        ("sarif", "\"version\": \"2.1.0\""),
        ("junit", "<testsuites name=\"flightplan\""),
        ("github", "::error file=s.yaml,line=6"),
        ("gitlab", "\"fingerprint\""),
        ("markdown", "### Flightplan: 1 error"),
    ] {
        let ran = tree().run(&["check", ".", "--output-format", format]).exits(1);
        assert!(ran.stdout.contains(words), "{format}: {}", ran.all());
        if ["json", "sarif", "gitlab"].contains(&format) {
            assert!(serde_json::from_str::<Value>(&ran.stdout).is_ok(), "{format}: {}", ran.all());
        }
    }
}

#[test]
fn several_formats_at_once() {
    let tree = tree();
    let ran = tree
        .run(&[
            "check",
            ".",
            "--output-format",
            "concise",
            "--output-format",
            "sarif=out.sarif,json=out.json",
        ])
        .exits(1);
    assert!(ran.stdout.starts_with("s.yaml:6:3: error["), "{}", ran.all());
    assert!(tree.read("out.sarif").contains("2.1.0"));
    assert!(tree.read("out.json").contains("\"failed\": true"));
}

#[test]
fn a_format_that_does_not_exist_is_refused() {
    tree()
        .run(&["check", ".", "--output-format", "sarfi"])
        .exits(2)
        .prints_nothing()
        .says("did you mean `sarif`?");
}

#[test]
fn colours_follow_the_flag_and_the_environment() {
    let tree = tree();
    let colored = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut all = vec!["check", "."];
        all.extend(arguments);
        tree.run_with(&all, "", variables).exits(1).stdout.contains('\u{1b}')
    };
    assert!(!colored(&[], &[]), "a pipe has no colours");
    assert!(colored(&["--color", "always"], &[]));
    assert!(colored(&[], &[("FORCE_COLOR", "1")]));
    assert!(!colored(&[], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
    assert!(!colored(&["--color", "never"], &[("FORCE_COLOR", "1")]));
}

#[test]
fn the_width_is_that_of_the_terminal() {
    let tree = tree();
    let ran = tree.run_with(&["check", "."], "", &[("COLUMNS", "60")]).exits(1);
    let widest = ran.stdout.lines().map(|line| line.chars().count()).max().unwrap();
    assert!(widest <= 70, "{widest}: {}", ran.all());
}
