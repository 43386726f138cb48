//! `cargo bench [--bench kustomize] [-- ROW…]`: this program against the real kustomize, as whole processes, in
//! turns.
//!
//! Rows: `stack`, `100`, `1000`, `2000`, `fleet`, `growth`, `parse`; all of them take five minutes on two idle
//! processors, most of it kustomize's. The real kustomize is taken from `$KUSTOMIZE`, else from PATH; this program
//! from `$FLIGHTPLAN`, else from where cargo has put it. No crate is needed, so it can also be built without cargo:
//!
//!     cargo build --release && rustc --edition 2024 -O -o target/versus benches/kustomize/main.rs && target/versus
//!
//! Printed are medians of the wall clock with the ratio and its goal, the peaks of memory as GNU time tells them,
//! and whether both programs printed the same bytes; then how time grows with the number of resources, and the
//! instructions that callgrind counts for each byte of a plain file.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark prints, and may fail loudly"
)]

mod trees;

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

struct Run {
    wall: Duration,
    stdout: Vec<u8>,
}

fn finished(command: &mut Command) -> Output {
    let output = command.stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> Run {
    let started = Instant::now();
    let output = finished(Command::new(program).args(arguments).current_dir(folder));
    Run { wall: started.elapsed(), stdout: output.stdout }
}

/// The peak of the resident set in MiB; `None` without GNU time.
fn peak(program: &str, arguments: &[&str], folder: &Path) -> Option<f64> {
    let mut command = Command::new("/usr/bin/time");
    command.args(["-f", "%M", program]).args(arguments).current_dir(folder);
    let output = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.lines().last()?.trim().parse::<f64>().ok().map(|kib| kib / 1024.0)
}

fn median(mut walls: Vec<Duration>) -> f64 {
    walls.sort();
    walls.get(walls.len() / 2).copied().unwrap_or_default().as_secs_f64()
}

fn seconds(value: f64) -> String {
    if value < 1.0 { format!("{:.2} ms", value * 1e3) } else { format!("{value:.2} s") }
}

fn mebibytes(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.0} MiB"))
}

struct Programs {
    own: String,
    kustomize: Option<String>,
}

/// A line of the table.
struct Row<'r> {
    name: &'r str,
    /// How many times faster this program should be.
    goal: f64,
    ours: f64,
    theirs: Option<f64>,
    peaks: (Option<f64>, Option<f64>),
    same: Option<bool>,
}

impl Row<'_> {
    fn print(&self) {
        let Self { name, goal, ours, theirs, peaks, same } = self;
        let ratio = theirs.map(|theirs| theirs / ours);
        let shown = ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.0}x"));
        let mut notes = Vec::new();
        if ratio.is_some_and(|ratio| ratio < *goal) {
            notes.push("SLOWER THAN THE GOAL");
        }
        if let (Some(own), Some(other)) = peaks
            && own > other
        {
            notes.push("MORE MEMORY THAN KUSTOMIZE");
        }
        match same {
            Some(true) => notes.push("same bytes"),
            Some(false) => notes.push("THE OUTPUT DIFFERS"),
            None => {}
        }
        let theirs = theirs.map_or_else(|| "-".to_owned(), seconds);
        println!(
            "{name:26} {:>10} {theirs:>10} {shown:>7} {:>6} {:>9} {:>9}  {}",
            seconds(*ours),
            format!("{goal}x"),
            mebibytes(peaks.0),
            mebibytes(peaks.1),
            notes.join(", ")
        );
    }
}

/// Both programs on one root, in turns. kustomize runs `rounds` times; this program runs at least nine times,
/// between those runs.
fn compare(programs: &Programs, name: &str, goal: f64, folder: &Path, root: &str, rounds: usize) {
    let arguments = ["build", root];
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    let mut same = None;
    let own = run(&programs.own, &arguments, folder);
    for round in 0..rounds {
        ours.extend((0..9_usize.div_ceil(rounds)).map(|_| run(&programs.own, &arguments, folder).wall));
        if let Some(kustomize) = &programs.kustomize {
            let other = run(kustomize, &arguments, folder);
            theirs.push(other.wall);
            if round == 0 {
                same = Some(other.stdout == own.stdout);
            }
        }
    }
    let other_peak = programs.kustomize.as_ref().and_then(|it| peak(it, &arguments, folder));
    let peaks = (peak(&programs.own, &arguments, folder), other_peak);
    let theirs = (!theirs.is_empty()).then(|| median(theirs));
    Row { name, goal, ours: median(ours), theirs, peaks, same }.print();
}

