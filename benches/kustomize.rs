//! `cargo bench [-- WORD…]`: this program against the real kustomize, as whole processes, in turns.
//!
//! The real kustomize is taken from `$KUSTOMIZE`, else from PATH. Printed are medians of the wall clock, the
//! peak of the memory as GNU time tells it, the ratio, and whether both printed the same bytes.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark prints, and may fail loudly"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

const OWN: &str = env!("CARGO_BIN_EXE_flightplan");

struct Run {
    wall: Duration,
    stdout: Vec<u8>,
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> Run {
    let started = Instant::now();
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let wall = started.elapsed();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Run { wall, stdout: output.stdout }
}

/// The peak of the resident set in MiB; `None` without GNU time.
fn peak(program: &str, arguments: &[&str], folder: &Path) -> Option<f64> {
    let output = Command::new("/usr/bin/time")
        .args(["-f", "%M", program])
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    text.lines().last()?.trim().parse::<f64>().ok().map(|kib| kib / 1024.0)
}

fn median(mut walls: Vec<Duration>) -> f64 {
    walls.sort();
    walls.get(walls.len() / 2).copied().unwrap_or_default().as_secs_f64()
}

/// Both programs on one root, in turns. `theirs` is how often kustomize runs; this program runs at least
/// nine times, between those runs.
fn compare(name: &str, kustomize: Option<&str>, folder: &Path, root: &str, theirs: usize) {
    let arguments = ["build", root];
    let mut ours = Vec::new();
    let mut others = Vec::new();
    let mut same = None;
    let own = run(OWN, &arguments, folder);
    let rounds = theirs.max(1);
    for round in 0..rounds {
        for _ in 0..9_usize.div_ceil(rounds).max(1) {
            ours.push(run(OWN, &arguments, folder).wall);
        }
        if let Some(kustomize) = kustomize {
            let theirs = run(kustomize, &arguments, folder);
            others.push(theirs.wall);
            if round == 0 {
                same = Some(theirs.stdout == own.stdout);
            }
        }
    }
    let ours = median(ours);
    let mut line = format!("{name:28} {:>10}", seconds(ours));
    let memory = peak(OWN, &arguments, folder);
    if let Some(kustomize) = kustomize {
        let others = median(others);
        let _ = write!(line, " {:>10} {:>8.0}x", seconds(others), others / ours);
        let _ =
            write!(line, " {:>8} {:>8}", mebibytes(memory), mebibytes(peak(kustomize, &arguments, folder)));
        line.push_str(if same == Some(true) { "  same bytes" } else { "  THE OUTPUT DIFFERS" });
    } else {
        let _ = write!(line, " {:>10} {:>9} {:>8}", "-", "-", mebibytes(memory));
    }
    println!("{line}");
}

fn seconds(value: f64) -> String {
    if value < 0.1 { format!("{:.2} ms", value * 1e3) } else { format!("{value:.2} s") }
}

fn mebibytes(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.0} MiB"))
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn deployment(index: usize) -> String {
    format!(
        "apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-{index}
  labels:
    app: app-{index}
    tier: backend
spec:
  replicas: 2
  selector:
    matchLabels:
      app: app-{index}
  template:
    metadata:
      labels:
        app: app-{index}
    spec:
      containers:
      - name: server
        image: example.com/server:v1
        args:
        - --port=8080
        - --verbose
        env:
        - name: LEVEL
          value: info
        - name: CONFIG
          valueFrom:
            configMapKeyRef:
              name: config-{index}
              key: level
        ports:
        - containerPort: 8080
          name: http
        resources:
          requests:
            cpu: 500m
            memory: 512Mi
"
    )
}

/// A quarter each of four kinds.
fn resource(index: usize) -> String {
    let of = index / 4;
    match index % 4 {
        0 => deployment(of),
        1 => format!(
            "apiVersion: v1\nkind: Service\nmetadata:\n  name: app-{of}\nspec:\n  ports:\n  - name: http\n    port: 80\n    targetPort: http\n  selector:\n    app: app-{of}\n"
        ),
        2 => format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config-{of}\ndata:\n  level: info\n  text: |\n    first line\n    second line {of}\n"
        ),
        _ => format!("apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: account-{of}\n"),
    }
}

