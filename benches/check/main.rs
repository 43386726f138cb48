//! `cargo bench --bench check`: what checking costs on top of building, and beside what people run today:
//! `kustomize build | kubeconform -strict` and `kube-linter lint` of the same output, in turns, in one run.
//!
//! `$FLIGHTPLAN` is this program, else where cargo has put it; `$KUSTOMIZE`, `$KUBECONFORM` and `$KUBE_LINTER` are the
//! others, else those on PATH. `$FLIGHTPLAN_DEFINITIONS` is the `_definitions.json` of the `*-local-strict` schemas of
//! the package `kubernetes-validate` (`.ci/run` installs all of them). No crate is needed:
//!
//!     cargo build --release && rustc --edition 2024 -O -o target/check benches/check/main.rs && target/check
//!
//! Printed are medians of the wall clock and the peaks of memory. A peer that did not look at every object ends the
//! run: kubeconform must call each of them valid, and kube-linter must find what is there to be found.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark prints, and may fail loudly"
)]

#[path = "../kustomize/trees.rs"]
#[expect(dead_code, reason = "only one of the trees is measured here")]
mod trees;

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

/// How many resources the tree has.
const COUNT: usize = 1_000;
/// How often each program runs.
const ROUNDS: usize = 5;
/// How often this program runs in each round: it is over in a few milliseconds.
const OFTEN: usize = 5;
/// The most that a check may cost, in builds.
const MOST: f64 = 2.0;
/// How many times less than the others it must cost.
const LEAST: f64 = 20.0;

fn output(command: &mut Command) -> Output {
    command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

/// Runs a program to its end, and looks at what it said.
fn timed(command: &mut Command, did_its_work: impl Fn(&Output) -> bool) -> Duration {
    let started = Instant::now();
    let output = output(command);
    let wall = started.elapsed();
    assert!(
        did_its_work(&output),
        "{command:?} did not do its work:\n{}{}",
        String::from_utf8_lossy(&output.stdout).chars().take(2_000).collect::<String>(),
        String::from_utf8_lossy(&output.stderr).chars().take(2_000).collect::<String>()
    );
    wall
}

/// The peak of the resident set in MiB; `None` without GNU time.
fn peak(command: &Command) -> Option<f64> {
    let mut timed = Command::new("/usr/bin/time");
    timed.args(["-f", "%M"]).arg(command.get_program()).args(command.get_args());
    timed.current_dir(command.get_current_dir()?);
    let output = timed.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.lines().last()?.trim().parse::<f64>().ok().map(|kib| kib / 1024.0)
}

fn median(mut walls: Vec<Duration>) -> f64 {
    walls.sort();
    walls.get(walls.len() / 2).copied().unwrap_or_default().as_secs_f64()
}

/// The schemas of the tree's kinds, made to name each other as the files that they are.
fn schemas(definitions: &Path, into: &Path) -> String {
    fs::create_dir_all(into).unwrap();
    for name in ["_definitions", "configmap-v1", "deployment-apps-v1", "service-v1", "serviceaccount-v1"] {
        let from = definitions.with_file_name(format!("{name}.json"));
        let text = fs::read_to_string(&from).unwrap_or_else(|error| panic!("{}: {error}", from.display()));
        let text =
            text.replace("/api/_definitions.json", "_definitions.json").replace("\"$id\"", "\"$comment\"");
        fs::write(into.join(format!("{name}.json")), text).unwrap();
    }
    format!("{}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json", into.display())
}

/// One of the programs.
struct Runner<'r> {
    name: &'r str,
    command: Command,
    did_its_work: &'r dyn Fn(&Output) -> bool,
    often: usize,
    walls: Vec<Duration>,
}

impl<'r> Runner<'r> {
    fn new(
        name: &'r str,
        program: &str,
        arguments: &[&str],
        folder: &Path,
        did_its_work: &'r dyn Fn(&Output) -> bool,
    ) -> Self {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(folder);
        Self { name, command, did_its_work, often: 1, walls: Vec::new() }
    }

