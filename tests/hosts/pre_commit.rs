//! pre-commit, with the configuration of README.md and a clone of this repository for its address.

use crate::container;
use crate::container::Docker;
use crate::copy;
use crate::edit;
use crate::files;
use crate::good;
use crate::path;
use crate::program;
use crate::readme;
use crate::root;
use crate::text;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;
use std::time::Instant;
use tempfile::TempDir;

const ADDRESS: &str = "https://github.com/OWNER/flightplan";

/// What makes compiling quick: pre-commit itself builds for a release.
pub(crate) fn quick() -> Vec<(&'static str, String)> {
    let target = root().join("target/hook").to_str().unwrap().to_owned();
    let mut list = vec![("CARGO_TARGET_DIR", target)];
    for (name, value) in [
        ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
        ("CARGO_PROFILE_RELEASE_LTO", "off"),
        ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "64"),
        ("CARGO_PROFILE_RELEASE_STRIP", "none"),
    ] {
        list.push((name, value.to_owned()));
    }
    list
}

/// The folder of this run: a clone with the tag that README.md names, and the home of pre-commit, so that one
/// installation serves all tests, as it serves all repositories of a user.
fn shared() -> &'static Path {
    static SHARED: OnceLock<PathBuf> = OnceLock::new();
    SHARED.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pre-commit");
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        let source = folder.join("flightplan");
        fs::create_dir_all(&source).unwrap();
        for file in files() {
            let to = source.join(&file);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(root().join(file), to).unwrap();
        }
        // As README.md says, whoever publishes it writes the account; that of an image is in small letters.
        edit(&source, ".pre-commit-hooks.yaml", "ghcr.io/OWNER/", "ghcr.io/owner/");
        let tag = concat!("v", env!("CARGO_PKG_VERSION"));
        for command in [
            &["git", "init", "-q"][..],
            &["git", "add", "-A"],
            &["git", "commit", "-qm", "all"],
            &["git", "tag", tag],
        ] {
            good(&source, command);
        }
        folder
    })
}

/// The clone that pre-commit has made and installed.
pub(crate) fn clone() -> PathBuf {
    let hooked = Hooked::new("flightplan");
    let (passed, said) = hooked.commit();
    assert!(passed, "{said}");
    let entries = fs::read_dir(shared().join("home")).unwrap().map(|entry| entry.unwrap().path());
    entries.into_iter().find(|path| path.join("action.yml").is_file()).unwrap()
}

/// A repository whose hook comes from that clone.
struct Hooked {
    folder: TempDir,
    /// Where the hook runs in a container.
    docker: Option<Docker>,
}

impl Hooked {
    /// A repository with what this one ships.
    fn new(hook: &str) -> Self {
        Self::of(copy(), hook)
    }

    fn of(folder: TempDir, hook: &str) -> Self {
        Self::with(folder, hook, None)
    }

