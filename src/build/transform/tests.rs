//! What transformers make of objects. Each expected text is what kustomize 5.8.1 prints for the same.

use crate::build::tables::Tables;
use crate::build::transform::annotations::Annotations;
use crate::build::transform::images::Image;
use crate::build::transform::labels::Labels;
use crate::build::transform::namespace::Namespace;
use crate::build::transform::prefix_suffix::Affix;
use crate::build::transform::prefix_suffix::Side;
use crate::build::transform::replicas::Replicas;
use crate::build::transform::vars::Var;
use crate::build::transform::vars::Vars;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::yaml;
use crate::yaml::Node;
use crate::yaml::Rules;

/// Does what a kustomization says to objects, in the order of their file.
fn carry_out(kustomization: &str, resources: &str, session: &mut Session) -> Result<Vec<Object>, Reported> {
    let file = session.files.add("resources.yaml", resources);
    let documents = yaml::parse(file, Rules::Resource, session)?;
    let mut objects: Vec<Object> = documents.into_iter().map(Object::new).collect();
    let file = session.files.add("kustomization.yaml", kustomization);
    let said = yaml::parse(file, Rules::Config, session)?.remove(0);
    let tables = Tables::builtin();
    let entries = |field: &str| said.get(field).map(|node| node.items().cloned().collect::<Vec<_>>());
    let step = session.trace.step("test", said.origin);
    if let Some(name) = said.get("namespace") {
        Namespace::new(name).apply(&mut objects, &tables.namespace, step, session)?;
    }
    for (field, side) in [("namePrefix", Side::Prefix), ("nameSuffix", Side::Suffix)] {
        if let Some(text) = said.get(field) {
            let affix = Affix { side, text: text.clone() };
            affix.apply(&mut objects, &tables.name_prefix, step, session)?;
        }
    }
    for entry in entries("labels").unwrap_or_default() {
        let labels = Labels::decode(&entry, "labels[0]", &mut session.diagnostics)?;
        let rows = labels.rows(tables, &mut session.diagnostics)?;
        labels.apply(&mut objects, &rows, step, session)?;
    }
    if let Some(pairs) = said.get("commonLabels") {
        let labels = Labels::decode_common(pairs, "commonLabels", &mut session.diagnostics)?;
        labels.apply(&mut objects, &tables.common_labels, step, session)?;
    }
    if let Some(pairs) = said.get("commonAnnotations") {
        let annotations = Annotations::decode(pairs, "commonAnnotations", &mut session.diagnostics)?;
        annotations.apply(&mut objects, &tables.common_annotations, step, session)?;
    }
    for entry in entries("replicas").unwrap_or_default() {
        let replicas = Replicas::decode(&entry, "replicas[0]", &mut session.diagnostics)?;
        replicas.apply(&mut objects, &tables.replicas, step, session)?;
    }
    for entry in entries("images").unwrap_or_default() {
        let image = Image::decode(&entry, "images[0]", &mut session.diagnostics)?;
        image.apply(&mut objects, &tables.images, step, session)?;
    }
    let mut vars = Vars::default();
    let decoded: Result<Vec<Var>, Reported> = entries("vars")
        .unwrap_or_default()
        .iter()
        .map(|entry| Var::decode(entry, "vars[0]", &mut session.diagnostics))
        .collect();
    vars.add(decoded?, &mut objects, session)?;
    vars.resolve(&mut objects, &tables.var_references, session)?;
    Ok(objects)
}

fn printed(kustomization: &str, resources: &str) -> String {
    let mut session = Session::default();
    let objects = carry_out(kustomization, resources, &mut session).unwrap();
    let texts = objects.iter().map(|object| {
        let mut text = String::new();
        yaml::emit(&object.root, &mut text);
        text
    });
    texts.collect::<Vec<_>>().join("---\n")
}

fn findings(kustomization: &str, resources: &str) -> Vec<(&'static str, String, Option<String>)> {
    let mut session = Session::default();
    let _ = carry_out(kustomization, resources, &mut session);
    let all = session.diagnostics.all().iter();
    all.map(|it| (it.code, it.message.clone(), it.help.clone())).collect()
}

