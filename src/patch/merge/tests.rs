use super::Outcome;
use super::merge;
use crate::diag::Session;
use crate::schema::merge::MergeSchema;
use crate::source::StepId;
use crate::yaml::Node;
use crate::yaml::Rules;
use crate::yaml::emit;
use crate::yaml::parse;

fn read(name: &str, text: &str, session: &mut Session) -> Node {
    let file = session.files.add(name, text);
    parse(file, Rules::Resource, session).unwrap().into_iter().find(|root| !root.is_null()).unwrap()
}

fn apply(target: &str, patch: &str) -> Result<(String, Node, Session), Box<Session>> {
    let mut session = Session::default();
    let mut target = read("base.yaml", target, &mut session);
    let patch = read("patch.yaml", patch, &mut session);
    let at = patch.origin;
    let step: StepId = session.trace.step("patches[0]", at);
    match merge(&mut target, &patch, MergeSchema::builtin(), step, &mut session) {
        Ok(Outcome::Deleted) => Ok((String::new(), target, session)),
        Ok(Outcome::Merged) => {
            let mut out = String::new();
            emit(&target, &mut out);
            Ok((out, target, session))
        }
        Err(_) => Err(Box::new(session)),
    }
}

const HEAD: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n";

fn pod(inner: &str) -> String {
    format!("{HEAD}spec:\n  template:\n    spec:\n      {}\n", inner.trim_end().replace('\n', "\n      "))
}

/// Everything below the pod's spec.
fn below(out: &str) -> String {
    let spec = out.split_once("    spec:\n").map_or(out, |(_, rest)| rest);
    spec.lines().flat_map(|line| [line.trim_start_matches("      "), "\n"]).collect()
}

fn check(target: &str, patch: &str, expected: &str) {
    let (out, ..) = apply(&pod(target), &pod(patch)).unwrap();
    assert_eq!(
        below(&out),
        below(&pod(expected)).replace("metadata: {name: d}\n", ""),
        "{target}\n+\n{patch}"
    );
}

#[test]
fn smoke() {
    check(
        "containers:\n- name: a\n  image: x\n- name: b",
        "containers:\n- name: b\n  image: z\n- name: c",
        "containers:\n- image: z\n  name: b\n- name: c\n- image: x\n  name: a",
    );
}
