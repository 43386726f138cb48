//! The same bytes from `kustomize build` and `kpt fn eval` with the typed patches as exec functions.

use std::ffi::OsStr;
use std::ffi::OsString;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

use super::axes;
use super::axes::Case;
use super::tree;

/// A peer as `.ci/run` installs it: what a variable says, or its name on PATH.
fn peer(variable: &str, name: &str) -> OsString {
    std::env::var_os(variable).unwrap_or_else(|| name.into())
}

/// The oldest kustomize that is promised, if there is one.
fn older() -> OsString {
    std::env::var_os("KUSTOMIZE_5_5").expect("KUSTOMIZE_5_5 names a kustomize 5.5")
}

fn current() -> OsString {
    peer("KUSTOMIZE", "kustomize")
}

/// Runs a program with this one on PATH.
fn output(program: &OsString, words: &[&OsStr], folder: &Path) -> Output {
    let own = Path::new(env!("CARGO_BIN_EXE_flightplan")).parent().expect("a program lies in a folder");
    let mut path = OsString::from(own);
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    Command::new(program)
        .args(words)
        .current_dir(folder)
        .env("PATH", path)
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}", program.display()))
}

fn run(kustomize: &OsString, folder: &Path) -> String {
    let words = ["build", "--enable-alpha-plugins", "--enable-exec", "."].map(OsStr::new);
    let output = output(kustomize, &words, folder);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {told}", folder.display());
    String::from_utf8(output.stdout).expect("kustomize prints UTF-8")
}

/// The base and the overlays beside a folder `case` with the FlightPlan.
fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a place for trees");
    for folder in ["base", "overlays"] {
        copy(&tree::repository().join(folder), &place.path().join(folder));
    }
    std::fs::create_dir(place.path().join("case")).expect("a folder");
    std::fs::write(place.path().join("case/flightplan.yaml"), tree::plan()).expect("a file");
    place
}

/// The stamp is the same, so the input that each host gives to the function is.
pub(crate) fn compare_stamps() {
    let place = place();
    let case_folder = place.path().join("case");
    let core = Case { overlays: axes::CORE.to_vec() };
    std::fs::write(case_folder.join("kustomization.yaml"), tree::checked(&core)).expect("a file");
    std::fs::write(case_folder.join("check.yaml"), tree::CHECK).expect("a file");
    for kustomize in [current(), older()] {
        let stamped = run(&kustomize, &case_folder);
        assert_eq!(stamped, tree::stamped(&core), "with a stamp");
        assert!(stamped.contains("flightplan.dev/stamp: "));
        assert_eq!(tree::stamp_faults(&stamped), Vec::<&str>::new());
    }
}

/// The base, the examples, every overlay alone, every pair and every triple of axes.
pub(crate) fn compare() {
    examples(&current());
    let place = place();
    let case_folder = place.path().join("case");
    let core = Case { overlays: axes::CORE.to_vec() };
    let mut count = 0;
    for case in axes::singles().into_iter().chain(axes::pairs()).chain(axes::triples()).chain([core]) {
        std::fs::write(case_folder.join("kustomization.yaml"), tree::kustomization(&case)).expect("a file");
        assert_eq!(run(&current(), &case_folder), tree::rendered(&case), "{case:?}");
        count += 1;
    }
    let case = Case { overlays: vec!["accelerator", "hyperdisk-ml", "scale/burst"] };
    std::fs::write(case_folder.join("kustomization.yaml"), tree::kustomization(&case)).expect("a file");
    for (name, plan) in tree::promotions() {
        std::fs::write(case_folder.join("flightplan.yaml"), &plan).expect("a file");
        let ours = tree::render(&case, &plan).1.expect("a promotion renders").objects;
        assert_eq!(run(&current(), &case_folder), flightplan::output::stream(&ours), "{name}");
        count += 1;
    }
    eprintln!("{count} combinations are the same");
}

/// What `init` writes, for every tenth choice of overlays.
pub(crate) fn compare_init() {
    let mut count = 0;
    super::fresh::every_choice(|files, objects| {
        count += 1;
        if count % 10 != 1 {
            return;
        }
        let place = tempfile::tempdir().expect("a place");
        for file in files {
            let path = place.path().join(&file.path);
            std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder");
            std::fs::write(path, &file.text).expect("a file");
        }
        assert_eq!(run(&current(), place.path()), flightplan::output::stream(objects), "choice {count}");
    });
    eprintln!("{count} choices");
}

/// Kustomize 5.5 refuses fields that later ones know, and calls functions in its own way.
pub(crate) fn compare_older() {
    examples(&older());
    let place = place();
    let case_folder = place.path().join("case");
    for case in axes::singles() {
        std::fs::write(case_folder.join("kustomization.yaml"), tree::kustomization(&case)).expect("a file");
        assert_eq!(run(&older(), &case_folder), tree::rendered(&case), "{case:?}");
    }
}

