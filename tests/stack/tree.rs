//! Trees of the base and overlays, rendered in memory.

use std::fmt::Write;
use std::path::Path;
use std::path::PathBuf;
use std::sync::OnceLock;

use flightplan::build::Options;
use flightplan::build::build;
use flightplan::diag::Session;
use flightplan::object::Rendered;
use flightplan::output::stream;
use flightplan::pipeline::Settings;
use flightplan::pipeline::check_stream;
use flightplan::pipeline::render as render_root;
use flightplan::source::Disk;
use flightplan::source::EntryKind;
use flightplan::source::Memory;
use flightplan::source::Tree;

use super::axes::Case;

/// The examples.
pub(crate) const EXAMPLES: [&str; 4] = ["gemma2-tokyo", "gemma2-iowa", "gemma2-taiwan", "gemma2-frankfurt"];

/// The repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `base/` and `overlays/` as they are committed.
fn shipped() -> &'static Memory {
    static CELL: OnceLock<Memory> = OnceLock::new();
    CELL.get_or_init(|| {
        let mut memory = Memory::default();
        for folder in ["base", "overlays"] {
            add(&mut memory, &repository().join(folder), &PathBuf::from("/repo").join(folder));
        }
        memory
    })
}

fn add(memory: &mut Memory, from: &Path, to: &Path) {
    for (name, kind) in Disk.list(from).unwrap() {
        match kind {
            EntryKind::Folder => add(memory, &from.join(&name), &to.join(&name)),
            EntryKind::File => memory.insert(to.join(&name), Disk.read(&from.join(&name)).unwrap()),
        }
    }
}

/// The kustomization of a case. Without overlays there is nothing that needs a FlightPlan.
pub(crate) fn kustomization(case: &Case) -> String {
    let mut text = "resources:\n- ../base\n- flightplan.yaml\n".to_owned();
    if !case.overlays.is_empty() {
        text.push_str("components:\n");
    }
    for overlay in &case.overlays {
        writeln!(text, "- ../overlays/{overlay}").unwrap();
    }
    text
}

/// The kind that checks, as a function.
pub(crate) const CHECK: &str = "apiVersion: flightplan.dev/v1alpha1\nkind: Check\nmetadata:\n  name: check\n  \
    annotations:\n    config.kubernetes.io/function: |\n      exec: {path: flightplan}\nspec: {stamp: true}\n";

/// The output of a case with the check listed last, and with a ConfigMap whose name gets a hash after it.
pub(crate) fn stamped(case: &Case) -> String {
    let mut memory = shipped().clone();
    memory.insert("/repo/case/kustomization.yaml", checked(case));
    memory.insert("/repo/case/flightplan.yaml", plan());
    memory.insert("/repo/case/check.yaml", CHECK);
    let mut session = Session::default();
    let rendered = render_root(Path::new("/repo/case"), &memory, &Options::default(), &mut session);
    stream(&rendered.expect("a case with a check renders").objects)
}

/// The kustomization of a case with the check, and with a ConfigMap whose name gets a hash after it.
pub(crate) fn checked(case: &Case) -> String {
    format!(
        "{}transformers:\n- check.yaml\nconfigMapGenerator:\n- name: settings\n  literals: [a=1]\n",
        kustomization(case)
    )
}

/// What `check --require-stamp` says of the stamp of a text.
pub(crate) fn stamp_faults(text: &str) -> Vec<&'static str> {
    let settings = Settings { require_stamp: true, ..Settings::default() };
    let outcome = check_stream(text.as_bytes().to_vec(), &settings);
    let all = outcome.session.diagnostics.all().iter();
    all.map(|finding| finding.code).filter(|code| code.ends_with("-stamp")).collect()
}

/// The FlightPlan of all cases.
pub(crate) fn plan() -> String {
    std::fs::read_to_string(repository().join("tests/stack/flightplan.yaml")).unwrap()
}

/// The FlightPlan with each way to a read-only volume, but for the disk in one zone that it has.
pub(crate) fn promotions() -> [(&'static str, String); 4] {
    let plan = plan();
    let handle = plan.lines().find(|line| line.contains("volumeHandle:")).unwrap().to_owned();
    let with = |lines: &str| plan.replace(&handle, lines);
    [
        ("snapshot", with("    promotion: snapshot")),
        ("snapshot-multi-zone", with("    promotion: snapshot\n    multiZone: true")),
        ("clone", with("    promotion: clone")),
        ("multi-zone", with("    volumeHandle: projects/example-project/zones/multi-zone/disks/gemma-2-9b")),
    ]
}

/// Renders a case with a FlightPlan.
pub(crate) fn render(case: &Case, plan: &str) -> (Session, Option<Rendered>) {
    let mut memory = shipped().clone();
    memory.insert("/repo/case/kustomization.yaml", kustomization(case));
    memory.insert("/repo/case/flightplan.yaml", plan);
    let mut session = Session::default();
    let rendered = build(Path::new("/repo/case"), &memory, &Options::default(), &mut session).ok();
    (session, rendered)
}

/// The output of a case, which must render without a word.
pub(crate) fn rendered(case: &Case) -> String {
    let (session, rendered) = render(case, &plan());
    let said: Vec<_> = session.diagnostics.all().iter().filter(|it| it.code != "plan-unused").collect();
    assert!(said.is_empty(), "{case:?}: {said:?}");
    stream(&rendered.expect("a case that says nothing renders").objects)
}

/// Code and places of what is found in a case.
pub(crate) fn findings(case: &Case) -> Vec<(&'static str, Vec<(String, usize)>)> {
    let (session, _) = render(case, &plan());
    let place = |at: flightplan::source::Origin| {
        let file = session.files.get(at.file);
        (file.path.clone(), file.position(at.start).line)
    };
    let all = session.diagnostics.all().iter();
    all.map(|it| (it.code, it.labels.iter().map(|label| place(label.at)).collect())).collect()
}

/// The output of an example.
pub(crate) fn example(name: &str) -> String {
    let mut session = Session::default();
    let root = repository().join("examples").join(name);
    let rendered = build(&root, &Disk, &Options::default(), &mut session).expect("an example renders");
    assert!(session.diagnostics.all().is_empty(), "{name}: {:?}", session.diagnostics.all());
    stream(&rendered.objects)
}
