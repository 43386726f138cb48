//! `blame`: the chain of each value.

use crate::harness::Tree;
use serde_json::Value;

fn tree() -> Tree {
    Tree::of(&[
        ("base/kustomization.yaml", "resources:\n- d.yaml\n"),
        (
            "base/d.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: vllm\nspec:\n  replicas: 1\n  template:\n    spec:\n      containers:\n      - name: server\n        image: v:1\n",
        ),
        (
            "prod/kustomization.yaml",
            "resources:\n- ../base\nnamePrefix: p-\nimages:\n- name: v\n  newTag: '2'\npatches:\n- path: patch.yaml\n",
        ),
        (
            "prod/patch.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: vllm\nspec:\n  replicas: 3\n",
        ),
    ])
}

#[test]
fn tells_who_won_and_what_was_replaced() {
    let ran = tree().run(&["blame", "prod", "Deployment/p-vllm", "spec.replicas"]).exits(0);
    assert_eq!(
        ran.stdout,
        "spec.replicas: 3\n  prod/patch.yaml:6:13\n      by patches[0]  prod/kustomization.yaml:8\n  replaced base/d.yaml:6:13  1\n",
        "{}",
        ran.all()
    );
}

#[test]
fn finds_objects_by_their_old_name_and_fields_by_their_element() {
    let tree = tree();
    tree.run(&["blame", "prod", "deployment/vllm", "spec.template.spec.containers[name=server].image"])
        .exits(0)
        .says("image: v:2")
        .says("prod/kustomization.yaml:6")
        .says("base/d.yaml:11");
    let ran = tree.run(&["blame", "prod", "Deployment/vllm"]).exits(0);
    assert!(
        ran.stdout.contains("metadata.name: p-vllm\n") && ran.stdout.contains("kind: Deployment\n"),
        "{}",
        ran.all()
    );
    tree.run(&["blame", "base"]).exits(0).says("# Deployment/vllm");
}

#[test]
fn json_has_every_place() {
    let ran = tree().run(&["blame", "prod", "Deployment/vllm", "spec.replicas", "--json"]).exits(0);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let field = &document["objects"][0]["fields"][0];
    assert_eq!(field["value"], "3");
    assert_eq!(field["sources"][0]["file"], "prod/patch.yaml");
    assert_eq!(field["sources"][0]["steps"][0]["field"], "patches[0]");
    assert_eq!(field["sources"][1]["line"], 6);
    assert_eq!(field["sources"][1]["text"], "1");
}

#[test]
fn suggests_the_right_name() {
    let tree = tree();
    tree.run(&["blame", "prod", "Deployment/vlm"])
        .exits(2)
        .prints_nothing()
        .says("did you mean `Deployment/p-vllm`");
    tree.run(&["blame", "prod", "Deployment/vllm", "spec.replica"])
        .exits(2)
        .prints_nothing()
        .says("[unknown-path]")
        .says("did you mean `replicas`?");
}

#[test]
fn a_typed_patch_points_at_the_flight_plan_and_the_overlay() {
    let ran = Tree::of_examples()
        .run(&["blame", "examples/gemma2-tokyo", "Deployment/vllm-gemma2", "spec.template.spec.nodeSelector"])
        .exits(0);
    assert!(ran.stdout.contains("examples/gemma2-tokyo/flightplan.yaml:"), "{}", ran.all());
    assert!(ran.stdout.contains("overlays/image-preload/"), "{}", ran.all());
    assert!(ran.stdout.contains("base/deployment.yaml:"), "{}", ran.all());
}

/// Typed patches name a container to change it; its name stays where it was written.
#[test]
fn the_key_of_an_element_keeps_its_place() {
    let ran = Tree::of_examples()
        .run(&[
            "blame",
            "examples/gemma2-tokyo",
            "Deployment/vllm-gemma2",
            "spec.template.spec.containers[0].name",
        ])
        .exits(0)
        .says("base/deployment.yaml:");
    assert!(!ran.stdout.contains("replaced"), "{}", ran.all());
}