/// `count` resources in files of ten, 50 strategic and 20 JSON patches, labels, images, a namespace.
fn generated(folder: &Path, count: usize) {
    let mut kustomization = String::from("resources:\n");
    for file in 0..count.div_ceil(10) {
        let last = ((file + 1) * 10).min(count);
        let texts: Vec<String> = (file * 10..last).map(resource).collect();
        write(folder, &format!("r{file}.yaml"), &texts.join("---\n"));
        let _ = writeln!(kustomization, "- r{file}.yaml");
    }
    kustomization.push_str(
        "namespace: prod\nlabels:\n- pairs:\n    team: serving\n  includeSelectors: true\nimages:\n- name: example.com/server\n  newTag: v2\npatches:\n",
    );
    let deployments = count / 4;
    for index in 0..50.min(deployments) {
        write(
            folder,
            &format!("p{index}.yaml"),
            &format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-{index}\nspec:\n  replicas: 3\n  template:\n    spec:\n      containers:\n      - name: server\n        env:\n        - name: LEVEL\n          value: debug\n"
            ),
        );
        let _ = writeln!(kustomization, "- path: p{index}.yaml");
    }
    for index in 0..20.min(deployments) {
        let _ = write!(
            kustomization,
            "- target:\n    kind: Deployment\n    name: app-{index}\n  patch: |-\n    - op: replace\n      path: /spec/template/spec/containers/0/resources/requests/cpu\n      value: 750m\n"
        );
    }
    write(folder, "kustomization.yaml", &kustomization);
}

/// A base and three overlays, one on the other.
fn stack(folder: &Path) {
    write(folder, "base/kustomization.yaml", "resources:\n- d.yaml\n- s.yaml\n- c.yaml\n");
    for (name, index) in [("d", 0), ("s", 1), ("c", 2)] {
        write(folder, &format!("base/{name}.yaml"), &resource(index));
    }
    write(
        folder,
        "team/kustomization.yaml",
        "resources:\n- ../base\nnamePrefix: team-\ncommonAnnotations:\n  owner: serving\n",
    );
    write(
        folder,
        "prod/kustomization.yaml",
        "resources:\n- ../team\nnamespace: prod\nimages:\n- name: example.com/server\n  newTag: v2\npatches:\n- path: patch.yaml\n",
    );
    write(
        folder,
        "prod/patch.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app-0\nspec:\n  replicas: 5\n",
    );
    write(
        folder,
        "region/kustomization.yaml",
        "resources:\n- ../prod\nconfigMapGenerator:\n- name: region\n  literals:\n  - region=asia\nlabels:\n- pairs:\n    region: asia\n",
    );
}

/// 200 overlays of one base.
fn fleet(folder: &Path) -> Vec<String> {
    stack(folder);
    (0..200)
        .map(|index| {
            let root = format!("fleet/o{index}");
            write(
                folder,
                &format!("{root}/kustomization.yaml"),
                &format!("resources:\n- ../../prod\nnameSuffix: -o{index}\nreplicas:\n- name: app-0\n  count: {index}\n"),
            );
            root
        })
        .collect()
}

fn compare_fleet(kustomize: Option<&str>, folder: &Path) {
    let roots = fleet(folder);
    let mut arguments = vec!["build"];
    arguments.extend(roots.iter().map(String::as_str));
    let ours = median((0..9).map(|_| run(OWN, &arguments, folder).wall).collect());
    let mut line = format!("{:28} {:>10}", "200 overlays, one process", seconds(ours));
    if let Some(kustomize) = kustomize {
        let started = Instant::now();
        for root in &roots {
            run(kustomize, &["build", root], folder);
        }
        let theirs = started.elapsed().as_secs_f64();
        let _ = write!(line, " {:>10} {:>8.0}x", seconds(theirs), theirs / ours);
    }
    println!("{line}");
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    let kustomize = std::env::var("KUSTOMIZE").unwrap_or_else(|_| "kustomize".to_owned());
    let found = Command::new(&kustomize).arg("version").output().ok().filter(|it| it.status.success());
    let kustomize = found.as_ref().map(|_| kustomize.as_str());
    match &found {
        Some(output) => println!("against kustomize {}", String::from_utf8_lossy(&output.stdout).trim()),
        None => println!("without kustomize: it is neither in $KUSTOMIZE nor on PATH"),
    }
    println!("{:28} {:>10} {:>10} {:>9} {:>8} {:>8}", "", "flightplan", "kustomize", "ratio", "peak", "peak");
    let folder = tempfile::tempdir().unwrap();
    if wanted("stack") {
        let folder = folder.path().join("stack");
        stack(&folder);
        compare("stack: base + 3 overlays", kustomize, &folder, "region", 9);
    }
    for (count, theirs) in [(100, 5), (1_000, 2), (2_000, 1)] {
        let name = format!("{count} resources");
        if wanted(&name) {
            let folder = folder.path().join(count.to_string());
            generated(&folder, count);
            compare(&name, kustomize, &folder, ".", theirs);
        }
    }
    for count in [10_000, 100_000] {
        let name = format!("{count} resources");
        if wanted(&name) {
            let folder = folder.path().join(count.to_string());
            generated(&folder, count);
            compare(&name, None, &folder, ".", 1);
        }
    }
    if wanted("fleet") {
        compare_fleet(kustomize, &folder.path().join("fleet"));
    }
}
