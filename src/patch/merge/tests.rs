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

#[test]
fn a_list_that_is_lost_is_told_at_the_patch() {
    let told = |target: &str, patch: &str| {
        let (.., session) = apply(target, patch).unwrap();
        let all = session.diagnostics.all().iter();
        let line = |at: crate::source::Origin| {
            let file = session.files.get(at.file);
            format!("{}:{}", file.path, file.position(at.start).line)
        };
        all.map(|it| (line(it.labels[0].at), line(it.labels[1].at), it.message.clone())).collect::<Vec<_>>()
    };
    let container = |field: &str| pod(&format!("containers:\n- name: a\n  {field}"));
    let args = container("args:\n  - --model=m\n  - --port\n  - \"8000\"");
    let message = "this takes the place of the whole list `args`: `--model`, `--port` are lost";
    let expected = [("patch.yaml:9".to_owned(), "base.yaml:10".to_owned(), message.to_owned())];
    assert_eq!(told(&args, &container("args: [--max-model-len=1]")), expected);
    // Who repeats a flag, or writes a command, knows what is there.
    for meant in ["args: [--model=other]", "args: []", "args: null", "args: [serve, a, b, --x]", "image: x"] {
        assert_eq!(told(&args, &container(meant)), [], "{meant}");
    }
    let command = container("command: [python3, -m, vllm]");
    let message =
        "this takes the place of the whole list `command`: the program `python3` is lost, and `--x` is none";
    assert_eq!(told(&command, &container("command: [--x]"))[0].2, message);
    assert_eq!(told(&command, &container("command: [sh, -c, x]")), []);

    let toleration = |key: &str| pod(&format!("tolerations: [{{key: {key}, operator: Exists}}]"));
    let message = "this takes the place of the whole list `tolerations`: `key: gpu` is lost";
    assert_eq!(told(&toleration("gpu"), &toleration("spot"))[0].2, message);
    assert_eq!(told(&toleration("gpu"), &toleration("gpu")), []);
    // Kubernetes' own kinds merge containers; a kind without a schema does not.
    let two = pod("containers: [{name: a, image: x, args: [--y]}, {name: b}]");
    let one = pod("containers: [{name: a, image: z}]");
    assert_eq!(told(&two, &one), []);
    let foreign = |text: String| text.replace("apps/v1", "example.com/v1");
    let message = "this takes the place of the whole list `containers`: `name: b`, `name: a, args` are lost";
    assert_eq!(told(&foreign(two.clone()), &foreign(one))[0].2, message);
    assert_eq!(told(&foreign(two.clone()), &foreign(two)), []);
    let swapped = "ports: [{port: 1}]";
    assert_eq!(told(&foreign(pod(swapped)), &foreign(pod("ports: [{port: 1, name: x}]"))), []);
}

#[test]
fn a_port_without_protocol_loses_its_fields_and_it_is_told() {
    let port = |text: &str| pod(&format!("containers:\n- name: a\n  ports:\n  - {text}"));
    let told = |patch: &str| {
        let (.., session) =
            apply(&port("{containerPort: 80, protocol: TCP, name: http}"), &port(patch)).unwrap();
        session.diagnostics.all().iter().map(|it| it.message.clone()).collect::<Vec<_>>()
    };
    let message = "`name` of this element is lost: it has no `protocol`";
    assert_eq!(told("{containerPort: 80, name: web}"), [message]);
    // Nothing is lost of one that says the same, is complete, or is new.
    for sound in ["{containerPort: 80, name: http}", "{containerPort: 80, protocol: TCP, name: web}"] {
        assert_eq!(told(sound), Vec::<String>::new(), "{sound}");
    }
    assert_eq!(told("{containerPort: 81, name: web}"), Vec::<String>::new());
}
