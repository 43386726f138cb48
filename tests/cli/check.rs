//! `check`: what is checked, and how it ends.

use crate::harness::Tree;
use crate::harness::repository as repository_folder;
use serde_json::Value;

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  ports:\n  - port: 80\n  selector:\n    app: x\n";

fn report(stdout: &str) -> Value {
    serde_json::from_str(stdout).unwrap()
}

/// base ← prod, and a component that prod includes.
fn repository() -> Tree {
    Tree::of(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("base/kustomization.yaml", "resources:\n- service.yaml\n"),
        ("base/service.yaml", SERVICE),
        (
            "extra/kustomization.yaml",
            "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -x\n",
        ),
        ("prod/kustomization.yaml", "resources:\n- ../base\ncomponents:\n- ../extra\n"),
        ("README.md", "# Readme\n"),
    ])
}

#[test]
fn a_clean_root_exits_with_0() {
    repository().run(&["check", "prod"]).exits(0).says("1 object of 1 root");
}

/// The folders of the repository that hold a kustomization of ours.
fn shipped() -> Vec<String> {
    let folders = ["base", "overlays", "examples"].iter().flat_map(|folder| {
        walkdir::WalkDir::new(repository_folder().join(folder)).into_iter().map(Result::unwrap)
    });
    let mut found: Vec<String> = folders
        .filter(|entry| entry.file_name() == "kustomization.yaml")
        .map(|entry| {
            let folder = entry.path().parent().unwrap().strip_prefix(repository_folder()).unwrap();
            folder.to_str().unwrap().to_owned()
        })
        .collect();
    found.sort();
    found
}

#[test]
fn every_example_and_overlay_passes() {
    let tree = Tree::of_examples();
    tree.write(".git/HEAD", "ref: refs/heads/main\n");
    let folders = shipped();
    assert!(folders.len() > 8, "{folders:?}");
    for folder in &folders {
        tree.run(&["check", folder, "--deny", "warning"]).exits(0);
    }
    tree.run(&["check", "--all", ".", "--deny", "warning"]).exits(0);
}

#[test]
fn an_orphan_component_is_read_and_said_to_be_applied_to_nothing() {
    let tree = Tree::of(&[
        (".git/HEAD", "ref: refs/heads/main\n"),
        ("c/kustomization.yaml", "kind: Component\ntransformers:\n- t.yaml\n"),
        ("c/t.yaml", "apiVersion: flightplan.dev/v1alpha1\nkind: ImagePreload\nmetadata:\n  name: x\n"),
    ]);
    tree.run(&["check", "c"]).exits(0).says("applied to nothing");
    tree.write("c/t.yaml", "a: [\n");
    tree.run(&["check", "c"]).exits(2).says("c/t.yaml:1");
}

#[test]
fn a_finding_exits_with_1_and_the_deny_level_decides() {
    let tree = repository();
    tree.edit("base/service.yaml", "  ports:", "  port: []\n  ports:");
    tree.run(&["check", "prod"]).exits(1).says("base/service.yaml:6");
    tree.run(&["check", "prod", "--exit-zero"]).exits(0).says("base/service.yaml:6");
    tree.run(&["check", "base/service.yaml"]).exits(1);
    tree.run_with(&["check", "-"], &tree.read("base/service.yaml"), &[]).exits(1).says("-:6");
}

