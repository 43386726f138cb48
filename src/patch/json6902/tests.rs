use super::apply;
use super::decode;
use crate::diag::Session;
use crate::diag::Severity;
use crate::yaml::Node;
use crate::yaml::Rules;
use crate::yaml::emit;
use crate::yaml::parse;

const OBJECT: &str =
    "apiVersion: v1\nkind: A\nspec:\n  replicas: 1\n  l: [a, b]\n  n:\n  m: {x/y: 1, z~: 2}\n";

fn run(object: &str, patch: &str) -> (Option<String>, Node, Session) {
    let mut session = Session::default();
    let base = session.files.add("base.yaml", object);
    let mut root = parse(base, Rules::Resource, &mut session).unwrap().remove(0);
    let file = session.files.add("patch.yaml", patch);
    let patch = parse(file, Rules::Config, &mut session).unwrap().remove(0);
    let step = session.trace.step("patches[0]", patch.origin);
    let result = decode(&patch, &mut session.diagnostics)
        .and_then(|operations| apply(&mut root, &operations, step, &mut session));
    let mut out = String::new();
    emit(&root, &mut out);
    (result.is_ok().then_some(out), root, session)
}

/// Below `spec`, in the order of the output.
fn spec(patch: &str) -> String {
    let (out, _, session) = run(OBJECT, patch);
    let out = out.unwrap_or_else(|| panic!("{patch}: {:?}", session.diagnostics.all()));
    out.replace("apiVersion: v1\nkind: A\n", "")
}

