use super::Change;
use super::Changes;
use super::ChangesFormat;
use super::FieldChange;

fn changes() -> Changes {
    let text = |replicas: u32| format!("kind: Deployment\nspec:\n  replicas: {replicas}\n");
    let changed = Change {
        root: "overlays/prod".to_owned(),
        name: "Deployment/vllm".to_owned(),
        before: Some(text(1)),
        after: Some(text(2)),
        fields: vec![FieldChange {
            path: "spec.replicas".to_owned(),
            before: Some("1".to_owned()),
            after: Some("2".to_owned()),
            place: Some(("overlays/prod/patch.yaml".to_owned(), 4)),
        }],
        place: Some(("base/deployment.yaml".to_owned(), 1)),
    };
    let removed = Change {
        name: "ConfigMap/a<b".to_owned(),
        before: Some("data: {a: '```'}\n".to_owned()),
        after: None,
        fields: Vec::new(),
        place: None,
        ..changed.clone()
    };
    Changes { before: "main".to_owned(), after: String::new(), roots: 1, objects: vec![changed, removed] }
}

#[test]
fn a_diff_names_the_lines_that_its_values_come_from() {
    let text = changes().render(ChangesFormat::Text, false);
    let expected = "\
Deployment/vllm changed in overlays/prod, from overlays/prod/patch.yaml:4
--- overlays/prod/Deployment/vllm (main)
+++ overlays/prod/Deployment/vllm
@@ -1,3 +1,3 @@
 kind: Deployment
 spec:
-  replicas: 1
+  replicas: 2

ConfigMap/a<b removed in overlays/prod
--- overlays/prod/ConfigMap/a<b (main)
+++ /dev/null
@@ -1 +0,0 @@
-data: {a: '```'}

";
    assert_eq!(text, expected);
    assert!(changes().render(ChangesFormat::Text, true).contains("\u{1b}[32m+  replicas: 2\u{1b}[0m\n"));
}

#[test]
fn markdown_cannot_be_left_from_within() {
    let text = changes().render(ChangesFormat::Markdown, false);
    assert!(text.starts_with("### Flightplan: 1 object changed, 1 object removed in 1 root\n"), "{text}");
    assert!(text.contains("<code>ConfigMap/a&lt;b</code>"), "{text}");
    assert!(text.contains("\n````diff\n--- overlays/prod/ConfigMap"), "{text}");
}

#[test]
fn markdown_ends_where_a_comment_does() {
    let mut changes = changes();
    changes.objects = (0..1000).flat_map(|_| changes.objects.clone()).collect();
    let text = changes.render(ChangesFormat::Markdown, false);
    assert!(text.len() < 60_000 && text.contains("more objects do not fit here"), "{}", text.len());
}

#[test]
fn json_has_field_values_and_places() {
    let json: serde_json::Value =
        serde_json::from_str(&changes().render(ChangesFormat::Json, false)).unwrap();
    assert_eq!(json["objects"][0]["fields"][0]["place"]["line"], 4);
    assert_eq!(json["objects"][1]["change"], "removed");
    assert!(json["after"].is_null());
}
