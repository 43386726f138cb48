//! The GitHub Action: its steps, with the inputs that README.md gives it, run by bash as the runner runs them.

use crate::copy;
use crate::edit;
use crate::path;
use crate::pre_commit;
use crate::program;
use crate::readme;
use crate::root;
use crate::text;
use serde_json::Map;
use serde_json::Value;
use std::fs;
use std::path::Path;

fn action() -> Value {
    serde_yaml::from_str(&fs::read_to_string(root().join("action.yml")).unwrap()).unwrap()
}

/// What README.md writes under `with`.
fn with() -> Map<String, Value> {
    let steps: Value = serde_yaml::from_str(&readme::yaml("GitHub Actions")).unwrap();
    assert!(steps[0]["uses"].as_str().unwrap().starts_with("OWNER/flightplan@v"), "{steps}");
    steps[0]["with"].as_object().unwrap().clone()
}

/// The step of a name.
fn step<'a>(action: &'a Value, name: &str) -> &'a Value {
    action["runs"]["steps"].as_array().unwrap().iter().find(|it| it["name"] == name).unwrap()
}

/// Runs a step: exit code, and what it printed.
fn run(
    folder: &Path,
    name: &str,
    inputs: &Map<String, Value>,
    from: &Path,
    path: &str,
    env: &[(&str, String)],
) -> (Option<i32>, String) {
    let action = action();
    let step = step(&action, name);
    assert_eq!(step["shell"], "bash");
    for input in inputs.keys() {
        assert!(action["inputs"].get(input).is_some(), "the action has no input `{input}`");
    }
    let temporary = folder.join("runner");
    fs::create_dir_all(&temporary).unwrap();
    let script = temporary.join("step.sh");
    fs::write(&script, step["run"].as_str().unwrap()).unwrap();
    let mut command = program(folder, "bash");
    command.args(["--noprofile", "--norc", "-eo", "pipefail"]).arg(&script);
    command
        .env("PATH", path)
        .env("RUNNER_TEMP", &temporary)
        .envs(env.iter().map(|(name, value)| (name, value)));
    command.env("GITHUB_STEP_SUMMARY", temporary.join("summary.md"));
    command.env("GITHUB_OUTPUT", temporary.join("output"));
    for (variable, value) in step["env"].as_object().unwrap() {
        let expression = value.as_str().unwrap().trim_start_matches("${{").trim_end_matches("}}").trim();
        let value = if expression == "github.action_path" {
            from.to_str().unwrap().to_owned()
        } else {
            let name = expression.strip_prefix("inputs.").unwrap();
            let value = inputs.get(name).unwrap_or(&action["inputs"][name]["default"]);
            value.as_str().unwrap().to_owned()
        };
        command.env(variable, value);
    }
    let output = command.output().unwrap();
    (output.status.code(), text(&output))
}

fn check(folder: &Path, inputs: &Map<String, Value>) -> (Option<i32>, String) {
    run(folder, "Check", inputs, root(), &path(), &[])
}

#[test]
fn annotates_and_writes_its_files() {
    let place = copy();
    let folder = place.path();
    let (code, said) = check(folder, &with());
    assert_eq!(code, Some(0), "{said}");
    let sarif = || -> Value {
        serde_json::from_str(&fs::read_to_string(folder.join("flightplan.sarif")).unwrap()).unwrap()
    };
    assert_eq!(sarif()["runs"][0]["results"].as_array().unwrap().len(), 0);

    // A warning fails it as README.md asks for, and does not where nobody asked.
    edit(folder, "base/deployment.yaml", "spec:\n", "spec:\n  replicas: 2\n");
    let (code, said) = check(folder, &with());
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("::warning file=base/deployment.yaml,line="), "{said}");
    let mut quiet = with();
    quiet.remove("deny");
    assert_eq!(check(folder, &quiet).0, Some(0));
    // Unless flightplan.toml does.
    fs::write(folder.join("flightplan.toml"), "deny = \"warning\"\n").unwrap();
    assert_eq!(check(folder, &quiet).0, Some(1));
    fs::remove_file(folder.join("flightplan.toml")).unwrap();

    edit(folder, "base/service.yaml", "spec:\n", "spec:\n  prots: []\n");
    let (code, said) = check(folder, &quiet);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("::error file=base/service.yaml,line="), "{said}");
    assert!(sarif()["runs"][0]["results"].to_string().contains("base/service.yaml"));
    let summary = || fs::read_to_string(folder.join("runner/summary.md")).unwrap();
    assert!(summary().contains("### Flightplan: 1 error"), "{}", summary());
}

#[test]
fn fails_with_2_where_nothing_can_be_checked() {
    let place = copy();
    edit(place.path(), "base/service.yaml", "spec:\n", "spec: [\n");
    let (code, said) = check(place.path(), &with());
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("::error file=base/service.yaml,line="), "{said}");

    let nothing = tempfile::tempdir().unwrap();
    fs::write(nothing.path().join("README.md"), "# Nothing\n").unwrap();
    let (code, said) = check(nothing.path(), &Map::new());
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("title=nothing-to-check"), "{said}");
    // The report for code scanning is whole even then, for a step that always uploads it.
    let sarif = fs::read_to_string(nothing.path().join("flightplan.sarif")).unwrap();
    assert!(serde_json::from_str::<Value>(&sarif).is_ok(), "{sarif}");
}

#[test]
#[ignore = "needs the real pre-commit, and builds the program anew as pre-commit does"]
fn installs_the_program_where_there_is_none() {
    let place = copy();
    let installed = place.path().join("runner/cargo");
    // A runner has the folder of cargo on its PATH, and no flightplan.
    let system = std::env::var("PATH").unwrap();
    let rest: Vec<&str> =
        system.split(':').filter(|folder| !Path::new(folder).join("flightplan").exists()).collect();
    let cargo = Path::new(env!("CARGO")).parent().unwrap();
    let path = format!("{}/bin:{}:{}", installed.display(), rest.join(":"), cargo.display());
    // What pre-commit has cloned is compiled already.
    let from = pre_commit::clone();
    let mut env = pre_commit::quick();
    env.push(("CARGO_INSTALL_ROOT", installed.to_str().unwrap().to_owned()));
    let (code, said) = run(place.path(), "Install flightplan", &with(), &from, &path, &env);
    assert_eq!(code, Some(0), "{said}");
    assert!(installed.join("bin/flightplan").is_file());
    let (code, said) = run(place.path(), "Check", &with(), root(), &path, &[]);
    assert_eq!(code, Some(0), "{said}");
}
