//! One report in every format.

use super::Format;
use super::Pages;
use super::Report;
use super::Style;
use super::render;
use crate::diag::Diagnostic;
use crate::diag::Page;
use crate::diag::ResourceRef;
use crate::diag::Session;
use crate::diag::Severity;
use crate::source::Origin;
use std::path::Path;

const BASE: &str = "kind: Deployment\nmetadata:\n  name: vllm\nspec:\n  replicas: 1\n";
const PATCH: &str = "kind: Deployment\nspec:\n  replica: 2\n";

fn report() -> Report {
    let mut report = Report::default();
    for root in ["overlays/a", "overlays/b"] {
        let mut session = Session::default();
        let base = session.files.add("/repo/base/deployment.yaml", BASE);
        let patch = session.files.add("overlays/../overlays/patch.yaml", PATCH);
        let entry = session.files.add("overlays/a/kustomization.yaml", "patches:\n- path: ../patch.yaml\n");
        let step = session.trace.step("patches[0]", Origin::new(entry, 11, 25));
        let mut finding = Diagnostic::error(
            "unknown-field",
            Origin::new(patch, 25, 32).by(step),
            "`spec` of a Deployment has no field `replica`",
        )
        .label("not a field")
        .also(Origin::new(base, 48, 56), "the field of the base")
        .help("did you mean `replicas`?")
        .about(ResourceRef {
            api_version: "apps/v1".into(),
            kind: "Deployment".into(),
            namespace: String::new(),
            name: "vllm".into(),
        });
        finding.root = Some(root.to_owned());
        session.diagnostics.push(finding);
        session.diagnostics.not_checked("Widget", "no schema for this kind");
        report.add(&session, Path::new("/repo"));
        report.roots.push(root.to_owned());
        report.objects += 1;
    }
    report.sort();
    report
}

fn pages() -> Pages {
    Pages::new([Page {
        code: "unknown-field",
        severity: Severity::Error,
        docs: "# Unknown field\n\n## Why\nNobody reads it.\n\n## Fix\nRename it (https://example.com/a).\n",
    }])
}

fn in_format(format: Format) -> String {
    render(format, &report(), &pages(), Style::default())
}

#[test]
fn text_shows_the_patch_and_the_base() {
    let text = in_format(Format::Text);
    let want = "\
error[unknown-field] (https://example.com/a)

  × `spec` of a Deployment has no field `replica`
   ╭─[overlays/patch.yaml:3:3]
 2 │ spec:
 3 │   replica: 2
   ·   ───┬───
   ·      ╰── not a field
   ╰────
  help: did you mean `replicas`?

Advice: 
  ☞ the field of the base
   ╭─[base/deployment.yaml:5:3]
 4 │ spec:
 5 │   replicas: 1
   ·   ────┬───
   ·       ╰── the field of the base
   ╰────
  note: Deployment/vllm
  note: placed by patches[0] (overlays/a/kustomization.yaml:2)
  note: in 2 roots: overlays/a, overlays/b

not checked (no schema for this kind): Widget
";
    assert_eq!(text, want, "\n{text}");
}

#[test]
fn concise_is_one_line_for_all_roots() {
    assert_eq!(
        in_format(Format::Concise),
        "overlays/patch.yaml:3:3: error[unknown-field] `spec` of a Deployment has no field `replica` \
         (did you mean `replicas`?)\n"
    );
}

#[test]
fn json_is_version_1() {
    let json: serde_json::Value = serde_json::from_str(&in_format(Format::Json)).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(json["findings"].as_array().unwrap().len(), 2, "one for each root");
    let first = &json["findings"][0];
    assert_eq!(first["root"], "overlays/a");
    assert_eq!(first["resource"]["apiVersion"], "apps/v1");
    assert_eq!(first["locations"][0]["file"], "overlays/patch.yaml");
    assert_eq!(first["locations"][0]["line"], 3);
    assert_eq!(first["locations"][0]["endColumn"], 10);
    assert_eq!(first["locations"][1]["file"], "base/deployment.yaml");
    assert_eq!(first["url"], "https://example.com/a");
    assert_eq!(json["notChecked"][0]["what"], "Widget");
    assert_eq!(json["summary"]["errors"], 2);
    assert_eq!(json["summary"]["failed"], true);
}

