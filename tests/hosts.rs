//! The real hosts: kustomize with the exec function, and pre-commit. `.ci/run` installs them and runs these.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use tempfile::TempDir;

const OWN: &str = env!("CARGO_BIN_EXE_flightplan");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// PATH with this program in front.
fn path() -> String {
    let folder = Path::new(OWN).parent().unwrap();
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default())
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn run(folder: &Path, command: &[&str]) -> Output {
    let (program, arguments) = command.split_first().unwrap();
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("PATH", path())
        .env("GIT_AUTHOR_NAME", "test")
        .env("GIT_AUTHOR_EMAIL", "test@example.com")
        .env("GIT_COMMITTER_NAME", "test")
        .env("GIT_COMMITTER_EMAIL", "test@example.com")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("PRE_COMMIT_HOME", folder.join("../pre-commit-home"))
        .env("CARGO_TARGET_DIR", root().join("target/hook"))
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"))
}

#[track_caller]
fn good(folder: &Path, command: &[&str]) -> String {
    let output = run(folder, command);
    assert!(output.status.success(), "{command:?}: {}", text(&output));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// The block of README.md that begins with a line.
fn shown(first: &str) -> String {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let block = readme.split_once(first).unwrap_or_else(|| panic!("README.md has no block `{first}`")).1;
    format!("{first}{}", block.split_once("```").unwrap().0)
}

#[test]
#[ignore = "needs the real kustomize, on PATH or in $KUSTOMIZE"]
fn kustomize_prints_the_same_bytes_with_the_typed_patches_as_exec_functions() {
    let kustomize = std::env::var("KUSTOMIZE").unwrap_or_else(|_| "kustomize".to_owned());
    let mut roots = vec!["base".to_owned()];
    for entry in fs::read_dir(root().join("examples")).unwrap() {
        roots.push(format!("examples/{}", entry.unwrap().file_name().to_str().unwrap()));
    }
    assert!(roots.len() >= 3, "{roots:?}");
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let told = readme.lines().find_map(|line| line.strip_prefix("    kustomize build ")).unwrap();
    let told = format!("kustomize build {told}");
    for folder in &roots {
        let command = told.replace("examples/gemma2-tokyo", folder);
        let mut words: Vec<&str> = command.split(' ').collect();
        words[0] = &kustomize;
        let theirs = good(root(), &words);
        let ours = good(root(), &[OWN, "build", folder]);
        assert!(theirs == ours, "{folder}: the outputs differ");
        assert!(ours.contains("kind: Deployment"), "{folder}: {ours}");
    }
}

/// This repository as it lies in the work tree, in a git repository of its own, and another one whose
/// hooks come from it.
struct Hooked {
    folder: TempDir,
}

impl Hooked {
    fn new(hook: &str) -> Self {
        let own = Self { folder: tempfile::tempdir().unwrap() };
        let source = own.folder.path().join("flightplan");
        fs::create_dir(&source).unwrap();
        let files = good(root(), &["git", "ls-files", "--cached", "--others", "--exclude-standard"]);
        for file in files.lines().filter(|file| root().join(file).is_file()) {
            let to = source.join(file);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(root().join(file), to).unwrap();
        }
        for command in [&["git", "init", "-q"][..], &["git", "add", "-A"], &["git", "commit", "-qm", "all"]] {
            good(&source, command);
        }
        let rev = good(&source, &["git", "rev-parse", "HEAD"]);
        let repository = own.repository();
        fs::create_dir(&repository).unwrap();
        for folder in ["base", "overlays", "examples"] {
            good(&repository, &["cp", "-r", root().join(folder).to_str().unwrap(), "."]);
        }
        own.write("notes/other.yaml", "a: 1\n");
        // What README.md tells a user to write, but for the address.
        let shown = shown("# .pre-commit-config.yaml\n");
        for part in ["https://github.com/OWNER/flightplan", "rev: v0.1.0", "id: flightplan "] {
            assert!(shown.contains(part), "no `{part}` in README.md");
        }
        let config = shown
            .replace("https://github.com/OWNER/flightplan", source.to_str().unwrap())
            .replace("rev: v0.1.0", &format!("rev: {rev}"))
            .replace("id: flightplan ", &format!("id: {hook} "));
        own.write(".pre-commit-config.yaml", &config);
        for command in [&["git", "init", "-q"][..], &["git", "add", "-A"], &["pre-commit", "install"]] {
            good(&repository, command);
        }
        own
    }

    fn repository(&self) -> PathBuf {
        self.folder.path().join("repository")
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.repository().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.repository().join(path)).unwrap();
        assert!(text.contains(from), "{path} does not hold `{from}`");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// Commits everything: whether the hook let it pass, and what it said.
    fn commit(&self) -> (bool, String) {
        good(&self.repository(), &["git", "add", "-A"]);
        let output = run(&self.repository(), &["git", "commit", "-qm", "change"]);
        (output.status.success(), text(&output))
    }
}

/// A clean commit passes, a typo in the base fails with the roots named, a deleted file counts, and a file of
/// somebody else's is left alone.
fn behaves(hooked: &Hooked) {
    let (passed, said) = hooked.commit();
    assert!(passed, "the first commit: {said}");

    hooked.write("notes/other.yaml", "a: 2\n");
    let (passed, said) = hooked.commit();
    assert!(passed, "a file of somebody else's: {said}");

    hooked.write("README.md", "# Readme\n");
    let (passed, said) = hooked.commit();
    assert!(passed && said.contains("Skipped"), "no file for the hook: {said}");

    hooked.edit("base/service.yaml", "spec:\n", "spec:\n  prots: []\n");
    let (passed, said) = hooked.commit();
    assert!(!passed, "a typo in the base: {said}");
    for words in ["base/service.yaml:", "`ports`", "examples/gemma2-tokyo", "examples/gemma2-iowa"] {
        assert!(said.contains(words), "no `{words}`: {said}");
    }
    hooked.edit("base/service.yaml", "  prots: []\n", "");

    fs::rename(hooked.repository().join("base/service.yaml"), hooked.repository().join("base/svc.yaml"))
        .unwrap();
    hooked.edit("base/kustomization.yaml", "service.yaml", "svc.yaml");
    let (passed, said) = hooked.commit();
    assert!(passed, "a file with a new name: {said}");

    fs::remove_file(hooked.repository().join("base/svc.yaml")).unwrap();
    hooked.edit("base/deployment.yaml", "\n", "\n# A comment.\n");
    let (passed, said) = hooked.commit();
    assert!(!passed && said.contains("missing-file"), "a file that is gone: {said}");
}

#[test]
#[ignore = "needs the real pre-commit"]
fn pre_commit_runs_the_hook_of_the_system() {
    behaves(&Hooked::new("flightplan-system"));
}

#[test]
#[ignore = "needs the real pre-commit, and builds the program anew as pre-commit does"]
fn pre_commit_builds_the_hook_with_cargo() {
    let hooked = Hooked::new("flightplan");
    behaves(&hooked);
}

#[test]
#[ignore = "needs the real pre-commit, and builds the program anew as pre-commit does"]
fn pre_commit_fails_when_the_hook_has_fixed_something() {
    let hooked = Hooked::new("flightplan-fix");
    let (passed, said) = hooked.commit();
    assert!(passed, "the first commit: {said}");
    let before = fs::read_to_string(hooked.repository().join("base/deployment.yaml")).unwrap();
    hooked.edit("base/deployment.yaml", "spec:\n", "spec:\n  # Ours.\n  replicas: 2\n");
    let (passed, said) = hooked.commit();
    assert!(!passed && said.contains("files were modified by this hook"), "{said}");
    let after = fs::read_to_string(hooked.repository().join("base/deployment.yaml")).unwrap();
    assert!(!after.contains("replicas:"), "{after}");
    assert!(after.len() >= before.len(), "{after}");
    let (passed, said) = hooked.commit();
    assert!(passed, "what was fixed is clean: {said}");
}

/// The shell of the action's check step, run as the runner would run it.
#[test]
fn the_github_action_annotates_and_writes_its_files() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["base", "overlays", "examples"] {
        good(folder.path(), &["cp", "-r", root().join(name).to_str().unwrap(), "."]);
    }
    let action = fs::read_to_string(root().join("action.yml")).unwrap();
    let script = action.rsplit_once("run: |\n").unwrap().1;
    let check = |deny: &str| {
        let output = Command::new("bash")
            .args(["-e", "-c", script])
            .current_dir(folder.path())
            .env("PATH", path())
            .envs([("PATHS", "examples base"), ("DENY", deny), ("ARGS", ""), ("SARIF", "out.sarif")])
            .env("RUNNER_TEMP", folder.path())
            .env("GITHUB_STEP_SUMMARY", folder.path().join("summary.md"))
            .output()
            .unwrap();
        (output.status.code(), text(&output))
    };
    let (code, said) = check("warning");
    assert_eq!(code, Some(0), "{said}");
    let service = folder.path().join("base/service.yaml");
    let broken = fs::read_to_string(&service).unwrap().replacen("spec:\n", "spec:\n  prots: []\n", 1);
    fs::write(&service, broken).unwrap();
    let (code, said) = check("error");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("::error file=base/service.yaml,line="), "{said}");
    assert!(fs::read_to_string(folder.path().join("out.sarif")).unwrap().contains("base/service.yaml"));
    assert!(
        fs::read_to_string(folder.path().join("summary.md")).unwrap().contains("### Flightplan: 1 error")
    );
}
