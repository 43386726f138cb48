//! Fixes that do not meet are made together, and those that break something are given up.

use super::Fixing;
use super::fix;
use crate::pipeline::Settings;
use crate::pipeline::Target;
use crate::source::Memory;
use std::path::Path;
use std::path::PathBuf;

const HPA: &str = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\nspec:\n  maxReplicas: 3\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}\n";

fn deployment(spec: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\n  labels: {{a: 1}}\nspec:\n{spec}  selector: {{matchLabels: {{app: d}}}}\n  \
         template:\n    metadata: {{labels: {{app: d}}}}\n    spec:\n      containers: [{{name: c, image: i:1}}]\n"
    )
}

fn tree(files: &[(&str, &str)]) -> Memory {
    let mut tree = Memory::default();
    tree.insert("/r/.git/HEAD", "x");
    for (path, text) in files {
        tree.insert(format!("/r/{path}"), *text);
    }
    tree
}

fn fixed(tree: &Memory, roots: &[&str]) -> Fixing {
    let settings = Settings { working: PathBuf::from("/r"), ..Settings::default() };
    let targets: Vec<(Target, Settings)> = roots
        .iter()
        .map(|root| (Target::Root(PathBuf::from(format!("/r/{root}"))), settings.clone()))
        .collect();
    fix(&targets, tree, false, &|_| settings.clone()).unwrap()
}

fn after<'f>(fixing: &'f Fixing, path: &str) -> &'f str {
    fixing.changes.iter().find(|it| it.path == Path::new("/r").join(path)).map_or("-", |it| it.after.as_str())
}

#[test]
fn what_a_patch_hid_is_fixed_in_the_next_round() {
    let base = deployment("  # as many as it takes\n  replicas: 2\n");
    let tree = tree(&[
        ("base/kustomization.yaml", "resources: [d.yaml, h.yaml]\n"),
        ("base/d.yaml", &base),
        ("base/h.yaml", HPA),
        ("o/kustomization.yaml", "resources: [../base]\npatches: [{path: p.yaml}]\n"),
        (
            "o/p.yaml",
            "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: d}\nspec:\n  replicas: 3 # more\n",
        ),
    ]);
    let fixing = fixed(&tree, &["o"]);
    assert_eq!(
        after(&fixing, "o/p.yaml"),
        "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: d}\nspec: {} # more\n"
    );
    assert!(
        after(&fixing, "base/d.yaml").contains("  # as many as it takes\n  selector"),
        "{}",
        after(&fixing, "base/d.yaml")
    );
    assert!(after(&fixing, "base/d.yaml").contains("labels: {a: \"1\"}"));
    assert_eq!(fixing.fixed["hpa-owned-replicas"], 2);
    assert_eq!(fixing.refused, 0);
    assert!(fixing.outcomes[0].session.diagnostics.all().iter().all(|it| it.code != "hpa-owned-replicas"));
}

#[test]
fn one_line_of_two_roots_is_fixed_once() {
    let base = deployment("  replicas: 2\n");
    let tree = tree(&[
        ("base/kustomization.yaml", "resources: [d.yaml, h.yaml]\n"),
        ("base/d.yaml", &base),
        ("base/h.yaml", HPA),
        ("a/kustomization.yaml", "resources: [../base]\n"),
        ("b/kustomization.yaml", "resources: [../base]\n"),
    ]);
    let fixing = fixed(&tree, &["a", "b"]);
    assert_eq!(fixing.fixed["hpa-owned-replicas"], 1);
    assert_eq!(fixing.changes.len(), 1);
}

#[test]
fn a_fix_that_breaks_another_root_is_given_up() {
    // The other root names the field that the fix would take away.
    let base = deployment("  replicas: 2\n").replace("a: 1", "a: b");
    let patch = "- op: test\n  path: /spec/replicas\n  value: 2\n";
    let tree = tree(&[
        ("base/kustomization.yaml", "resources: [d.yaml]\n"),
        ("base/d.yaml", &base),
        ("a/kustomization.yaml", "resources: [../base, h.yaml]\n"),
        ("a/h.yaml", HPA),
        (
            "b/kustomization.yaml",
            "resources: [../base]\npatches: [{path: p.yaml, target: {kind: Deployment}}]\n",
        ),
        ("b/p.yaml", patch),
    ]);
    let fixing = fixed(&tree, &["a"]);
    assert!(fixing.changes.is_empty(), "{:?}", fixing.changes);
    assert_eq!((fixing.refused, fixing.fixed.len()), (1, 0));
}

#[test]
fn a_value_of_a_directive_is_left_alone() {
    let base = deployment("").replace("a: 1", "a: b");
    let tree = tree(&[
        ("a/kustomization.yaml", "resources: [d.yaml, h.yaml]\nreplicas: [{name: d, count: 4}]\n"),
        ("a/d.yaml", &base),
        ("a/h.yaml", HPA),
    ]);
    let fixing = fixed(&tree, &["a"]);
    assert!(fixing.changes.is_empty(), "{:?}", fixing.changes);
    let told = fixing.outcomes[0].session.diagnostics.all().iter().any(|it| it.code == "hpa-owned-replicas");
    assert!(told, "it is still told");
}

#[test]
fn what_was_fetched_is_not_edited() {
    let mut tree = tree(&[("a/kustomization.yaml", "resources: [/cache/base]\n")]);
    let base = deployment("  replicas: 2\n");
    tree.insert("/cache/base/kustomization.yaml", "resources: [d.yaml, h.yaml]\n");
    tree.insert("/cache/base/d.yaml", base);
    tree.insert("/cache/base/h.yaml", HPA);
    let fixing = fixed(&tree, &["a"]);
    assert!(fixing.changes.is_empty(), "{:?}", fixing.changes);
}
