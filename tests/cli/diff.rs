//! `diff --base`: what an edit changes. A real `git` keeps the old state.

use crate::harness::Ran;
use crate::harness::Tree;
use std::process::Command;

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: nginx:1.27.0}]
";

/// Two overlays of one base, committed.
fn committed() -> Tree {
    let tree = Tree::of(&[
        ("base/kustomization.yaml", "resources: [deployment.yaml]\n"),
        ("base/deployment.yaml", DEPLOYMENT),
        ("overlays/a/kustomization.yaml", "resources: [../../base]\nnamePrefix: a-\n"),
        ("overlays/b/kustomization.yaml", "resources: [../../base]\nnamePrefix: b-\n"),
    ]);
    git(&tree, &["init", "-q", "-b", "main"]);
    commit(&tree);
    tree
}

fn commit(tree: &Tree) {
    git(tree, &["add", "."]);
    git(tree, &["-c", "user.name=n", "-c", "user.email=e@example.com", "commit", "-qm", "state"]);
}

fn git(tree: &Tree, args: &[&str]) {
    let output = Command::new("git").arg("-C").arg(tree.path(".")).args(args).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn diff(tree: &Tree, args: &[&str]) -> Ran {
    tree.run(&[&["diff"], args].concat())
}

#[test]
#[ignore = "needs git"]
fn nothing_changed_prints_nothing() {
    let tree = committed();
    diff(&tree, &["--exit-code"]).exits(0).prints_nothing().says("no object changed in 3 roots");
}

#[test]
#[ignore = "needs git"]
fn an_edit_of_the_base_shows_in_every_overlay_with_its_place() {
    let tree = committed();
    tree.write("base/deployment.yaml", DEPLOYMENT.replace("replicas: 1", "replicas: 3"));
    let ran = diff(&tree, &["overlays/a", "overlays/b"]).exits(0);
    for name in ["a", "b"] {
        let head = format!("Deployment/{name}-web changed in overlays/{name}, from base/deployment.yaml:5\n");
        assert!(ran.stdout.contains(&head), "{}", ran.all());
        let diff = format!("--- overlays/{name}/Deployment/{name}-web (HEAD)\n");
        assert!(ran.stdout.contains(&diff), "{}", ran.all());
    }
    assert!(ran.stdout.contains("-  replicas: 1\n+  replicas: 3\n"), "{}", ran.all());
    diff(&tree, &["--exit-code"]).exits(1);
}

#[test]
#[ignore = "needs git"]
fn findings_are_told_as_introduced_or_fixed() {
    let tree = committed();
    tree.write("base/deployment.yaml", DEPLOYMENT.replace("replicas:", "replicsa:"));
    let ran = diff(&tree, &["--base", "main"]).exits(1).says("schema-unknown-field");
    assert!(!ran.stdout.contains("fixed:"), "{}", ran.all());
    commit(&tree);
    tree.write("base/deployment.yaml", DEPLOYMENT);
    diff(&tree, &[]).exits(0).says("fixed: ").says("1 error fixed");
    diff(&tree, &["--base", "HEAD~1"]).exits(0).prints_nothing();
}

#[test]
#[ignore = "needs git"]
fn roots_that_come_and_go_are_shown_whole() {
    let tree = committed();
    std::fs::remove_file(tree.path("overlays/b/kustomization.yaml")).unwrap();
    tree.write("overlays/c/kustomization.yaml", "resources: [../../base]\nnamePrefix: c-\n");
    let ran = diff(&tree, &["overlays"]).exits(0);
    assert!(ran.stdout.contains("Deployment/b-web removed in overlays/b"), "{}", ran.all());
    assert!(ran.stdout.contains("Deployment/c-web added in overlays/c"), "{}", ran.all());
    assert!(!ran.stdout.contains("overlays/a"), "{}", ran.all());
}

#[test]
#[ignore = "needs git"]
fn json_and_markdown_say_the_same() {
    let tree = committed();
    tree.write("base/deployment.yaml", DEPLOYMENT.replace("replicas: 1", "replicsa: 3"));
    let ran = diff(&tree, &["overlays/a", "--output-format", "json"]).exits(1);
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["objects"][0]["name"], "Deployment/a-web");
    assert_eq!(json["introduced"][0]["code"], "schema-unknown-field");
    assert_eq!(json["failed"], true);
    let ran = diff(&tree, &["overlays/a", "--output-format", "markdown"]).exits(1);
    assert!(ran.stdout.starts_with("### Flightplan: 1 object changed in 1 root\n"), "{}", ran.all());
    assert!(ran.stdout.contains("#### Introduced: 1 error"), "{}", ran.all());
}

#[test]
#[ignore = "needs git"]
fn what_cannot_be_compared_is_told() {
    let tree = committed();
    diff(&tree, &["--base", "gone"]).exits(2).prints_nothing().says("no branch, tag or commit");
    diff(&tree, &["--base", "--output=/tmp/x"]).exits(2).prints_nothing();
    diff(&tree, &["nowhere"]).exits(2).prints_nothing().says("nothing-to-check");
    diff(&tree, &["overlays/a", "nowhere"]).exits(2).prints_nothing().says("`nowhere` does not exist");
    tree.write("base/kustomization.yaml", "resources: [gone.yaml]\n");
    diff(&tree, &[]).exits(2).says("gone.yaml");
    let outside = Tree::of(&[("kustomization.yaml", "resources: []\n")]);
    diff(&outside, &[]).exits(2).prints_nothing().says("unreadable-revision");
}
