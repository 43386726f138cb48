//! The real hosts, each as README.md tells to use it: kustomize and kpt, pre-commit, Argo CD, GitHub Actions, a
//! container. `.ci/run` installs what they need and runs these.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod actions;
mod argocd;
mod container;
mod kustomize;
mod pre_commit;
mod readme;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::process::Output;
use tempfile::TempDir;

const OWN: &str = env!("CARGO_BIN_EXE_flightplan");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A peer as `.ci/run` installs it: what a variable says, or its name on PATH.
fn peer(variable: &str, name: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| name.to_owned())
}

/// PATH with this program in front.
fn path() -> String {
    let folder = Path::new(OWN).parent().unwrap();
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default())
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A copy of what the repository ships.
fn copy() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["base", "overlays", "examples"] {
        good(folder.path(), &["cp", "-r", root().join(name).to_str().unwrap(), "."]);
    }
    folder
}

/// The files of this repository as they lie in the work tree.
fn files() -> Vec<String> {
    let listed = good(root(), &["git", "ls-files", "--cached", "--others", "--exclude-standard"]);
    listed.lines().filter(|file| root().join(file).is_file()).map(str::to_owned).collect()
}

/// Replaces text in a file; it must be there.
#[track_caller]
fn edit(folder: &Path, path: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(path)).unwrap();
    assert!(text.contains(from), "{path} does not hold `{from}`");
    fs::write(folder.join(path), text.replacen(from, to, 1)).unwrap();
}

fn program(folder: &Path, program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("PATH", path())
        .env("GIT_AUTHOR_NAME", "test")
        .env("GIT_AUTHOR_EMAIL", "test@example.com")
        .env("GIT_COMMITTER_NAME", "test")
        .env("GIT_COMMITTER_EMAIL", "test@example.com")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env_remove("FORCE_COLOR")
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE");
    command
}

fn run(folder: &Path, words: &[&str]) -> Output {
    let (name, arguments) = words.split_first().unwrap();
    program(folder, name).args(arguments).output().unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[track_caller]
fn good(folder: &Path, command: &[&str]) -> String {
    let output = run(folder, command);
    assert!(output.status.success(), "{command:?}: {}", text(&output));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Runs a line of README.md as a shell does, with peers under the names that it calls them by.
#[track_caller]
fn shell(folder: &Path, line: &str, peers: &[(&str, &str)]) -> String {
    let named = tempfile::tempdir().unwrap();
    for (name, real) in peers {
        let real = good(folder, &["sh", "-c", &format!("command -v '{real}'")]);
        symlink(real, named.path().join(name)).unwrap();
    }
    let path = format!("{}:{}", named.path().display(), path());
    let output = program(folder, "sh").args(["-ec", line]).env("PATH", path).output().unwrap();
    assert!(output.status.success(), "{line}: {}", text(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