/// 200 overlays of one base: one process against 200.
fn fleet(programs: &Programs, folder: &Path) {
    let roots = trees::fleet(folder);
    let mut arguments = vec!["build"];
    arguments.extend(roots.iter().map(String::as_str));
    let own = run(&programs.own, &arguments, folder);
    let mut ours: Vec<Duration> = (0..5).map(|_| run(&programs.own, &arguments, folder).wall).collect();
    let mut theirs = None;
    let mut same = None;
    if let Some(kustomize) = &programs.kustomize {
        let mut wall = Duration::ZERO;
        let mut texts = Vec::new();
        for root in &roots {
            let run = run(kustomize, &["build", root], folder);
            wall += run.wall;
            texts.push(String::from_utf8(run.stdout).unwrap());
        }
        theirs = Some(wall.as_secs_f64());
        same = Some(texts.join("---\n").as_bytes() == own.stdout);
    }
    ours.extend((0..5).map(|_| run(&programs.own, &arguments, folder).wall));
    let peaks = (peak(&programs.own, &arguments, folder), None);
    Row { name: "200 overlays, one process", goal: 400.0, ours: median(ours), theirs, peaks, same }.print();
}

/// How time grows with the number of resources.
fn growth(programs: &Programs, folder: &Path) {
    println!("\n{:26} {:>10} {:>14} {:>10} {:>9}", "growth", "wall", "a resource", "to 1,000", "peak");
    let mut first = None;
    for (count, runs) in [(1_000_u32, 15), (10_000, 9), (100_000, 5)] {
        let folder = folder.join(count.to_string());
        trees::generated(&folder, count as usize);
        run(&programs.own, &["build", "."], &folder);
        let wall = median((0..runs).map(|_| run(&programs.own, &["build", "."], &folder).wall).collect());
        let each = wall / f64::from(count);
        let grown = each / *first.get_or_insert(each);
        println!(
            "{:26} {:>10} {:>11.2} us {:>9.2}x {:>9}  {}",
            format!("{count} resources"),
            seconds(wall),
            each * 1e6,
            grown,
            mebibytes(peak(&programs.own, &["build", "."], &folder)),
            if grown > 1.2 { "MORE THAN LINEAR" } else { "" }
        );
    }
}

/// The instructions that each byte of a plain file costs, from reading to printing.
fn parse(programs: &Programs, folder: &Path) {
    let bytes = trees::plain(folder, 20_000_000);
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", &programs.own, "build", "."]);
    let output = valgrind.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).output();
    let text = output.map(|it| String::from_utf8_lossy(&it.stderr).into_owned()).unwrap_or_default();
    let count = text.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse::<f64>().ok());
    match count {
        Some(count) => {
            let each = count / f64::from(u32::try_from(bytes).unwrap());
            let note = if each > 150.0 { "MORE THAN THE GOAL" } else { "" };
            println!("\nplain file of 20 MB: {each:.0} instructions a byte, goal 150  {note}");
        }
        None => println!("\nplain file of 20 MB: not counted, for valgrind is not there"),
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
    let rows: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |name: &str| rows.is_empty() || rows.iter().any(|row| row == name);
    let own = std::env::var("FLIGHTPLAN").unwrap_or_else(|_| {
        option_env!("CARGO_BIN_EXE_flightplan").unwrap_or("target/release/flightplan").to_owned()
    });
    // It runs in other folders.
    let own = fs::canonicalize(&own).unwrap_or_else(|error| panic!("{own}: {error}")).display().to_string();
    let kustomize = std::env::var("KUSTOMIZE").unwrap_or_else(|_| "kustomize".to_owned());
    let found = Command::new(&kustomize).arg("version").output().ok().filter(|it| it.status.success());
    match &found {
        Some(output) => println!("against kustomize {}", String::from_utf8_lossy(&output.stdout).trim()),
        None => println!("without kustomize: it is neither in $KUSTOMIZE nor on PATH"),
    }
    let programs = Programs { own, kustomize: found.map(|_| kustomize) };
    let scratch = Scratch(std::env::temp_dir().join(format!("flightplan-bench-{}", std::process::id())));
    let place = |name: &str| scratch.0.join(name);
    println!(
        "{:26} {:>10} {:>10} {:>7} {:>6} {:>9} {:>9}",
        "", "flightplan", "kustomize", "ratio", "goal", "peak", "peak"
    );
    if wanted("stack") {
        trees::stack(&place("stack"));
        compare(&programs, "stack: base + 3 overlays", 50.0, &place("stack"), "region", 15);
    }
    for (count, goal, rounds) in [(100, 60.0, 7), (1_000, 250.0, 3), (2_000, 600.0, 3)] {
        if wanted(&count.to_string()) {
            let folder = place(&count.to_string());
            trees::generated(&folder, count);
            compare(&programs, &format!("{count} resources"), goal, &folder, ".", rounds);
        }
    }
    if wanted("fleet") {
        fleet(&programs, &place("fleet"));
    }
    if wanted("growth") {
        growth(&programs, &place("growth"));
    }
    if wanted("parse") {
        parse(&programs, &place("parse"));
    }
}