macro_rules! cases {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                let printed = printed(
                    include_str!(concat!("cases/", stringify!($name), "/kustomization.yaml")),
                    include_str!(concat!("cases/", stringify!($name), "/resources.yaml")),
                );
                assert_eq!(printed, include_str!(concat!("cases/", stringify!($name), "/expected.yaml")));
            }
        )*
    };
}

cases! {
    common_labels_and_annotations_are_text
    images_change_by_name_tag_and_digest
    labels_reach_metadata_templates_or_selectors
    names_get_prefix_and_suffix_but_some_kinds_keep_theirs
    replicas_are_set_by_name
    text_that_is_put_together_is_read_again_unless_it_stood_in_quotes
    the_namespace_goes_where_objects_live_in_one
    vars_stand_for_fields_and_keep_their_type
}

const DEPLOYMENT: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: vllm\n  labels: [a]\n";

#[test]
fn what_is_wrong_is_told_with_the_nearest_name() {
    let replicas = findings("replicas:\n- name: vlm\n  count: 2\n", DEPLOYMENT);
    assert_eq!(replicas[0].0, "unmatched-replicas");
    assert_eq!(replicas[0].2.as_deref(), Some("did you mean `vllm`?"));

    let labels = findings("commonLabels: {a: b}\n", DEPLOYMENT);
    assert_eq!(labels[0].1, "`metadata/labels` cannot be written: expected a map here, found array");

    let objects =
        "kind: ConfigMap\nmetadata: {name: a, namespace: x}\n---\nkind: ConfigMap\nmetadata: {name: a}\n";
    let namespace = findings("namespace: prod\n", objects);
    assert_eq!(namespace[0].0, "namespace-collision");
    assert_eq!(namespace[0].1, "two objects become ConfigMap `a` in namespace `prod`");

    let pod = "kind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - image: vllm/vllm-openai:v1\n";
    let image = findings("images:\n- name: vllm/vllm-opnai\n  newTag: v2\n", pod);
    assert_eq!(image[0].0, "unmatched-image");
    assert_eq!(image[0].2.as_deref(), Some("did you mean `vllm/vllm-openai`?"));
    assert_eq!(findings("images:\n- name: 'a('\n", pod)[0].0, "invalid-pattern");
    assert!(findings("images:\n- name: 'a('\n", DEPLOYMENT).iter().all(|it| it.0 == "unmatched-image"));

    let var = |reference: &str| {
        let said = format!("vars:\n- name: A\n  objref: {{apiVersion: v1, kind: Pod, name: {reference}\n");
        findings(&said, "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n")[0].0
    };
    assert_eq!(var("wbe}"), "unmatched-var");
    assert_eq!(var("web}\n  fieldref: {fieldPath: spec.x}"), "missing-var-field");
    assert_eq!(var("web}"), "unused-var");
}

#[test]
fn what_is_written_knows_where_it_comes_from() {
    let mut session = Session::default();
    let said = "namespace: prod\nimages:\n- name: nginx\n  newTag: v2\n";
    let pod = "kind: Pod\nmetadata: {name: a, namespace: dev}\nspec:\n  containers:\n  - image: nginx:v1\n";
    let objects = carry_out(said, pod, &mut session).unwrap();
    let text = |node: &Node| {
        let texts = session.trace.chain(node.origin).into_iter().map(|origin| {
            let file = session.files.get(origin.file);
            file.text.get(origin.start as usize..origin.end as usize).unwrap().to_owned()
        });
        texts.collect::<Vec<_>>()
    };
    let root = &objects[0].root;
    assert_eq!(text(root.at(&["metadata", "namespace"]).unwrap()), ["prod", "dev"]);
    let image = root.at(&["spec", "containers"]).unwrap().items().next().unwrap().get("image").unwrap();
    assert_eq!(text(image), ["v2", "nginx:v1"]);
    assert_eq!(session.trace.get(image.origin.step).unwrap().field, "test");
    assert_eq!(objects[0].previous.len(), 1);
}
