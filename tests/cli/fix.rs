//! `check --fix` and `--diff`.

use crate::harness::Tree;
use serde_json::Value;

const HPA: &str = "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: h\nspec:\n  maxReplicas: 3\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: d\n";
const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\n  labels:\n    # the team\n    team: 7\nspec:\n  # one is enough\n  replicas: 1\n  selektor:\n    matchLabels: {app: d}\n  template:\n    metadata:\n      labels: {app: d}\n    spec:\n      containers:\n      - name: c\n        image: i:1\n        imagePullPolicy: always\n";

fn tree() -> Tree {
    Tree::of(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("base/kustomization.yaml", "resources: [d.yaml, h.yaml]\n"),
        ("base/d.yaml", DEPLOYMENT),
        ("base/h.yaml", HPA),
        (
            "prod/kustomization.yaml",
            "resources: [../base]\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: d}\n    spec:\n      replicas: 3\n      paused: false\n",
        ),
    ])
}

#[test]
fn what_is_safe_is_fixed_in_the_files_that_own_the_lines() {
    let tree = tree();
    tree.run(&["check", "prod"]).exits(1).says("`--fix` fixes");
    let ran = tree.run(&["check", "prod", "--diff"]).exits(1).says("would be fixed").says("-    team: 7");
    assert!(ran.stdout.contains("--- base/d.yaml\n+++ base/d.yaml\n@@"), "{}", ran.stdout);
    assert_eq!(tree.read("base/d.yaml"), DEPLOYMENT, "--diff writes nothing");
    tree.run(&["check", "prod", "--fix"]).exits(0).says("5 findings fixed: 2 hpa-owned-replicas");
    let want = DEPLOYMENT
        .replace("team: 7", "team: \"7\"")
        .replace("  replicas: 1\n", "")
        .replace("selektor", "selector")
        .replace("always", "Always");
    assert_eq!(tree.read("base/d.yaml"), want);
    let patch = tree.read("prod/kustomization.yaml");
    assert!(patch.ends_with("    spec:\n      paused: false\n"), "{patch}");
    tree.run(&["check", "prod", "--diff"]).exits(0).prints_nothing().says("0 findings would be fixed");
    tree.run(&["check", "--all", "."]).exits(0);
}

#[test]
fn line_ends_and_permissions_stay() {
    let tree = tree();
    tree.write("base/d.yaml", DEPLOYMENT.replace('\n', "\r\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let only_mine = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(tree.path("base/d.yaml"), only_mine).unwrap();
    }
    tree.run(&["check", "base", "--fix"]).exits(0);
    let text = tree.read("base/d.yaml");
    assert!(text.contains("  # one is enough\r\n  selector:\r\n"), "{text:?}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(tree.path("base/d.yaml")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let left: Vec<_> = std::fs::read_dir(tree.path("base")).unwrap().collect();
    assert_eq!(left.len(), 3, "nothing is left beside the files: {left:?}");
}

#[test]
fn what_may_be_meant_is_fixed_only_if_it_is_asked_for() {
    let tree = tree();
    tree.edit("prod/kustomization.yaml", "      replicas: 3\n", "");
    tree.edit("base/d.yaml", "replicas: 1", "replicas: 0");
    tree.run(&["check", "prod", "--fix", "--deny", "error"]).says("hpa-owned-replicas");
    assert!(tree.read("base/d.yaml").contains("replicas: 0"));
    tree.run(&["check", "prod", "--fix", "--unsafe-fixes"]).exits(0);
    assert!(!tree.read("base/d.yaml").contains("replicas"));
}

#[test]
fn what_is_shared_or_waived_is_left_alone() {
    let tree = tree();
    tree.write(
        "base/d.yaml",
        DEPLOYMENT
            .replace("team: 7", "team: &seven 7")
            .replace("replicas: 1", "replicas: 1 # allow[hpa-owned-replicas]: for now"),
    );
    tree.run(&["check", "base", "--fix", "--exit-zero"]).exits(0);
    let text = tree.read("base/d.yaml");
    assert!(
        text.contains("team: &seven 7") && text.contains("replicas: 1 #") && text.contains("selector"),
        "{text}"
    );
}

#[test]
fn mounts_of_volumes_for_many_readers_become_read_only() {
    let volume = "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: v}\nspec:\n  accessModes: [ReadOnlyMany]\n  capacity: {storage: 100Gi}\n  csi:\n    driver: pd.csi.storage.gke.io  # ours\n    volumeHandle: projects/p/zones/us-central1-a/disks/d\n";
    let tree = Tree::of(&[("a/kustomization.yaml", "resources: [v.yaml]\n"), ("a/v.yaml", volume)]);
    tree.run(&["check", "a", "--fix", "--exit-zero", "--gke"]).exits(0);
    assert!(
        tree.read("a/v.yaml").contains("gke.io  # ours\n    readOnly: true\n    volumeHandle"),
        "{}",
        tree.read("a/v.yaml")
    );
}

#[test]
fn fixes_stand_in_sarif_and_json() {
    let tree = tree();
    let ran = tree.run(&["check", "base", "--output-format", "json"]).exits(1);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let fixes: Vec<&Value> =
        document["findings"].as_array().unwrap().iter().filter_map(|it| it.get("fix")).collect();
    assert_eq!(fixes.len(), 4);
    let rename = fixes.iter().find(|it| it["title"] == "Rename `selektor` to `selector`").unwrap();
    assert_eq!(rename["edits"][0]["text"], "selector");
    assert_eq!(rename["edits"][0]["line"], 11);
    let ran = tree.run(&["check", "base", "--output-format", "sarif"]).exits(1);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let results = document["runs"][0]["results"].as_array().unwrap().iter();
    let sarif: Vec<&Value> = results.filter_map(|it| it.get("fixes")).collect();
    assert_eq!(sarif.len(), 4);
    assert_eq!(sarif[0][0]["artifactChanges"][0]["artifactLocation"]["uri"], "base/d.yaml");
}

#[test]
fn what_cannot_be_fixed_says_so() {
    let tree = tree();
    tree.run_with(&["check", "-", "--fix"], DEPLOYMENT, &[])
        .exits(2)
        .says("stdin cannot be fixed")
        .prints_nothing();
    tree.run(&["check", "base", "--fix", "--diff"]).exits(2);
    tree.write("base/h.yaml", "a: [\n");
    tree.run(&["check", "base", "--fix"]).exits(2);
    assert_eq!(tree.read("base/d.yaml"), DEPLOYMENT, "a tree that does not build is not edited");
}
