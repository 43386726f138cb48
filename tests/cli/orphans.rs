//! What nothing builds is told by `check --all`.

use crate::harness::Tree;

const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

fn tree() -> Tree {
    Tree::of(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("app/kustomization.yaml", "resources: [listed.yaml]\n"),
        ("app/listed.yaml", MAP),
        ("app/forgotten.yaml", &MAP.replace("name: a", "name: b")),
        ("app/values.yaml", "replicas: 1\n"),
        (
            "parts/spot/kustomization.yaml",
            "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: a-\n",
        ),
    ])
}

#[test]
fn a_file_and_a_component_that_nothing_builds_are_warnings_at_their_first_lines() {
    let tree = tree();
    let ran = tree.run(&["check", "--all", ".", "--output-format", "concise"]).exits(0);
    for words in [
        "app/forgotten.yaml:2:7",
        "unlisted-manifest",
        "parts/spot/kustomization.yaml:2:7",
        "unbuilt-component",
    ] {
        assert!(ran.stdout.contains(words), "no `{words}`: {}", ran.all());
    }
    assert!(!ran.stdout.contains("listed.yaml:1") && !ran.stdout.contains("values.yaml"), "{}", ran.all());
    tree.run(&["check", "--all", ".", "--deny", "warning"]).exits(1);
    // Only who asks for everything means everything.
    tree.run(&["check", "app", "--deny", "warning"]).exits(0);
}

#[test]
fn what_is_listed_waived_ignored_or_excluded_is_not_told() {
    let tree = tree();
    tree.write(
        "app/kustomization.yaml",
        "resources: [listed.yaml, forgotten.yaml]\ncomponents: [../parts/spot]\n",
    );
    let ran = tree.run(&["check", "--all", ".", "--deny", "warning"]).exits(0);
    assert!(!ran.stdout.contains("unlisted") && !ran.stdout.contains("unbuilt"), "{}", ran.all());

    let tree = self::tree();
    tree.run(&[
        "check",
        "--all",
        ".",
        "--deny",
        "warning",
        "--ignore",
        "unlisted-manifest,unbuilt-component",
    ])
    .exits(0);
    tree.write("flightplan.toml", "deny = 'warning'\nexclude = ['parts', 'app/forgotten.yaml']\n");
    tree.run(&["check", "--all", "."]).exits(0);
}
