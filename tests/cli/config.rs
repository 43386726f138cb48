//! `flightplan.toml`: which one holds, what it changes, what is refused; and waivers.

use crate::harness::Tree;
use serde_json::Value;

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  ports:\n  - port: 80\n  selector:\n    app: x\n";
const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  hostNetwork: true\n  containers:\n  - name: c\n    image: docker.io/library/debian:13\n";

/// A service with a field that does not exist, and a pod that Autopilot refuses.
fn tree() -> Tree {
    let tree = Tree::of(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("a/kustomization.yaml", "resources:\n- service.yaml\n- pod.yaml\n"),
        ("a/service.yaml", SERVICE),
        ("a/pod.yaml", POD),
    ]);
    tree.edit("a/service.yaml", "  ports:", "  port: []\n  ports:");
    tree
}

/// The codes of the findings at error level.
fn errors(tree: &Tree, arguments: &[&str]) -> Vec<String> {
    let mut all = vec!["check", "--output-format", "json", "--exit-zero", "a"];
    all.extend(arguments);
    let ran = tree.run(&all).exits(0);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let findings = document["findings"].as_array().unwrap().iter();
    let errors = findings.filter(|it| it["severity"] == "error");
    errors.map(|it| it["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn facts_severities_and_ignores_are_those_of_the_file() {
    let tree = tree();
    assert_eq!(errors(&tree, &[]), ["schema-unknown-field"], "nothing says that the tree is for GKE");
    tree.write("flightplan.toml", "[facts]\nmode = 'autopilot'\n");
    assert_eq!(errors(&tree, &[]), ["host-namespace", "schema-unknown-field"]);
    assert_eq!(errors(&tree, &["--isolated"]), ["schema-unknown-field"]);
    tree.write("flightplan.toml", "[facts]\nmode = 'standard'\n");
    assert_eq!(errors(&tree, &[]), ["schema-unknown-field"], "a Standard cluster takes it");
    tree.write(
        "flightplan.toml",
        "[facts]\ngke = true\n[severity]\nhost-namespace = 'info'\nschema-unknown-field = 'warning'\n",
    );
    assert!(errors(&tree, &[]).is_empty());
    tree.write("a/flightplan.toml", "ignore = ['schema-unknown-field']\n[facts]\ngke = true\n");
    assert_eq!(errors(&tree, &[]), ["host-namespace"], "the nearest file holds, alone");
    tree.write("other.toml", "select = ['hpa-owned-replicas']\n[facts]\ngke = true\n");
    assert_eq!(errors(&tree, &["--config", "other.toml"]), ["schema-unknown-field"]);
    assert_eq!(
        errors(&tree, &["--config", "other.toml", "--select", "host-namespace"]),
        ["host-namespace", "schema-unknown-field"]
    );
    assert_eq!(errors(&tree, &["--config", "other.toml", "--ignore", "schema-unknown-field"]), [""; 0]);
}

#[test]
fn the_deny_level_and_excludes_are_those_of_the_file() {
    let tree = tree();
    tree.run(&["check", "a"]).exits(1);
    tree.write("a/flightplan.toml", "[severity]\nschema-unknown-field = 'warning'\n");
    tree.run(&["check", "a"]).exits(0).says("schema-unknown-field");
    tree.write("a/flightplan.toml", "deny = 'warning'\n[severity]\nschema-unknown-field = 'warning'\n");
    tree.run(&["check", "a"]).exits(1);
    tree.run(&["check", "a", "--deny", "error"]).exits(0);
    tree.write("a/flightplan.toml", "");
    tree.write("b/kustomization.yaml", "resources:\n- service.yaml\n");
    tree.write("b/service.yaml", SERVICE);
    tree.write("flightplan.toml", "exclude = ['a']\n");
    tree.write("a/flightplan.toml", "exclude = ['service.yaml']\n");
    tree.run(&["check", "--all", "."]).exits(1).says("2 roots");
    tree.run(&["check", "a/service.yaml", "--allow-empty"]).exits(0).says("0 objects");
    tree.run(&["check", "a/service.yaml", "--allow-empty", "--isolated"]).exits(1);
    std::fs::remove_file(tree.path("a/flightplan.toml")).unwrap();
    tree.run(&["check", "--all", "."]).exits(0).says("1 root");
}

#[test]
fn codes_are_ignored_at_paths() {
    let tree = tree();
    tree.write(
        "flightplan.toml",
        "[facts]\ngke = true\n[per-path-ignores]\n'a/*.yaml' = ['schema-unknown-field']\n",
    );
    assert_eq!(errors(&tree, &[]), ["host-namespace"]);
    tree.write("flightplan.toml", "[facts]\ngke = true\n[per-path-ignores]\n'pod.yaml' = ['host-namespace']\n'b' = ['schema-unknown-field']\n");
    assert_eq!(errors(&tree, &[]), ["schema-unknown-field"]);
    tree.write("b/kustomization.yaml", "resources:\n- ../a\n");
    tree.run(&["check", "b"]).exits(0);
    tree.run(&["check", "a"]).exits(1);
}

#[test]
fn a_file_that_cannot_be_read_stops_the_run() {
    let tree = tree();
    tree.write("flightplan.toml", "deny = 'error'\nselct = []\n");
    for command in [&["check", "a"][..], &["bundle", "a", "-o", "out"]] {
        tree.run(command)
            .exits(2)
            .says("flightplan.toml:2:1")
            .says("did you mean `select`?")
            .prints_nothing();
    }
    tree.run_in("a", &["argocd", "generate"], &[]).exits(2).says("flightplan.toml:2:1").prints_nothing();
    tree.run(&["check", "a", "--isolated"]).exits(1);
    tree.run(&["check", "a", "--config", "absent.toml"]).exits(2).says("absent.toml").prints_nothing();
    tree.run(&["check", "a", "--config", "x", "--isolated"]).exits(2);
    tree.write("flightplan.toml", [0xff, 0xfe]);
    tree.run(&["check", "a"]).exits(2).says("not UTF-8").prints_nothing();
    let deep = format!("a = {}", "[".repeat(100_000));
    tree.write("flightplan.toml", deep);
    tree.run(&["check", "a"]).exits(2).prints_nothing();
    tree.write("flightplan.toml", "#".repeat(2 << 20));
    tree.run(&["check", "a"]).exits(2).says("too large").prints_nothing();
    tree.write("flightplan.toml", "catalog = 'absent'\n");
    tree.run(&["check", "a"]).exits(2).says("names no folder").prints_nothing();
}

#[test]
fn the_schema_of_the_file_is_printed() {
    let ran = tree().run(&["schema", "config"]).exits(0);
    assert!(serde_json::from_str::<Value>(&ran.stdout).unwrap()["properties"]["facts"].is_object());
}

#[test]
fn waivers_need_a_reason_and_end() {
    let tree = tree();
    tree.edit("a/service.yaml", "  port: []", "  port: []  # allow[schema-unknown-field]: until it exists");
    tree.run(&["check", "a", "--deny", "warning", "--ignore", "schema-duplicate-key"]).exits(0);
    tree.edit("a/service.yaml", ": until it exists", "");
    tree.run(&["check", "a"]).exits(1).says("gives no reason");
    tree.edit(
        "a/service.yaml",
        "allow[schema-unknown-field]",
        "allow[schema-unknown-field, until=2020-01-01]: x",
    );
    tree.run(&["check", "a"]).exits(1).says("ended on 2020-01-01").says("schema-unknown-field");
    tree.edit("a/service.yaml", "until=2020-01-01", "until=2999-01-01");
    tree.run(&["check", "a"]).exits(0);
    tree.edit("a/service.yaml", "until=2999-01-01", "until=2026-02-30");
    tree.run(&["check", "a"]).exits(1).says("2026-02-30");
    tree.edit("a/service.yaml", "schema-unknown-field, until=2026-02-30", "schema-unknown-fild");
    tree.run(&["check", "a"]).exits(1).says("did you mean `schema-unknown-field`?");
}

#[test]
fn a_script_in_a_config_map_holds_no_waivers_and_a_patch_in_a_kustomization_does() {
    let script = "#!/bin/sh\n# allow[no-such-code]: of another program\n# allow[and-this\necho ok\n";
    let tree = Tree::of(&[
        (
            "kustomization.yaml",
            "resources: [map.yaml, pod.yaml]\nconfigMapGenerator:\n- {name: made, files: [run.sh]}\npatches:\n- patch: |\n    apiVersion: v1\n    kind: Pod\n    metadata: {name: p}\n    spec:\n      hostNetwork: true  # allow[host-namespace]: our own nodes\n      containers: [{name: c, image: 'busybox:1.37', resources: {requests: {cpu: 1, memory: 2Gi}}}]\n",
        ),
        ("run.sh", script),
        (
            "map.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: map}\ndata:\n  run.sh: |\n    #!/bin/sh\n    # allow[no-such-code]: of another program\n    # allow[and-this\n    echo ok\n",
        ),
        (
            "pod.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: 'busybox:1.37'}]}\n",
        ),
    ]);
    tree.run(&["check", ".", "--gke", "--deny", "warning"]).exits(0);
    tree.edit("kustomization.yaml", "host-namespace]", "host-port]");
    tree.run(&["check", ".", "--gke"]).exits(1).says("unused-waiver").says("kustomization.yaml:10");
}

#[test]
fn a_waiver_of_a_rule_that_does_not_run_is_not_unused() {
    let tree = tree();
    tree.edit("a/service.yaml", "  port: []\n", "");
    tree.edit("a/pod.yaml", "hostNetwork: true", "hostNetwork: true  # allow[host-namespace]: our own nodes");
    tree.run(&["check", "a", "--gke", "--deny", "warning", "--select", "host-namespace"]).exits(0);
    tree.run(&["check", "a", "--gke", "--deny", "warning", "--select", "host-port"]).exits(0);
    tree.edit("a/pod.yaml", "  hostNetwork: true  #", "  #");
    tree.run(&["check", "a", "--gke", "--deny", "warning", "--select", "host-port"]).exits(0);
    tree.run(&["check", "a", "--gke", "--deny", "warning", "--select", "host-namespace"])
        .exits(1)
        .says("unused-waiver");
}