#[test]
fn sarif_has_no_empty_values() {
    fn walk(value: &serde_json::Value) {
        match value {
            serde_json::Value::String(text) => assert!(!text.is_empty()),
            serde_json::Value::Object(map) => {
                assert!(!map.is_empty());
                map.values().for_each(walk);
            }
            serde_json::Value::Array(list) => list.iter().for_each(walk),
            _ => {}
        }
    }
    let json: serde_json::Value = serde_json::from_str(&in_format(Format::Sarif)).unwrap();
    walk(&json);
    let result = &json["runs"][0]["results"][0];
    assert_eq!(json["runs"][0]["results"].as_array().unwrap().len(), 1, "one for all roots");
    assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "overlays/patch.yaml");
    assert_eq!(result["relatedLocations"][0]["id"], 1);
    assert!(result["message"]["text"].as_str().unwrap().contains("[the field of the base](1)"));
    assert_eq!(json["runs"][0]["tool"]["driver"]["rules"][0]["id"], "unknown-field");
}

#[test]
fn github_escapes_its_properties() {
    let text = in_format(Format::Github);
    assert!(
        text.starts_with(
            "::error file=overlays/patch.yaml,line=3,col=3,endColumn=10,title=unknown-field%3A Unknown field::"
        ),
        "{text}"
    );
    assert!(text.contains("%0Ahelp: did you mean"), "{text}");
    assert_eq!(text.lines().count(), 1);
}

#[test]
fn junit_counts_what_is_denied() {
    let text = in_format(Format::Junit);
    assert!(text.contains("tests=\"2\" failures=\"2\""), "{text}");
    let mut lenient = report();
    for finding in &mut lenient.findings {
        (finding.severity, finding.fails) = (Severity::Warning, false);
    }
    let text = render(Format::Junit, &lenient, &pages(), Style::default());
    assert!(text.contains("failures=\"0\"") && text.contains("<system-out>"), "{text}");
}

#[test]
fn gitlab_has_distinct_fingerprints() {
    let json: serde_json::Value = serde_json::from_str(&in_format(Format::Gitlab)).unwrap();
    assert_eq!(json[0]["location"]["path"], "overlays/patch.yaml");
    assert_eq!(json[0]["location"]["lines"]["begin"], 3);
    assert_eq!(json[0]["severity"], "critical");
}

#[test]
fn markdown_names_the_roots() {
    let text = in_format(Format::Markdown);
    assert!(text.starts_with("### Flightplan: 1 error\n"), "{text}");
    assert!(text.contains("in overlays/a, overlays/b"), "{text}");
}

#[test]
fn a_very_long_line_is_not_drawn() {
    let mut session = Session::default();
    let file = session.files.add("big.json", format!("{{\"a\": \"{}\"}}\n", "x".repeat(5000)));
    session.diagnostics.push(Diagnostic::error("wrong-type", Origin::new(file, 1, 4), "`a` is text"));
    let mut report = Report::default();
    report.add(&session, Path::new("/repo"));
    let text = render(Format::Text, &report, &Pages::default(), Style::default());
    assert!(text.len() < 500, "{text}");
    assert!(text.contains("big.json:1:2"), "{text}");
}

#[test]
fn colour_is_used_only_when_asked_for() {
    let style = Style { color: true, ..Style::default() };
    assert!(render(Format::Text, &report(), &pages(), style).contains("\u{1b}["));
    assert!(!in_format(Format::Text).contains("\u{1b}["));
    let plain = Style { unicode: false, ..Style::default() };
    assert!(render(Format::Text, &report(), &pages(), plain).is_ascii());
}
