//! The commands of the Argo CD plugin.

use crate::harness::Ran;
use crate::harness::Tree;
use serde_json::Value;

const ROOT: &str = "examples/gemma2-tokyo";

fn generate(tree: &Tree, variables: &[(&str, &str)]) -> Ran {
    tree.run_in(ROOT, &["argocd", "generate"], variables)
}

#[test]
fn generates_what_build_prints() {
    let tree = Tree::of_examples();
    let want = tree.run(&["build", ROOT]).exits(0).stdout;
    for variables in [&[][..], &[("ARGOCD_APP_PARAMETERS", "null")], &[("ARGOCD_APP_PARAMETERS", "[]")]] {
        assert_eq!(generate(&tree, variables).exits(0).stdout, want);
    }
}

#[test]
fn announces_the_fields_of_the_flight_plan() {
    let ran = Tree::of_examples().run_in(ROOT, &["argocd", "parameters"], &[]).exits(0);
    let list: Value = serde_json::from_str(&ran.stdout).unwrap();
    let find = |name: &str| list.as_array().unwrap().iter().find(|it| it["name"] == name).unwrap().clone();
    assert_eq!(find("location")["string"], "asia-northeast1");
    assert_eq!(find("zones")["array"][0], "asia-northeast1-a");
    assert_eq!(find("accelerator.count")["string"], "2");
}

#[test]
fn parameters_override_the_flight_plan() {
    let tree = Tree::of_examples();
    let before = tree.run(&["build", ROOT]).stdout;
    let set = |text: &str| generate(&tree, &[("ARGOCD_APP_PARAMETERS", text)]);
    let ran = set(r#"[{"name": "scale", "map": {"maxReplicas": "7"}}]"#).exits(0);
    assert!(ran.stdout.contains("maxReplicas: 7") && !before.contains("maxReplicas: 7"), "{}", ran.all());
    let ran = set(r#"[{"name": "spec.scale.maxReplicas", "string": "6"}]"#).exits(0);
    assert!(ran.stdout.contains("maxReplicas: 6"), "{}", ran.all());
    // What the file does not write yet is added, with its section if need be.
    let ran = set(r#"[{"name": "scale.minReplicas", "string": "2"}]"#).exits(0);
    assert!(ran.stdout.contains("minReplicas: 2") && !before.contains("minReplicas: 2"), "{}", ran.all());
    set(r#"[{"name": "server.args", "map": {"max-model-len": "4096"}}]"#).exits(0);
    set(r#"[{"name": "zones", "array": ["asia-northeast1-a"]}]"#).exits(0);
    assert_eq!(tree.run(&["build", ROOT]).stdout, before, "no file was changed");
}

#[test]
fn nonsense_is_refused_and_nothing_is_printed() {
    let tree = Tree::of_examples();
    for (text, words) in [
        (r#"[{"name": "scale.maxReplica", "string": "7"}]"#, "did you mean `maxReplicas`?"),
        (r#"[{"name": "scale.maxReplicas", "string": "many"}]"#, "no whole number"),
        (r#"[{"name": "location", "array": ["a"]}]"#, "one text is expected"),
        (r#"[{"name": "scale", "string": "x"}]"#, "set its fields one by one"),
        (r#"[{"name": "zones.0", "string": "x"}]"#, "set the whole list"),
        (r#"[{"name": "computeClass.spot", "string": "yes"}]"#, "neither `true` nor `false`"),
        (
            r#"[{"name": "scale.maxReplicas", "string": "7"}, {"name": "spec.scale.maxReplicas", "string": "8"}]"#,
            "set twice",
        ),
        (r#"[{"string": "x"}]"#, "without `name`"),
        ("{", "no JSON"),
    ] {
        generate(&tree, &[("ARGOCD_APP_PARAMETERS", text)]).exits(2).prints_nothing().says(words);
    }
}

#[test]
fn a_finding_fails_and_nothing_is_printed() {
    let tree = Tree::of_examples();
    tree.edit("base/service.yaml", "spec:\n", "spec:\n  prots: []\n");
    let ran = generate(&tree, &[]).exits(1).prints_nothing();
    assert!(ran.stderr.starts_with("../../base/service.yaml:"), "{}", ran.all());
    let empty = Tree::of(&[("examples/gemma2-tokyo/kustomization.yaml", "namePrefix: x-\n")]);
    generate(&empty, &[]).exits(2).prints_nothing().says("no object");
    generate(&Tree::of(&[("examples/gemma2-tokyo/x.txt", "")]), &[]).exits(2).prints_nothing();
}
