//! The same bytes from `kustomize build` with the typed patches as exec functions.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use super::axes;
use super::axes::Case;
use super::tree;

/// Kustomize, as `.ci/run` installs it.
fn kustomize() -> std::path::PathBuf {
    let home = std::env::var_os("HOME").expect("HOME is set");
    Path::new(&home).join(".cache/flightplan-peers/kustomize-5.8.1/kustomize")
}

fn run(folder: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_flightplan")).parent().expect("a program lies in a folder");
    let mut path = OsString::from(program);
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let output = Command::new(kustomize())
        .args(["build", "--enable-alpha-plugins", "--enable-exec"])
        .arg(folder)
        .env("PATH", path)
        .output()
        .expect("kustomize runs");
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
    let stamped = run(&case_folder);
    assert_eq!(stamped, tree::stamped(&core), "with a stamp");
    assert!(stamped.contains("flightplan.dev/stamp: "));
    assert_eq!(tree::stamp_faults(&stamped), Vec::<&str>::new());
}

/// The base, the examples, every overlay alone, every pair and every triple of axes.
pub(crate) fn compare() {
    let repository = tree::repository();
    let ours = tree::rendered(&Case::default());
    assert_eq!(run(&repository.join("base")), ours, "base");
    for name in tree::EXAMPLES {
        assert_eq!(run(&repository.join("examples").join(name)), tree::example(name), "{name}");
    }
    let place = place();
    let case_folder = place.path().join("case");
    let core = Case { overlays: axes::CORE.to_vec() };
    let mut count = 0;
    for case in axes::singles().into_iter().chain(axes::pairs()).chain(axes::triples()).chain([core]) {
        std::fs::write(case_folder.join("kustomization.yaml"), tree::kustomization(&case)).expect("a file");
        assert_eq!(run(&case_folder), tree::rendered(&case), "{case:?}");
        count += 1;
    }
    eprintln!("{count} combinations are the same");
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
