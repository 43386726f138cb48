//! Four typos that kustomize passes in silence: each is found at its line in the overlay, and the right name
//! is suggested.

use crate::harness::Tree;
use serde_json::Value;

/// An example with one more patch, checked: the finding at that line of the patch.
#[track_caller]
fn found(patch: &str, line: usize, right: &str) {
    let tree = Tree::of_examples();
    let root = "examples/gemma2-tokyo";
    tree.write(&format!("{root}/typo.yaml"), patch);
    let kustomization = tree.read(&format!("{root}/kustomization.yaml"));
    assert!(!kustomization.contains("\npatches:"), "{kustomization}");
    tree.write(
        &format!("{root}/kustomization.yaml"),
        format!("{kustomization}patches:\n- path: typo.yaml\n"),
    );
    let ran = tree.run(&["check", root, "--output-format", "json"]);
    assert_ne!(ran.code, 0, "{}", ran.all());
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let place = format!("{root}/typo.yaml");
    let hit = report["findings"].as_array().unwrap().iter().find(|finding| {
        finding["locations"][0]["file"] == place.as_str()
            && finding["locations"][0]["line"] == line
            && format!("{} {}", finding["message"], finding["help"]).contains(right)
    });
    assert!(hit.is_some(), "no finding at {place}:{line} that names `{right}`: {}", ran.all());
}

const HEAD: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: vllm-gemma2\nspec:\n";

#[test]
fn a_mistyped_field() {
    found(&format!("{HEAD}  replica: 2\n"), 6, "replicas");
}

#[test]
fn a_mistyped_list() {
    found(&format!("{HEAD}  template:\n    spec:\n      contaners: []\n"), 8, "containers");
}

#[test]
fn a_mistyped_container() {
    let patch = format!(
        "{HEAD}  template:\n    spec:\n      containers:\n        - name: inference-sever\n          env: []\n"
    );
    found(&patch, 9, "inference-server");
}

#[test]
fn a_mistyped_target() {
    found(&format!("{HEAD}  paused: true\n").replace("vllm-gemma2", "vllm-gema2"), 4, "vllm-gemma2");
}
