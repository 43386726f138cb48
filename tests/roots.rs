//! Roots that share a session read as if each were built alone: output, findings, and where each value is from.
#![expect(clippy::unwrap_used, reason = "tests may")]

use std::fmt::Write as _;
use std::path::Path;

use flightplan::build::Options;
use flightplan::build::Roots;
use flightplan::build::build;
use flightplan::diag::Reported;
use flightplan::diag::Session;
use flightplan::object::Rendered;
use flightplan::source::Memory;
use flightplan::source::Origin;
use flightplan::yaml::emit;

const FILES: &[(&str, &str)] = &[
    (
        "base/kustomization.yaml",
        "resources: [d.yaml, c.yaml]\nlabels: [{pairs: {team: a}, includeSelectors: true}]\npatches:\n- target: {kind: Nothing}\n  patch: '- {op: remove, path: /x}'\n- path: p.yaml\nimages: [{name: app, newTag: v2}]\ncommonAnnotations: {k: v}\n",
    ),
    (
        "base/d.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  replicas: 1\n  template:\n    spec:\n      containers: [{name: c, image: 'app:v1'}]\n      volumes: [{name: v, configMap: {name: c}}]\n",
    ),
    ("base/c.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n"),
    ("base/p.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {replicas: 2}\n"),
    ("mid/kustomization.yaml", "resources: [../base]\nnamePrefix: m-\nnamespace: mid\n"),
    (
        "component/kustomization.yaml",
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: p.yaml}]\n",
    ),
    (
        "component/p.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {paused: true}\n",
    ),
    ("one/kustomization.yaml", "resources: [../mid]\nnameSuffix: -one\ncomponents: [../component]\n"),
    (
        "two/kustomization.yaml",
        "resources: [../mid]\nreplicas: [{name: d, count: 5}]\ncommonLabels: {team: b}\n",
    ),
    ("three/kustomization.yaml", "resources: [../base, ../mid]\nimages: [{name: none, newTag: x}]\n"),
    ("twice/kustomization.yaml", "resources: [../base, again]\n"),
    ("twice/again/kustomization.yaml", "resources: [../../base]\n"),
    (
        "told/kustomization.yaml",
        "resources: [../mid]\nbuildMetadata: [originAnnotations, transformerAnnotations]\n",
    ),
    ("vars/kustomization.yaml", "resources: [with]\n"),
    (
        "vars/with/kustomization.yaml",
        "resources: [../../mid]\nvars: [{name: X, objref: {kind: ConfigMap, apiVersion: v1, name: c}}]\n",
    ),
    ("broken/kustomization.yaml", "resources: [../base, missing.yaml]\n"),
    ("ring/kustomization.yaml", "resources: [in]\n"),
    ("ring/in/kustomization.yaml", "resources: [../../base, ../../ring2]\n"),
    ("ring2/kustomization.yaml", "resources: [../ring]\n"),
];

const ROOTS: &[&str] = &[
    "one", "two", "three", "twice", "told", "vars", "broken", "ring", "ring2", "base", "mid", "one", "ring",
];

/// A place with everything that led to it.
fn shown(origin: Origin, session: &Session) -> String {
    let mut out = String::new();
    for origin in session.trace.chain(origin) {
        write!(out, " {}:{}-{}", session.files.get(origin.file).path, origin.start, origin.end).unwrap();
        let mut at = origin;
        while let Some(step) = session.trace.get(at.step) {
            write!(out, " by {} {}", step.field, session.files.get(step.at.file).path).unwrap();
            at = step.at;
        }
    }
    out
}

fn told(result: Result<Rendered, Reported>, session: &Session) -> String {
    let mut out = String::new();
    for object in result.map(|it| it.objects).unwrap_or_default() {
        emit(&object.root, &mut out);
        object.root.walk(&mut |node| writeln!(out, "{}", shown(node.origin, session)).unwrap());
    }
    for finding in session.diagnostics.all() {
        write!(out, "{} {}", finding.code, finding.message).unwrap();
        finding
            .labels
            .iter()
            .for_each(|it| write!(out, "\n  {} {}", it.message, shown(it.at, session)).unwrap());
        out.push('\n');
    }
    out
}

#[test]
fn roots_that_share_read_as_if_built_alone() {
    let mut tree = Memory::default();
    for (path, text) in FILES {
        tree.insert(format!("/t/{path}"), *text);
    }
    let options = Options::default();
    let alone = |root: &str| {
        let mut session = Session::default();
        let result = build(Path::new(root), &tree, &options, &mut session);
        told(result, &session)
    };
    let mut rendered = 0;
    for turn in 0..ROOTS.len() {
        let mut all = Roots::new(&tree, &options);
        let mut session = Session::default();
        // Each root comes first once, and last once.
        for root in ROOTS.iter().cycle().skip(turn).take(ROOTS.len()) {
            let root = format!("/t/{root}");
            let result = all.build(Path::new(&root), &mut session);
            rendered += usize::from(result.is_ok());
            let together = told(result, &session);
            std::mem::take(&mut session.diagnostics);
            assert_eq!(together, alone(&root), "{root}, turn {turn}");
        }
    }
    assert!(rendered > 80, "{rendered}");
}