/// Every result was printed by kustomize 5.8.1.
#[test]
fn operations_work_as_they_do_in_kustomize() {
    let l = |text: &str| {
        format!("spec:\n  l:\n{text}  m:\n    x/y: 1\n    z~: 2\n  \"n\": null\n  replicas: 1\n")
    };
    let plain = l("  - a\n  - b\n");
    assert_eq!(spec("[{op: add, path: /spec/l/-, value: c}]"), l("  - a\n  - b\n  - c\n"));
    assert_eq!(spec("[{op: add, path: /spec/l/-1, value: c}]"), l("  - a\n  - b\n  - c\n"));
    assert_eq!(spec("[{op: add, path: /spec/l/01, value: c}]"), l("  - a\n  - c\n  - b\n"));
    assert_eq!(spec("[{op: add, path: /spec/l/+1, value: c}]"), l("  - a\n  - c\n  - b\n"));
    assert_eq!(spec("[{op: remove, path: /spec/l/-1}]"), l("  - a\n"));
    assert_eq!(spec("[{op: replace, path: /spec/l/0, value: q}]"), l("  - q\n  - b\n"));
    assert_eq!(spec("[{op: move, from: /spec/l/0, path: /spec/l/1}]"), l("  - b\n  - a\n"));
    assert_eq!(spec("[{op: copy, from: /spec/l/0, path: /spec/l/-}]"), l("  - a\n  - b\n  - a\n"));
    assert_eq!(
        spec("[{op: add, path: /spec/m/x~1y, value: 1}, {op: test, path: /spec/m/z~0, value: 2}]"),
        plain
    );
    assert_eq!(spec("[{op: test, path: /spec/replicas, value: 1.0}]"), plain);
    assert_eq!(spec("[{op: test, path: /spec/nope, value: null}]"), plain);
    assert_eq!(spec("[{op: test, path: /spec/n}]"), plain);
    assert_eq!(spec("[{op: test, path: /spec/l, value: [a, b]}]"), plain);
    assert_eq!(spec("[{op: add, path: /spec/x}]"), format!("{plain}  x: null\n"));
    assert_eq!(spec("[{op: replace, path: /spec/x, value: 3}]"), format!("{plain}  x: 3\n"));
    assert_eq!(
        spec("[{op: add, path: /spec/x, value: 12345678901234567890}]"),
        format!("{plain}  x: 12345678901234567000\n")
    );
    assert_eq!(spec("[{op: add, path: spec/x, value: 3}]"), format!("{plain}x: 3\n"));
    assert_eq!(spec("[{op: replace, path: '', value: {a: 1}}]"), "a: 1\n");
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn faults_say_what_is_missing() {
    for (patch, code, message, help) in [
        (
            "[{op: add, path: /spek/x, value: 1}]",
            "json-patch-path",
            "`/spek/x` does not exist: the object has no `spek`",
            "did you mean `spec`?",
        ),
        (
            "[{op: add, path: /spec/labels/x, value: 1}]",
            "json-patch-path",
            "`/spec/labels/x` does not exist: `/spec` has no `labels`",
            "add `/spec/labels` as a map or list first",
        ),
        (
            "[{op: add, path: /spec/l/5, value: 1}]",
            "json-patch-path",
            "`/spec/l/5` does not exist: `/spec/l` has no index `5`",
            "it has the indices 0 to 1; `-` appends to it",
        ),
        (
            "[{op: add, path: /spec/replicas/x, value: 1}]",
            "json-patch-path",
            "`/spec/replicas/x` does not exist: `/spec/replicas` is no map or list",
            "",
        ),
        (
            "[{op: add, path: /spec/n/x, value: 1}]",
            "json-patch-path",
            "`/spec/n/x` does not exist: `/spec/n` is no map or list",
            "",
        ),
        (
            "[{op: remove, path: /spec/replica}]",
            "json-patch-path",
            "`/spec/replica` does not exist: `/spec` has no `replica`",
            "did you mean `replicas`?",
        ),
        (
            "[{op: move, from: /spec/none, path: /a}]",
            "json-patch-path",
            "`/spec/none` does not exist: `/spec` has no `none`",
            "",
        ),
        (
            "[{op: move, from: /spec, path: /spec/x}]",
            "json-patch-path",
            "`/spec/x` does not exist: the object has no `spec`",
            "add `/spec` as a map or list first",
        ),
        (
            "[{op: test, path: /spec/replicas, value: '1'}]",
            "json-patch-test",
            "the test of `/spec/replicas` fails: expected \"1\", found 1",
            "",
        ),
        (
            "[{op: test, path: /spec/replicas}]",
            "json-patch-test",
            "the test of `/spec/replicas` fails: expected nothing, found 1",
            "",
        ),
        (
            "[{op: ad, path: /spec}]",
            "malformed-json-patch",
            "`ad` is no operation of a JSON patch",
            "did you mean `add`?",
        ),
        (
            "[{OP: add, path: /spec}]",
            "malformed-json-patch",
            "the operation has no `op`",
            "`OP` should read `op`",
        ),
        (
            "[{op: add, value: 1}]",
            "malformed-json-patch",
            "the operation has no `path`",
            "`path` says which value is meant: `/spec/replicas`",
        ),
        (
            "[x]",
            "malformed-json-patch",
            "an operation of a JSON patch is a map",
            "write it as `{op: add, path: /spec/replicas, value: 2}`",
        ),
        (
            "[{op: remove, path: ''}]",
            "json-patch-path",
            "only `replace` and `test` can mean the whole object",
            "name a field: `/spec/replicas`",
        ),
        (
            "[{op: replace, path: '', value: []}]",
            "malformed-json-patch",
            "an object can be replaced by a map only",
            "",
        ),
    ] {
        let (out, _, session) = run(OBJECT, patch);
        assert!(out.is_none(), "{patch}");
        let found = session.diagnostics.all().last().unwrap();
        assert_eq!(
            (found.code, found.message.as_str(), found.help.as_deref().unwrap_or("")),
            (code, message, help),
            "{patch}"
        );
        assert_eq!(found.severity, Severity::Error);
        let at = found.labels.first().unwrap().at;
        assert_eq!(session.files.get(at.file).path, "patch.yaml");
    }
}

#[test]
fn what_the_rfc_forbids_is_a_warning() {
    for (patch, code) in [
        ("[{op: replace, path: /spec/replica, value: 3}]", "json-patch-creates"),
        ("[{op: copy, from: /spec/none, path: /spec/x}]", "json-patch-creates"),
        ("[{op: add, path: spec.replicas/x, value: 3}]", "malformed-pointer"),
    ] {
        let (out, _, session) = run(OBJECT, patch);
        assert!(out.is_some(), "{patch}");
        let codes: Vec<_> = session.diagnostics.all().iter().map(|it| (it.code, it.severity)).collect();
        assert_eq!(codes, [(code, Severity::Warning)], "{patch}");
    }
}

#[test]
fn values_keep_the_place_of_the_patch_and_remember_what_they_replaced() {
    let (_, root, session) = run(OBJECT, "[{op: replace, path: /spec/replicas, value: 7}]");
    let origin = root.at(&["spec", "replicas"]).unwrap().origin;
    let text = |origin: crate::source::Origin| {
        let file = session.files.get(origin.file);
        (file.path.clone(), file.text.get(origin.start as usize..origin.end as usize).unwrap().to_owned())
    };
    assert_eq!(text(origin), ("patch.yaml".to_owned(), "7".to_owned()));
    assert_eq!(session.trace.get(origin.step).unwrap().field, "patches[0]");
    assert_eq!(text(session.trace.before(origin).unwrap()), ("base.yaml".to_owned(), "1".to_owned()));
}

/// What the RFC allows has the result that the `json-patch` crate gives; what it forbids fails as well, or
/// is warned of.
#[test]
fn random_patches_do_what_another_implementation_does() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % limit as u64).unwrap()
    };
    let paths = [
        "/a", "/b", "/a/x", "/a/l", "/a/l/0", "/a/l/2", "/a/l/-", "/b/y", "/n/0/z", "/n/1", "/x~1y", "/a/l/9",
    ];
    let values = ["1", "\"t\"", "{\"x\": 2}", "[3, 4]", "true", "{}"];
    let operations = ["add", "remove", "replace", "move", "copy", "test"];
    let (mut same, mut refused) = (0, 0);
    for _ in 0..3000 {
        let object =
            r#"{"a": {"x": 1, "l": [1, 2, {"q": "r"}]}, "b": {"y": "t"}, "n": [{"z": 1}], "x/y": true}"#;
        let patch: Vec<String> = (0..=below(3))
            .map(|_| {
                let (op, path, from) = (operations[below(6)], paths[below(12)], paths[below(12)]);
                format!(
                    r#"{{"op": "{op}", "path": "{path}", "from": "{from}", "value": {}}}"#,
                    values[below(6)]
                )
            })
            .collect();
        let patch = format!("[{}]", patch.join(", "));
        let mut expected: serde_json::Value = serde_json::from_str(object).unwrap();
        let operations: json_patch::Patch = serde_json::from_str(&patch).unwrap();
        let theirs = json_patch::patch_unsafe(&mut expected, &operations);
        let (ours, root, session) = run(object, &patch);
        match theirs {
            Ok(()) => {
                let (_, wanted, _) = run(&expected.to_string(), "[]");
                assert!(ours.is_some() && root == wanted, "{patch}\n{expected}\n{ours:?}");
                same += 1;
            }
            Err(error) => {
                assert!(!session.diagnostics.all().is_empty(), "{patch}: {error}\n{ours:?}");
                refused += 1;
            }
        }
    }
    assert!(same > 300 && refused > 300, "{same} the same, {refused} refused");
}