fn examples(kustomize: &OsString) {
    let repository = tree::repository();
    assert_eq!(run(kustomize, &repository.join("base")), tree::rendered(&Case::default()), "base");
    for name in tree::EXAMPLES {
        assert_eq!(run(kustomize, &repository.join("examples").join(name)), tree::example(name), "{name}");
    }
}

/// The typed patches run by kpt on plain files, one after the other. What lies there then renders to the
/// same bytes, the comments of the base are kept, and running again changes nothing.
pub(crate) fn compare_kpt() {
    let kpt = peer("KPT", "kpt");
    for overlays in [
        vec!["model-server", "accelerator", "image-preload", "hyperdisk-ml", "scale/burst"],
        vec!["image-streaming", "secret-manager", "filestore", "spot", "scale/steady"],
        vec!["gcs-fuse", "compute-class", "scale/economy"],
    ] {
        let case = Case { overlays };
        let place = place();
        let folder = place.path().join("files");
        copy(&tree::repository().join("base"), &folder);
        std::fs::remove_file(folder.join("kustomization.yaml")).expect("the base is a kustomization");
        std::fs::write(folder.join("flightplan.yaml"), tree::plan()).expect("a file");
        let comments = comments(&folder);
        let evaluate = || {
            for overlay in &case.overlays {
                for file in patches(&place.path().join("overlays").join(overlay)) {
                    let words = ["fn", "eval", ".", "--exec", "flightplan", "--fn-config"].map(OsStr::new);
                    let words = [words.as_slice(), &[file.as_os_str()]].concat();
                    let output = output(&kpt, &words, &folder);
                    let told = String::from_utf8_lossy(&output.stderr);
                    assert!(output.status.success(), "{overlay}: {told}");
                }
            }
        };
        evaluate();
        let first = contents(&folder);
        let still = self::comments(&folder);
        let lost: Vec<_> = comments.iter().filter(|comment| !still.contains(comment)).collect();
        // Those beside the token, which comes from elsewhere or is not needed any more, go with it.
        assert!(lost.len() <= 2, "{case:?} loses {lost:?}");
        evaluate();
        for (one, other) in first.iter().zip(contents(&folder)) {
            assert_eq!(one.0, other.0, "{case:?} a second time");
            let diff = similar::TextDiff::from_lines(one.1.as_str(), &other.1).unified_diff().to_string();
            assert!(diff.is_empty(), "{case:?} a second time, {}:\n{diff}", one.0);
        }
        let names: Vec<String> = first.iter().map(|(name, _)| format!("- {name}\n")).collect();
        std::fs::write(folder.join("kustomization.yaml"), format!("resources:\n{}", names.concat()))
            .expect("a file");
        assert_eq!(run(&current(), &folder), tree::rendered(&case), "{case:?}");
    }
}

/// Two of one axis fail in kpt as they do elsewhere, and the result names both.
pub(crate) fn kpt_refuses() {
    let kpt = peer("KPT", "kpt");
    let place = place();
    let folder = place.path().join("files");
    copy(&tree::repository().join("base"), &folder);
    std::fs::remove_file(folder.join("kustomization.yaml")).expect("the base is a kustomization");
    std::fs::write(folder.join("flightplan.yaml"), tree::plan()).expect("a file");
    let evaluate = |overlay: &str| {
        let file = patches(&place.path().join("overlays").join(overlay)).remove(0);
        let words = ["fn", "eval", ".", "--results-dir=../results", "--exec", "flightplan", "--fn-config"]
            .map(OsStr::new);
        output(&kpt, &[words.as_slice(), &[file.as_os_str()]].concat(), &folder)
    };
    assert!(evaluate("spot").status.success());
    let before = contents(&folder);
    let output = evaluate("compute-class");
    assert!(!output.status.success());
    assert_eq!(contents(&folder), before, "a function that fails changes nothing");
    let results = std::fs::read_to_string(place.path().join("results/results.yaml")).expect("results");
    for words in
        ["plan-axis", "Spot `spot` and ComputeClassProfile `compute-class` both decide", "severity: error"]
    {
        assert!(results.contains(words), "{words} is not in {results}");
    }
}

/// The typed patches of an overlay.
fn patches(overlay: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(overlay).expect("an overlay").flatten();
    entries.map(|entry| entry.path()).filter(|path| !path.ends_with("kustomization.yaml")).collect()
}

/// Names and contents of the files of a folder.
fn contents(folder: &Path) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("a folder")
        .flatten()
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).expect("text");
            (entry.file_name().to_string_lossy().into_owned(), text)
        })
        .collect();
    all.sort();
    all
}

/// The comments of all files, as they are written.
fn comments(folder: &Path) -> Vec<String> {
    let all = contents(folder);
    let lines = all.iter().flat_map(|(_, text)| text.lines());
    lines.filter_map(|line| line.trim().strip_prefix('#').map(str::to_owned)).collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file");
        }
    }
}
