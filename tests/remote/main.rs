//! Kustomizations in git repositories, fetched by the real `git` from this machine.
#![expect(clippy::expect_used, reason = "a test may stop")]

mod server;

use std::path::Path;
use std::process::Command;
use std::process::Output;

use server::Server;
use tempfile::TempDir;

/// A repository with two commits: `v1` and, on `main`, a newer one.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder") };
        let repository = place.path("repository");
        std::fs::create_dir_all(format!("{repository}/bases/app")).expect("a folder");
        place.git(&["init", "-q", "-b", "main", &repository]);
        place.commit("one");
        place.git(&["-C", &repository, "tag", "v1"]);
        place.commit("two");
        place
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn git(&self, args: &[&str]) -> String {
        let mut command = Command::new("git");
        command.args(["-c", "user.name=n", "-c", "user.email=e@example.com"]).args(args);
        let output = command.env("HOME", self.folder.path()).output().expect("git starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Commits a kustomization whose only object says `word`.
    fn commit(&self, word: &str) {
        let repository = self.path("repository");
        let app = format!("{repository}/bases/app");
        std::fs::create_dir_all(format!("{repository}/common")).expect("a folder");
        std::fs::write(format!("{app}/kustomization.yaml"), "resources: [../../common]\nnamePrefix: p-\n")
            .expect("a file");
        let object =
            format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {{word: {word}}}\n");
        std::fs::write(format!("{repository}/common/r.yaml"), object).expect("a file");
        std::fs::write(format!("{repository}/common/kustomization.yaml"), "resources: [r.yaml]\n")
            .expect("a file");
        self.git(&["-C", &repository, "add", "."]);
        self.git(&["-C", &repository, "commit", "-q", "-m", word]);
    }

    /// Builds a kustomization that names `entry`.
    fn build(&self, entry: &str, flags: &[&str]) -> Output {
        let app = self.folder.path().join("app");
        std::fs::create_dir_all(&app).expect("a folder");
        std::fs::write(app.join("kustomization.yaml"), format!("resources:\n- {entry}\n")).expect("a file");
        let mut command = Command::new(env!("CARGO_BIN_EXE_flightplan"));
        command.arg("build").args(flags).arg(&app);
        command.env("XDG_CACHE_HOME", self.folder.path().join("cache"));
        command.output().expect("flightplan starts")
    }

    /// Puts a bare copy of the repository where a server has it, and starts one.
    fn serve(&self) -> Server {
        let served = self.path("served/org");
        std::fs::create_dir_all(&served).expect("a folder");
        self.git(&["clone", "-q", "--bare", &self.path("repository"), &format!("{served}/app.git")]);
        Server::new(&self.folder.path().join("served"))
    }

    fn address(&self, folder: &str, reference: &str) -> String {
        let query = if reference.is_empty() { String::new() } else { format!("?ref={reference}") };
        format!("file://{}//{folder}{query}", self.path("repository"))
    }
}

fn word(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().find_map(|line| line.strip_prefix("  word: "));
    line.map_or_else(|| format!("{text}{errors}"), str::to_owned)
}

#[test]
fn branches_tags_and_commits_are_fetched() {
    let place = Place::new();
    assert_eq!(word(&place.build(&place.address("bases/app", ""), &[])), "two");
    assert_eq!(word(&place.build(&place.address("bases/app", "main"), &[])), "two");
    let output = place.build(&place.address("bases/app", "v1"), &[]);
    assert_eq!(word(&output), "one");
    assert!(String::from_utf8_lossy(&output.stdout).contains("name: p-a"));
    let commit = place.git(&["-C", &place.path("repository"), "rev-parse", "v1"]);
    assert_eq!(word(&place.build(&place.address("bases/app", &commit), &[])), "one");
    place.commit("three");
    assert_eq!(word(&place.build(&place.address("bases/app", "main"), &[])), "three");
}

#[test]
fn a_commit_is_fetched_once_and_then_needs_no_repository() {
    let place = Place::new();
    let repository = place.path("repository");
    let commit = place.git(&["-C", &repository, "rev-parse", "HEAD"]);
    let address = place.address("common", &commit);
    let refused = place.build(&address, &["--offline"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("nothing may be fetched"));
    assert_eq!(word(&place.build(&address, &[])), "two");
    std::fs::rename(&repository, place.path("moved")).expect("a folder");
    assert_eq!(word(&place.build(&address, &[])), "two");
    assert_eq!(word(&place.build(&address, &["--offline"])), "two");
    assert!(word(&place.build(&place.address("common", "main"), &["--offline"])).contains("offline"));
}

#[test]
fn what_is_wrong_is_told_at_the_line_of_the_entry() {
    let place = Place::new();
    let told = |entry: &str| {
        let output = place.build(entry, &[]);
        assert_eq!(output.status.code(), Some(2), "{entry}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let unknown = told(&place.address("common", "v2"));
    assert!(
        unknown.contains("has no branch and no tag `v2`") && unknown.contains("did you mean `v1`?"),
        "{unknown}"
    );
    assert!(unknown.contains("kustomization.yaml:2:3"), "{unknown}");
    let folder = told(&place.address("comon", "v1"));
    assert!(
        folder.contains("holds no folder `comon`") && folder.contains("did you mean `common`?"),
        "{folder}"
    );
    let gone = told(&format!("file://{}//x", place.path("nothing")));
    assert!(gone.contains("cannot be fetched") && gone.contains("kustomization.yaml:2:3"), "{gone}");
    assert!(!Path::new(&place.path("cache/flightplan/git/x")).exists());
}

#[test]
fn a_base_cannot_leave_its_repository() {
    let place = Place::new();
    let repository = place.path("repository");
    std::fs::write(format!("{repository}/common/kustomization.yaml"), "resources: [../../../../../../..]\n")
        .expect("a file");
    place.git(&["-C", &repository, "commit", "-q", "-a", "-m", "out"]);
    let output = place.build(&place.address("common", ""), &[]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(errors.contains("leaves the repository"), "{errors}");
}

#[test]
fn a_server_is_asked_once_for_a_commit() {
    let place = Place::new();
    let server = place.serve();
    let commit = place.git(&["-C", &place.path("repository"), "rev-parse", "v1"]);
    let base = format!("http://127.0.0.1:{}/org/app.git", server.port);
    assert_eq!(word(&place.build(&format!("{base}/common"), &[])), "two");
    assert_eq!(word(&place.build(&format!("{base}//bases/app?ref=main"), &[])), "two");
    assert_eq!(word(&place.build(&format!("{base}/common?ref=v1&timeout=60s"), &[])), "one");
    assert_ne!(server.requests(), 0);
    // The commit of the tag is there already, so not even the first build by its id asks.
    let address = format!("{base}/common?ref={commit}");
    assert_eq!(word(&place.build(&address, &[])), "one");
    assert_eq!(word(&place.build(&address, &["--offline"])), "one");
    assert_eq!(server.requests(), 0);
    std::fs::remove_dir_all(place.path("cache")).expect("a folder");
    assert_eq!(word(&place.build(&address, &[])), "one");
    assert_ne!(server.requests(), 0);
    assert_eq!(word(&place.build(&address, &[])), "one");
    assert_eq!(server.requests(), 0);
}

#[test]
fn a_server_that_fails_is_named_with_the_line() {
    let place = Place::new();
    let server = place.serve();
    for (address, words) in [
        (format!("http://127.0.0.1:{}/org/none.git//x", server.port), "not found"),
        (format!("http://127.0.0.1:{}/org/app.git//x?timeout=1", server::silent()), "longer than 1 seconds"),
    ] {
        let output = place.build(&address, &[]);
        assert_eq!(output.status.code(), Some(2), "{address}");
        let errors = String::from_utf8_lossy(&output.stderr);
        let repository = address.split("//x").next().expect("an address");
        for part in [words, repository, "kustomization.yaml:2:3"] {
            assert!(errors.contains(part), "{part}: {errors}");
        }
    }
}

#[test]
fn submodules_come_along_unless_they_are_not_wanted() {
    let place = Place::new();
    let (repository, library) = (place.path("repository"), place.path("library"));
    place.git(&["init", "-q", "-b", "main", &library]);
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata: {word: sub}\n";
    std::fs::write(format!("{library}/kustomization.yaml"), "resources: [r.yaml]\n").expect("a file");
    std::fs::write(format!("{library}/r.yaml"), object).expect("a file");
    place.git(&["-C", &library, "add", "."]);
    place.git(&["-C", &library, "commit", "-q", "-m", "one"]);
    let file = ["-c", "protocol.file.allow=always"];
    let add = ["-C", &repository, "submodule", "-q", "add", &library, "lib"];
    place.git(&[&file[..], &add[..]].concat());
    // Relative, so that it is fetched from where the repository is fetched from.
    place.git(&["-C", &repository, "config", "-f", ".gitmodules", "submodule.lib.url", "../library.git"]);
    place.git(&["-C", &repository, "commit", "-q", "-a", "-m", "three"]);
    let server = place.serve();
    place.git(&["clone", "-q", "--bare", &library, &place.path("served/org/library.git")]);
    let address = format!("http://127.0.0.1:{}/org/app.git/lib", server.port);
    let without = place.build(&format!("{address}?submodules=false"), &[]);
    assert_eq!(without.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&without.stderr).contains("holds no kustomization.yaml"));
    assert_eq!(word(&place.build(&address, &[])), "sub");
}

/// What kustomize 5.8.1 writes for a base in a repository.
#[test]
fn annotations_name_the_repository() {
    let place = Place::new();
    let address = place.address("bases/app", "v1");
    let app = place.folder.path().join("app");
    let output =
        place.build(&format!("{address}\nbuildMetadata: [originAnnotations, transformerAnnotations]"), &[]);
    assert!(app.exists());
    let expected = format!(
        "    alpha.config.kubernetes.io/transformations: |
      - repo: file://{repository}
        ref: v1
        configuredIn: bases/app/kustomization.yaml
        configuredBy:
          apiVersion: builtin
          kind: PrefixTransformer
    config.kubernetes.io/origin: |
      path: common/r.yaml
      repo: file://{repository}
      ref: v1
",
        repository = place.path("repository")
    );
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(printed.contains(&expected), "{printed}");
}

/// Entries that kustomize fetches from the same server.
#[test]
#[ignore = "needs the real kustomize, as $KUSTOMIZE or on PATH"]
fn bases_from_a_server_print_as_in_kustomize() {
    let place = Place::new();
    let server = place.serve();
    let commit = place.git(&["-C", &place.path("repository"), "rev-parse", "v1"]);
    let base = format!("http://127.0.0.1:{}/org/app.git", server.port);
    let metadata = "\nbuildMetadata: [originAnnotations, transformerAnnotations]\nnameSuffix: -x";
    for entry in [
        format!("{base}//common"),
        format!("{base}/bases/app?ref=main"),
        format!("{base}//bases/app?ref=v1&timeout=30s"),
        format!("{base}/common?ref={commit}&submodules=false"),
        format!("git::{base}//common?version=v1"),
        place.address("common", "main"),
        place.address("bases/app", "v1"),
        format!("{base}//none"),
        format!("{base}//common?ref=none"),
    ] {
        let ours = place.build(&format!("{entry}{metadata}"), &[]);
        let kustomize = std::env::var("KUSTOMIZE").unwrap_or_else(|_| "kustomize".to_owned());
        let theirs = Command::new(kustomize).arg("build").arg(place.path("app")).output().expect("kustomize");
        let (ours_text, theirs_text) =
            (String::from_utf8_lossy(&ours.stdout), String::from_utf8_lossy(&theirs.stdout));
        assert_eq!(ours_text, theirs_text, "{entry}");
        assert_eq!(ours.status.success(), theirs.status.success(), "{entry}");
    }
}
