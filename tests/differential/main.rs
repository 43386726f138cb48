//! Random trees, built by this program and by the real kustomize: the same bytes, or both fail.
//!
//! `cargo test --test differential -- --ignored` builds 1,000 trees from seed 1. In the environment,
//! `TREES` and `SEED` choose others, `WITHOUT` names fields of kustomizations to leave out, and `THREADS`
//! says how many trees are built at a time. `KUSTOMIZE_SERVER` names a build of `tests/peers/kustomize-server`,
//! which is many times faster than the program (`KUSTOMIZE`). Each tree on which the two differ is made as small as it can
//! be and printed (`SHRINK=0`: only told in short, as it is); the run stops at the 12th (`ENOUGH`). `TELL=1` prints
//! why trees fail in both. With `KEEP` set to a folder, it is written there as a case of `tests/kustomize`. With `DUMP`
//! set to a folder, the trees are written there as they are.
//!
//! 2026-11-25, kustomize 5.8.1, seeds 1 to 20000 (`SEED=1 TREES=20000 SHRINK=0 ENOUGH=100000`): 15,543 give the same
//! bytes, 4,135 fail in both, 322 break kustomize (`compare::EXCUSES`, and hashes that it adds to objects of other
//! kinds), none differs.
#![expect(clippy::indexing_slicing, clippy::expect_used, clippy::panic, reason = "a test may stop")]
#![expect(clippy::too_many_lines, clippy::similar_names, reason = "lists of choices are long")]
#![expect(clippy::print_stdout, reason = "the numbers are for those who run it")]

mod compare;
mod derive;
mod fields;
mod kustomizations;
mod more;
mod objects;
mod oracle;
mod patches;
mod random;
mod scalars;
mod shrink;
mod tree;
mod walk;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use compare::Difference;
use compare::Pair;
use tree::Tree;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[derive(Default)]
struct Counts {
    same: AtomicU64,
    both_fail: Mutex<BTreeMap<String, Vec<u64>>>,
    excused: AtomicU64,
}

#[test]
#[ignore = "needs the real kustomize"]
fn random_trees_give_the_bytes_of_kustomize() {
    let first = number("SEED", 1);
    let last = first + number("TREES", 1000);
    let without: Vec<String> =
        std::env::var("WITHOUT").unwrap_or_default().split(',').map(str::to_owned).collect();
    let (enough, shrinks, tells) = (number("ENOUGH", 12), number("SHRINK", 1) == 1, number("TELL", 0) == 1);
    let next = AtomicU64::new(first);
    let counts = Counts::default();
    let found: Mutex<Vec<(u64, Tree, Difference)>> = Mutex::default();
    // A panic of the build is a finding, any other is told as always.
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !compare::BUILDING.get() {
            tell(panic);
        }
    }));
    std::thread::scope(|scope| {
        for _ in 0..number("THREADS", 2) {
            scope.spawn(|| {
                let mut pair = Pair::new();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= last || found.lock().expect("no thread stops").len() as u64 >= enough {
                        return;
                    }
                    let mut tree = kustomizations::tree(seed);
                    tree.leave_out(&without);
                    if let Some(folder) = std::env::var_os("DUMP") {
                        let folder = PathBuf::from(folder).join(seed.to_string());
                        tree.write(&folder).expect("the folder can be written");
                    }
                    let verdict = pair.compare(&tree);
                    if let (true, Ok(compare::Agreement::BothFail(code, theirs))) = (tells, &verdict) {
                        println!("seed {seed}: {code}: {theirs}");
                    }
                    let Some(mut difference) = count(seed, verdict, &counts) else { continue };
                    if shrinks {
                        println!("seed {seed} differs");
                        (tree, difference) = shrink::shrink(tree, difference, &mut pair);
                    } else {
                        let told: Vec<_> =
                            difference.to_string().lines().take(14).map(str::to_owned).collect();
                        println!("===== seed {seed}: {}", told.join("\n"));
                    }
                    found.lock().expect("no thread stops").push((seed, tree, difference));
                }
            });
        }
    });
    let found = found.into_inner().expect("no thread stops");
    let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
    let both_fail = counts.both_fail.lock().expect("no thread stops");
    let mut codes: Vec<_> = both_fail.iter().collect();
    codes.sort_by_key(|(_, seeds)| std::cmp::Reverse(seeds.len()));
    let codes: Vec<_> =
        codes.iter().map(|(code, seeds)| format!("{code} {} (seed {})", seeds.len(), seeds[0])).collect();
    let summary = format!(
        "{} trees: {} the same, {} fail in both, {} break kustomize, {} differ\nfailures in both: {}",
        next.load(Ordering::Relaxed).min(last) - first,
        count(&counts.same),
        both_fail.values().map(Vec::len).sum::<usize>(),
        count(&counts.excused),
        found.len(),
        codes.join(", ")
    );
    let mut report = String::new();
    for (seed, tree, difference) in &found {
        if !shrinks {
            continue;
        }
        let _ = writeln!(report, "\n===== seed {seed}: {difference}");
        for (path, text) in tree.texts() {
            let _ = write!(report, "--- {path}\n{text}");
        }
        if let Some(folder) = std::env::var_os("KEEP").filter(|it| !it.is_empty()) {
            keep(&PathBuf::from(folder).join(format!("seed-{seed}.txt")), tree, difference);
        }
    }
    assert!(found.is_empty(), "{summary}\n{report}");
    // Shown with `--nocapture`.
    println!("{summary}");
}

#[test]
#[ignore = "needs the real kustomize"]
fn the_server_answers_as_the_program() {
    let Some(mut server) = oracle::Oracle::server() else { return };
    let mut program = oracle::Oracle::program();
    let folder = tempfile::tempdir().expect("a folder for trees");
    for seed in 1..=number("SPOTS", 40) {
        let folder = folder.path().join(seed.to_string());
        let tree = kustomizations::tree(seed);
        tree.write(&folder).expect("the folder can be written");
        let (a, b) = (server.build(&folder.join(&tree.root)), program.build(&folder.join(&tree.root)));
        assert_eq!(a.verdict.as_ref().ok(), b.verdict.as_ref().ok(), "seed {seed}");
        assert_eq!(compare::deprecated(&a.notes), compare::deprecated(&b.notes), "seed {seed}");
    }
}

fn count(
    seed: u64,
    difference: Result<compare::Agreement, Difference>,
    counts: &Counts,
) -> Option<Difference> {
    let counter = match difference {
        Ok(compare::Agreement::Same) => &counts.same,
        Ok(compare::Agreement::Excused) => &counts.excused,
        Ok(compare::Agreement::BothFail(code, _)) => {
            counts.both_fail.lock().expect("no thread stops").entry(code).or_default().push(seed);
            return None;
        }
        Err(difference) => return Some(difference),
    };
    counter.fetch_add(1, Ordering::Relaxed);
    None
}

/// Writes a case of `tests/kustomize`: the files of the root first, then what kustomize makes of them.
fn keep(path: &std::path::Path, tree: &Tree, difference: &Difference) {
    let mut text = String::new();
    let (own, others): (Vec<_>, Vec<_>) = tree.texts().partition(|(path, _)| path.starts_with(&tree.root));
    for (path, body) in own.into_iter().chain(others) {
        let _ = write!(text, "-- {path} --\n{body}");
    }
    let (name, body) = match difference.theirs() {
        Ok(output) => ("out", output.as_str()),
        Err(_) => ("error", ""),
    };
    let _ = write!(text, "-- {name} --\n{body}");
    std::fs::write(path, text).expect("the file can be written");
}
