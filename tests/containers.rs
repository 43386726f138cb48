//! Functions in containers: what docker is started with, by a stand-in that writes it down.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests may")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

const FUNCTION: &str = "apiVersion: example.com/v1
kind: Touch
metadata:
  name: touch
  annotations:
    config.kubernetes.io/function: |
      container:
        image: example.com/fn:v1
        network: NETWORK
        mounts:
        - {type: bind, src: ./data, dst: /data}
        - {type: volume, src: vol, dst: /vol, rw: true}
        envs: [A=1, HOME, Z=z]
";

/// Runs a build with the stand-in on PATH; gives what it was started with, a line each, and what was printed.
fn started(program: &str, folder: &Path, network: bool, flags: &[&str]) -> (String, String) {
    let docker = folder.join("bin/docker");
    fs::create_dir_all(folder.join("bin")).unwrap();
    fs::create_dir_all(folder.join("app/data")).unwrap();
    let record = folder.join("record");
    drop(fs::remove_file(&record));
    let script = "#!/bin/sh\nfor word in \"$@\"; do printf '%s\\n' \"$word\"; done > \"$RECORD\"\ncat\n";
    fs::write(&docker, script).unwrap();
    fs::set_permissions(&docker, fs::Permissions::from_mode(0o755)).unwrap();
    let write = |path: &str, text: &str| fs::write(folder.join("app").join(path), text).unwrap();
    write("fn.yaml", &FUNCTION.replace("NETWORK", if network { "true" } else { "false" }));
    write("r.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
    write("kustomization.yaml", "resources: [r.yaml]\ntransformers: [fn.yaml]\n");
    let path = format!("{}:{}", folder.join("bin").display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(program);
    command.args(["build", "--enable-alpha-plugins"]).args(flags).arg(folder.join("app"));
    let output = command.env("PATH", path).env("RECORD", &record).output().unwrap();
    (fs::read_to_string(&record).unwrap_or_default(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn docker_gets_what_the_function_declares() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().canonicalize().unwrap();
    let (words, printed) =
        started(env!("CARGO_BIN_EXE_flightplan"), &folder, true, &["--network", "-e", "A=9", "-e", "PATH"]);
    let at = folder.join("app").display().to_string();
    let expected = format!(
        "run --rm -i -a STDIN -a STDOUT -a STDERR --network host --user nobody --security-opt=no-new-privileges \
--mount type=bind,source={at}/data,target=/data,readonly --mount type=volume,source={at}/vol,target=/vol \
-e A=9 -e LOG_TO_STDERR=true -e STRUCTURED_RESULTS=true -e Z=z -e HOME -e PATH example.com/fn:v1"
    );
    assert_eq!(words.trim_end().replace('\n', " "), expected);
    assert_eq!(printed, "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n");
}

#[test]
#[ignore = "needs the real kustomize, as $KUSTOMIZE or on PATH"]
fn docker_gets_what_kustomize_gives_it() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().canonicalize().unwrap();
    let kustomize = std::env::var("KUSTOMIZE").unwrap_or_else(|_| "kustomize".to_owned());
    for (network, flags) in [
        (false, &[][..]),
        (false, &["--network"]),
        (true, &["--network"]),
        (true, &["--network", "--network-name", "mine"]),
        (true, &[]),
        (false, &["--as-current-user"]),
        (false, &["--env", "B=2", "--env", "PATH", "-e", "A=9", "-e", "LOG_TO_STDERR=false"]),
        (false, &["--mount", "type=bind,src=/tmp,dst=/tmp2,rw=true"]),
        (false, &["--mount", "type=bind,src=rel/../data,dst=/x", "--mount", "type=tmpfs,dst=/y"]),
    ] {
        let ours = started(env!("CARGO_BIN_EXE_flightplan"), &folder, network, flags);
        assert_eq!(ours, started(&kustomize, &folder, network, flags), "{network} {flags:?}");
    }
}
