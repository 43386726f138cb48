//! `--baseline` and `--write-baseline`.

use crate::harness::Tree;

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  port: []\n  ports:\n  - port: 80\n  selector:\n    app: x\n";

fn tree() -> Tree {
    Tree::of(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("base/kustomization.yaml", "resources: [s.yaml]\n"),
        ("base/s.yaml", SERVICE),
        ("a/kustomization.yaml", "resources: [../base]\nnamePrefix: a-\n"),
        ("b/kustomization.yaml", "resources: [../base]\n"),
    ])
}

const WRITE: &[&str] = &["check", "--all", ".", "--baseline", "known.json", "--write-baseline"];
const CHECK: &[&str] = &["check", "--all", ".", "--baseline", "known.json", "--deny", "warning"];

#[test]
fn known_findings_are_quiet_wherever_their_line_goes() {
    let tree = tree();
    tree.run(CHECK).exits(2).says("cannot be read");
    tree.run(WRITE).exits(0).says("3 findings written to known.json");
    tree.run(CHECK).exits(0).says("3 known from the baseline");
    let text = tree.read("known.json");
    let entry = r#"{"root":"a","file":"base/s.yaml","object":"v1 Service a-s","field":"spec.port","code":"schema-unknown-field","count":1}"#;
    assert!(text.contains(entry), "{text}");
    tree.edit("base/s.yaml", "spec:\n", "# a comment\n\nspec:\n");
    tree.run(CHECK).exits(0);
    tree.run_in("a", &["check", ".", "--baseline", "../known.json"], &[]).exits(0).says("1 known");
    tree.edit("base/s.yaml", "spec:\n", "spec:\n  nodeport: 1\n");
    tree.run(CHECK).exits(1).says("nodeport").says("3 known");
}

#[test]
fn what_is_known_in_vain_is_told() {
    let tree = tree();
    tree.run(WRITE).exits(0);
    tree.edit("base/s.yaml", "  port: []\n", "");
    tree.run(CHECK).exits(1).says("stale-baseline").says("known.json:2");
    tree.run(&["check", "a", "--baseline", "known.json"]).exits(0).says("1 warning");
    tree.run(&["check", "a", "--baseline", "known.json", "--write-baseline"]).exits(0);
    let text = tree.read("known.json");
    assert_eq!(text.lines().count(), 4, "what is known of other roots stays: {text}");
    tree.run(WRITE).exits(0);
    assert_eq!(tree.read("known.json"), "{\"version\": 1, \"findings\": []}\n");
    tree.run(CHECK).exits(0);
}

#[test]
fn a_baseline_that_cannot_be_read_stops_the_run() {
    let tree = tree();
    for text in ["", "{", "[]", "{\"version\": 9}", "{\"version\": 1, \"findings\": [{\"x\": 1}]}"] {
        tree.write("known.json", text);
        tree.run(CHECK).exits(2).prints_nothing().says("known.json");
    }
    tree.write("known.json", [0xff]);
    tree.run(CHECK).exits(2).prints_nothing();
    tree.run(&["check", "a", "--write-baseline"]).exits(2).says("--baseline");
    tree.write("base/s.yaml", "a: [\n");
    std::fs::remove_file(tree.path("known.json")).unwrap();
    tree.run(WRITE).exits(2);
}