    fn run(&mut self) {
        for _ in 0..self.often {
            self.walls.push(timed(&mut self.command, self.did_its_work));
        }
    }

    /// Prints a line, and gives the median in seconds.
    fn print(&self) -> f64 {
        let wall = median(self.walls.clone());
        let peak = peak(&self.command).map_or_else(|| "-".to_owned(), |peak| format!("{peak:.0} MiB"));
        println!("{:26} {:>10.2} ms {peak:>10}", self.name, wall * 1e3);
        wall
    }
}

/// A folder that is gone when the benchmark ends.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

fn main() {
    let named = |variable: &str, name: &str| std::env::var(variable).unwrap_or_else(|_| name.to_owned());
    let own =
        named("FLIGHTPLAN", option_env!("CARGO_BIN_EXE_flightplan").unwrap_or("target/release/flightplan"));
    let own = fs::canonicalize(&own).unwrap_or_else(|error| panic!("{own}: {error}")).display().to_string();
    let scratch = Scratch(std::env::temp_dir().join(format!("flightplan-check-{}", std::process::id())));
    let (tree, beside) = (scratch.0.join("tree"), scratch.0.join("rendered"));
    trees::generated(&tree, COUNT);
    fs::create_dir_all(&beside).unwrap();
    let definitions = PathBuf::from(named("FLIGHTPLAN_DEFINITIONS", "_definitions.json"));
    let location = schemas(&definitions, &scratch.0.join("schemas"));

    let rendered = output(Command::new(&own).args(["build", "."]).current_dir(&tree)).stdout;
    fs::write(beside.join("all.yaml"), &rendered).unwrap();
    let says = |output: &Output, words: &str| String::from_utf8_lossy(&output.stdout).contains(words);
    let succeeds = |output: &Output| output.status.success();
    let builds = |output: &Output| output.status.success() && output.stdout == rendered;
    let all_valid = format!("Valid: {COUNT}, Invalid: 0, Errors: 0, Skipped: 0");
    let validates = |output: &Output| says(output, &all_valid);
    // The pods of the tree set no read-only file system, which is one of the checks that run unless told otherwise.
    let lints = |output: &Output| {
        let found = String::from_utf8_lossy(&output.stdout).matches("no-read-only-root-fs").count();
        found >= COUNT / 4
    };
    let conform = ["-strict", "-summary", "-schema-location", &location, "all.yaml"];
    let mut runners = [
        Runner::new("flightplan build", &own, &["build", "."], &tree, &builds),
        Runner::new("flightplan check", &own, &["check", "."], &tree, &succeeds),
        Runner::new("kustomize build", &named("KUSTOMIZE", "kustomize"), &["build", "."], &tree, &builds),
        Runner::new(
            "kubeconform -strict",
            &named("KUBECONFORM", "kubeconform"),
            &conform,
            &beside,
            &validates,
        ),
        Runner::new(
            "kube-linter lint",
            &named("KUBE_LINTER", "kube-linter"),
            &["lint", "all.yaml"],
            &beside,
            &lints,
        ),
    ];
    for own in runners.iter_mut().take(2) {
        own.often = OFTEN;
    }
    for _ in 0..ROUNDS {
        runners.iter_mut().for_each(Runner::run);
    }
    println!("{:26} {:>13} {:>10}", format!("{COUNT} resources"), "median", "peak");
    let walls: Vec<f64> = runners.iter().map(Runner::print).collect();
    let [build, check, peers @ ..] = walls.as_slice() else { return };
    let note = |good: bool| if good { "" } else { "  MISSES THE GOAL" };
    let (cost, saved) = (check / build, peers.iter().sum::<f64>() / check);
    println!("check costs {cost:.2} builds, goal at most {MOST}{}", note(cost <= MOST));
    println!("the others cost {saved:.0} checks, goal at least {LEAST}{}", note(saved >= LEAST));
}
