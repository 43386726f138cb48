use crate::diag::Session;
use crate::yaml::Rules;
use crate::yaml::parse;

/// The code, place and message of everything that is wrong in a text.
fn faults(text: &str) -> String {
    let mut session = Session::default();
    let file = session.files.add("t.yaml", text);
    assert!(parse(file, Rules::Resource, &mut session).is_err(), "no fault in\n{text}");
    let tell = |finding: &crate::diag::Diagnostic| {
        assert!(finding.help.is_some(), "no help for\n{text}");
        let at = finding.labels.first().unwrap().at;
        let place = session.files.get(at.file).position(at.start);
        format!("{} {}:{} {}", finding.code, place.line, place.column, finding.message)
    };
    session.diagnostics.all().iter().map(tell).collect::<Vec<_>>().join("\n")
}

#[test]
fn faults_are_told_where_they_are() {
    let cases = [
        ("a: b: c\n", "yaml-syntax 1:5 a value holds `: `, which would start another map"),
        ("a: \"b\nc: d\n", "unclosed-quote 1:4 the \" that opens here is never closed"),
        ("a: [b, c\nd: e\n", "unclosed-bracket 1:4 this `[` is not closed"),
        ("a: {b: c\nd: e\n", "unclosed-bracket 1:4 this `{` is not closed"),
        ("a:\n  b: c\n d: e\n", "bad-indentation 3:2 this line fits no indentation above it"),
        (
            "a:\n  b: c\n   d: e\n",
            "bad-indentation 3:4 this key is indented, but the line above has its value already",
        ),
        ("a: @b\n", "yaml-syntax 1:4 text cannot start with `@`"),
        ("a: %b\n", "yaml-syntax 1:4 text cannot start with `%`"),
        ("host: *.example.com\n", "unknown-anchor 1:7 no anchor `&.example.com` stands before this alias"),
        ("key:value\nb: c\n", "yaml-syntax 1:1 this line has no key with `: `"),
        ("a b\nc: d\n", "yaml-syntax 1:1 this line has no key with `: `"),
        ("a: b\nc\n", "yaml-syntax 2:1 this line has no key with `: `"),
        ("a: b\n- c\n", "bad-indentation 2:1 a list element stands among the keys of a map"),
        ("- a\nb: c\n", "bad-indentation 2:1 this line stands among the elements of a list and is none"),
        ("- a: b\n c: d\n", "bad-indentation 2:2 this line fits no indentation above it"),
        ("a: \"x\\d\"\n", "yaml-syntax 1:6 `\\d` is no escape in double quotes"),
        ("a: \"\\u12\"\n", "yaml-syntax 1:5 `\\u` is no escape in double quotes"),
        ("a: 'it's'\n", "yaml-syntax 1:8 text follows the closing quote"),
        ("a:\n\tb: c\n", "tab-indentation 2:1 a tab stands where YAML wants blanks"),
        ("\ta: b\n", "tab-indentation 1:1 a tab stands where YAML wants blanks"),
        ("a: - b\n", "yaml-syntax 1:4 a list cannot start behind its key"),
        ("a: ]\n", "yaml-syntax 1:4 this bracket closes nothing"),
        ("a: [b}\n", "unclosed-bracket 1:4 `[` is closed by `}`"),
        ("a: {{ .Values.x }}\n", "template-text 1:4 this is the text of a template, not YAML"),
        ("a: {{ .Values.x }}-b\n", "template-text 1:4 this is the text of a template, not YAML"),
        ("{{- if x }}\na: b\n", "template-text 1:1 this is the text of a template, not YAML"),
        (
            "%YAML 1.1\n---\na: b\n",
            "yaml-syntax 1:1 a `%` line must be followed by `---`, and kustomize cuts the file there",
        ),
        ("a: \u{1}\n", "yaml-syntax 1:4 the control character U+0001 stands here"),
        ("a: >x\n  b\n", "yaml-syntax 1:4 text stands behind a `|` or `>`"),
        (
            "a: b\n---\nc: [\n---\nd: e: f\n",
            "unclosed-bracket 3:4 this `[` is not closed\nyaml-syntax 5:5 a value holds `: `, which would start another map",
        ),
        (
            "a: b\n--- c\n",
            "bad-document-separator 2:1 something stands behind the `---` that parts two documents",
        ),
        ("a: .inf\n", "number-not-finite 1:4 `.inf` is a number without a value that JSON could hold"),
        ("a: {1: x}\n", "non-string-key 1:5 the key `1` is a number, not text"),
        ("a: 1\nb: 2\na: 3\n", "duplicate-key 3:1 the key `a` is given twice"),
        ("a: &x {b: *x}\n", "recursive-alias 1:11 this alias stands inside its own anchor"),
        ("a: !!int x\n", "wrong-tag 1:10 `x` does not fit the tag before it"),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, told)| faults(text) != *told)
        .map(|(text, told)| format!("{text}told: {}\nnot:  {told}\n", faults(text)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn deep_and_wide_documents_end_in_an_error() {
    let deep = "[".repeat(100_000);
    assert!(faults(&deep).starts_with("nested-too-deeply"));
    let many =
        |lines: usize, line: &dyn Fn(usize) -> String| (1..lines).map(line).collect::<Vec<_>>().join("\n");
    let blocks = many(700, &|depth| format!("{}a:", " ".repeat(depth)));
    assert!(faults(&blocks).starts_with("nested-too-deeply"));
    let chain = many(600, &|link| format!("a{link}: &a{link} {{x: *a{}}}", link - 1));
    assert!(faults(&format!("a0: &a0 {{}}\n{chain}")).starts_with("nested-too-deeply"));
    let bomb = many(10, &|level| {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        format!("a{level}: &a{level} [{aliases}]")
    });
    assert!(faults(&format!("a0: &a0 [x]\n{bomb}")).starts_with("too-many-aliases"));
}