    fn with(folder: TempDir, hook: &str, docker: Option<Docker>) -> Self {
        let own = Self { folder, docker };
        own.write("notes/other.yaml", "a: 1\n");
        // What README.md tells a user to write, but for the hook.
        let shown = readme::yaml("pre-commit");
        let (first, config) = shown.split_once('\n').unwrap();
        assert_eq!(first, "# .pre-commit-config.yaml");
        assert!(shown.contains("- id: flightplan "), "{shown}");
        own.write(".pre-commit-config.yaml", &config.replace("- id: flightplan ", &format!("- id: {hook} ")));
        own.good("git init -q");
        own.good("git add -A");
        own.good(&readme::lines("pre-commit")[0]);
        own
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a line of shell: whether it was good, and what it said. git takes the clone for the address.
    fn run(&self, line: &str) -> (bool, String) {
        let mut command = program(self.path(), "sh");
        command.args(["-ec", line]).envs(quick()).env("PRE_COMMIT_HOME", shared().join("home"));
        let address = format!("url.{}.insteadOf", shared().join("flightplan").display());
        command
            .env("GIT_CONFIG_COUNT", "1")
            .env("GIT_CONFIG_KEY_0", address)
            .env("GIT_CONFIG_VALUE_0", ADDRESS);
        if let Some(docker) = &self.docker {
            command.envs(docker.environment(&path()));
        }
        let output = command.output().unwrap();
        (output.status.success(), text(&output))
    }

    #[track_caller]
    fn good(&self, line: &str) -> String {
        let (passed, said) = self.run(line);
        assert!(passed, "{line}: {said}");
        said
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[track_caller]
    fn edit(&self, path: &str, from: &str, to: &str) {
        edit(self.path(), path, from, to);
    }

    /// Commits everything: whether the hook let it pass, and what it said.
    fn commit(&self) -> (bool, String) {
        self.run("git add -A && git commit -qm change")
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

    let all = &readme::lines("pre-commit")[1];
    hooked.good(all);
    hooked.edit("base/service.yaml", "spec:\n", "spec:\n  prots: []\n");
    for (passed, said) in [hooked.commit(), hooked.run(all)] {
        assert!(!passed, "a typo in the base: {said}");
        for words in ["base/service.yaml:", "`ports`", "examples/gemma2-tokyo", "examples/gemma2-iowa"] {
            assert!(said.contains(words), "no `{words}`: {said}");
        }
    }
    hooked.edit("base/service.yaml", "  prots: []\n", "");

    fs::rename(hooked.path().join("base/service.yaml"), hooked.path().join("base/svc.yaml")).unwrap();
    hooked.edit("base/kustomization.yaml", "service.yaml", "svc.yaml");
    let (passed, said) = hooked.commit();
    assert!(passed, "a file with a new name: {said}");

    fs::remove_file(hooked.path().join("base/svc.yaml")).unwrap();
    hooked.edit("base/deployment.yaml", "\n", "\n# A comment.\n");
    let (passed, said) = hooked.commit();
    assert!(!passed && said.contains("missing-file"), "a file that is gone: {said}");
}

#[test]
#[ignore = "needs the real pre-commit"]
fn runs_the_hook_of_the_system() {
    behaves(&Hooked::new("flightplan-system"));
}

#[test]
#[ignore = "needs the real pre-commit, buildah, root, and the static binary of .ci/release"]
fn runs_the_hook_in_a_container() {
    let docker = Docker::new();
    let build = container::lines("A container").remove(0);
    let image = concat!("-t ghcr.io/owner/flightplan:v", env!("CARGO_PKG_VERSION"));
    assert!(build.contains("-t flightplan"), "{build}");
    docker.good(root(), &build.replace("-t flightplan", image));
    behaves(&Hooked::with(copy(), "flightplan-docker", Some(docker)));
}

#[test]
#[ignore = "needs the real pre-commit, and builds the program anew as pre-commit does"]
fn builds_the_hook_with_cargo() {
    behaves(&Hooked::new("flightplan"));
}

#[test]
#[ignore = "needs the real pre-commit, and builds the program anew as pre-commit does"]
fn fails_when_the_hook_has_fixed_something() {
    let hooked = Hooked::new("flightplan-fix");
    let (passed, said) = hooked.commit();
    assert!(passed, "the first commit: {said}");
    let before = fs::read_to_string(hooked.path().join("base/deployment.yaml")).unwrap();
    hooked.edit("base/deployment.yaml", "spec:\n", "spec:\n  # Ours.\n  replicas: 2\n");
    let (passed, said) = hooked.commit();
    assert!(!passed && said.contains("files were modified by this hook"), "{said}");
    let after = fs::read_to_string(hooked.path().join("base/deployment.yaml")).unwrap();
    assert!(!after.contains("replicas:"), "{after}");
    assert!(after.len() >= before.len(), "{after}");
    let (passed, said) = hooked.commit();
    assert!(passed, "what was fixed is clean: {said}");
}

#[test]
#[ignore = "needs the real pre-commit"]
fn a_repository_without_a_kustomization_passes() {
    let hooked = Hooked::of(tempfile::tempdir().unwrap(), "flightplan-system");
    hooked.write("values.yaml", "image: {tag: v1}\n");
    let (passed, said) = hooked.commit();
    assert!(passed && said.contains("Passed"), "{said}");
    // A manifest is checked all the same.
    hooked.write("service.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {prots: []}\n");
    let (passed, said) = hooked.commit();
    assert!(!passed && said.contains("service.yaml:4:"), "{said}");
    // What cannot be read is told, and is no success.
    hooked.write("service.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: a\n");
    let (passed, said) = hooked.commit();
    assert!(!passed && said.contains("service.yaml:3:"), "{said}");
}

/// pre-commit calls the hook once (`require_serial`), with as many names as fit a command line.
#[test]
#[ignore = "needs the real pre-commit"]
fn a_commit_of_500_files_is_checked_as_one() {
    let hooked = Hooked::of(tempfile::tempdir().unwrap(), "flightplan-system");
    let mut resources = String::from("resources:\n");
    for at in 0..500 {
        let map = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m{at}}}\ndata: {{a: b}}\n");
        hooked.write(&format!("base/m{at}.yaml"), &map);
        let _ = writeln!(resources, "- m{at}.yaml");
    }
    hooked.write("base/kustomization.yaml", &resources);
    for at in 0..20 {
        hooked.write(
            &format!("overlays/o{at}/kustomization.yaml"),
            &format!("resources: [../../base]\nnamePrefix: o{at}-\n"),
        );
    }
    let started = Instant::now();
    let (passed, said) = hooked.commit();
    assert!(passed, "{said}");
    for at in 0..500 {
        hooked.edit(&format!("base/m{at}.yaml"), "data: {a: b}", "data: {a: c}");
    }
    hooked.edit("base/m77.yaml", "\ndata:", "\ndta:");
    let (passed, said) = hooked.commit();
    assert!(!passed && said.contains("base/m77.yaml:4:"), "{said}");
    assert_eq!(said.matches("base/m77.yaml:4:").count(), 1, "told once for all roots: {said}");
    assert!(started.elapsed() < Duration::from_mins(1), "{:?}", started.elapsed());
}
