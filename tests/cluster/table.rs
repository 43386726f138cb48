//! Objects broken on purpose, one a file in `tests/cluster/refused`: what the API server refuses, `check` finds
//! without it.

use crate::server::Ran;
use crate::server::server;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// What is refused by a bare API server and no error of `check`, and why.
const NO_ERROR: &[(&str, &str)] = &[(
    "request-above-limit",
    "a warning: on Autopilot a webhook raises limits before the server looks at them",
)];

/// The least that the folder must hold.
const LEAST: usize = 40;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cluster/refused")
}

fn cases() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert!(names.len() >= LEAST, "only {} cases", names.len());
    names
}

fn run(folder: &Path, command: &str, name: &str) -> Ran {
    let file = format!("{name}.yaml");
    let format = if command == "check" { &["--output-format", "concise"][..] } else { &[] };
    let arguments: Vec<&str> = [command, &file].into_iter().chain(format.iter().copied()).collect();
    server().run(folder, &arguments)
}

#[test]
#[ignore = "needs kube-apiserver and etcd, in $KUBE_APISERVER and $ETCD"]
fn what_the_server_refuses_is_found_offline() {
    let excused: BTreeMap<&str, &str> = NO_ERROR.iter().copied().collect();
    let names = cases();
    for name in excused.keys() {
        assert!(names.iter().any(|it| it == name), "there is no case `{name}`");
    }
    // The configuration of this repository is not the user's.
    let copy = tempfile::tempdir().unwrap();
    let mut faults = Vec::new();
    for name in &names {
        let file = format!("{name}.yaml");
        fs::copy(folder().join(&file), copy.path().join(&file)).unwrap();
        let refused = run(copy.path(), "verify", name);
        let place = format!("{name}.yaml:");
        if refused.code != 1
            || !refused.stderr.contains("refused-by-server")
            || !refused.stderr.contains(&place)
        {
            faults.push(format!("{name}: not refused by the server: {}{}", refused.stdout, refused.stderr));
        }
        let found = run(copy.path(), "check", name);
        let told = |severity: &str| {
            found
                .stdout
                .lines()
                .any(|line| line.starts_with(&place) && line.contains(&format!(" {severity}[")))
        };
        match excused.get(name.as_str()) {
            None if found.code == 1 && told("error") => {}
            None => faults.push(format!("{name}: not found by check: {}{}", found.stdout, found.stderr)),
            Some(why) if why.starts_with("a warning:") && told("warning") && found.code == 0 => {}
            Some(_) => faults.push(format!("{name}: excused, but not as its reason says: {}", found.stdout)),
        }
    }
    assert!(faults.is_empty(), "{} of {}:\n{}", faults.len(), names.len(), faults.join("\n"));
}