#[test]
fn changed_files_become_the_roots_that_include_them() {
    let tree = repository();
    let roots = |paths: &[&str]| {
        let mut arguments = vec!["check", "--output-format", "json"];
        arguments.extend(paths);
        let ran = tree.run(&arguments).exits(0);
        report(&ran.stdout)["summary"]["roots"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it.as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(roots(&["base/service.yaml"]), ["base", "prod"]);
    assert_eq!(roots(&["extra/kustomization.yaml"]), ["prod"]);
    assert_eq!(roots(&["prod/kustomization.yaml"]), ["prod"]);
    assert_eq!(roots(&["--all", "."]), ["base", "prod"]);
    assert_eq!(roots(&["extra"]), ["prod"], "a component is checked where it is used");
}

#[test]
fn a_deleted_file_fails_the_roots_that_named_it() {
    let tree = repository();
    std::fs::remove_file(tree.path("base/service.yaml")).unwrap();
    tree.run(&["check", "base/service.yaml"])
        .exits(2)
        .says("[missing-file]")
        .says("base/kustomization.yaml:2");
    tree.run(&["check", "base/other.yaml"]).exits(2).says("[nothing-to-check]");
    tree.run(&["check", "--allow-empty", "base/other.yaml"]).exits(0);
}

#[test]
fn a_file_that_is_no_manifest_is_said_not_to_be_checked() {
    let tree = repository();
    tree.run(&["check", "--allow-empty", "README.md"]).exits(0).says("not a manifest");
    tree.write("values.yaml", "replicas: 2\n");
    tree.run(&["check", "values.yaml", "base/service.yaml"]).exits(0).says("not a Kubernetes object");
    tree.run(&["check", "values.yaml"]).exits(2).says("[nothing-to-check]");
    tree.run(&["check", "--allow-empty", "values.yaml"]).exits(0);
}

#[test]
fn a_directory_of_manifests_is_checked_as_one() {
    let tree = Tree::of(&[("all/a.yaml", SERVICE), ("all/deep/b.yml", SERVICE), ("all/notes.txt", "x\n")]);
    let ran = tree.run(&["check", "all", "--output-format", "json"]).exits(0);
    let report = report(&ran.stdout);
    assert_eq!(report["summary"]["objects"], 2);
    assert_eq!(report["summary"]["roots"], serde_json::json!(["all"]));
}

#[test]
fn excludes_hold_for_named_paths_too() {
    let tree = repository();
    tree.write("base/service.yaml", "a: [\n");
    tree.run(&["check", "--all", ".", "--exclude", "base"]).exits(2).says("0 objects of 1 root");
    tree.run(&["check", "base", "--exclude", "base", "--allow-empty"]).exits(0).says("excluded");
}

#[test]
fn one_bad_root_does_not_hide_the_others() {
    let tree = repository();
    tree.write("other/kustomization.yaml", "resources:\n- gone.yaml\n");
    tree.edit("base/service.yaml", "  ports:", "  port: []\n  ports:");
    tree.run(&["check", "--all", "."])
        .exits(2)
        .says("other/kustomization.yaml:2")
        .says("base/service.yaml:6");
}

#[test]
fn codes_that_do_not_exist_are_refused() {
    let tree = repository();
    tree.run(&["check", "prod", "--ignore", "unknown-feild"]).exits(2).says("did you mean `unknown-field`?");
    tree.run(&["check", "prod", "--select", "nonsense-code-of-nobody"]).exits(2).says("[unknown-code]");
    tree.run(&["check", "prod", "--gke-version", "new"]).exits(2).says("[malformed-argument]");
}

#[test]
fn an_ignored_code_is_not_told() {
    let tree = repository();
    tree.edit("base/service.yaml", "  ports:", "  port: []\n  ports:");
    let ran = tree.run(&["check", "prod", "--output-format", "json"]).exits(1);
    let code = report(&ran.stdout)["findings"][0]["code"].as_str().unwrap().to_owned();
    tree.run(&["check", "prod", "--ignore", &code]).exits(0);
}

#[test]
fn a_commit_of_500_files_is_checked_at_once() {
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n";
    let mut files = vec![
        ("base/kustomization.yaml".to_owned(), "resources: [a.yaml]\n".to_owned()),
        ("base/a.yaml".to_owned(), object.to_owned()),
    ];
    for index in 0..249 {
        let root =
            format!("resources: [../../base]\nnamePrefix: n{index}-\npatches: [{{path: patch.yaml}}]\n");
        files.push((format!("overlays/{index}/kustomization.yaml"), root));
        files.push((format!("overlays/{index}/patch.yaml"), object.replace("a: b", "c: d")));
    }
    let borrowed: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let tree = Tree::of(&borrowed);
    let mut arguments = vec!["check", "--allow-empty"];
    arguments.extend(files.iter().map(|(path, _)| path.as_str()));
    tree.run(&arguments).exits(0).says("no findings in 250 objects of 250 roots");
}
