//! What a patch gets wrong is found at its own line.

use super::check_merge;
use super::check_ops;
use crate::diag::Session;
use crate::object::Object;
use crate::schema::builtin;
use crate::yaml::Node;
use crate::yaml::Rules;

const BASE: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: vllm}
spec:
  replicas: 1
  selector: {}
  template:
    metadata: {labels: {app: vllm}}
    spec:
      initContainers:
      - {name: download, image: busybox}
      containers:
      - name: inference-server
        image: vllm/vllm-openai:v0.11.0
        env:
        - {name: MODEL_ID, value: a}
        ports: [{containerPort: 8000}]
      - {name: proxy, image: envoy}
      volumes:
      - {name: model-weights, emptyDir: {}}
";

fn parse(name: &str, text: &str, rules: Rules, session: &mut Session) -> Node {
    let file = session.files.add(name, text);
    crate::yaml::parse(file, rules, session).unwrap().remove(0)
}

/// `line: severity code: message [related file:line: words] (help)`
fn shown(session: &Session) -> Vec<String> {
    let place = |at: crate::source::Origin| {
        let file = session.files.get(at.file);
        (file.path.clone(), file.position(at.start).line)
    };
    let show = |it: &crate::diag::Diagnostic| {
        let (file, line) = place(it.labels[0].at);
        assert_eq!(file, "patch.yaml");
        let mut out = format!("{line}: {} {}: {}", it.severity.name(), it.code, it.message);
        for label in &it.labels[1..] {
            let (file, line) = place(label.at);
            out.extend([" [", &file, ":", &line.to_string(), ": ", &label.message, "]"]);
        }
        out + &it.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default()
    };
    session.diagnostics.all().iter().map(show).collect()
}

fn merge(patch: &str) -> Vec<String> {
    let mut session = Session::default();
    let target = Object::new(parse("base.yaml", BASE, Rules::Resource, &mut session));
    let patch = parse("patch.yaml", patch, Rules::Resource, &mut session);
    check_merge(builtin(), &patch, &target, &mut session);
    shown(&session)
}

fn containers(text: &str) -> Vec<String> {
    merge(&format!("kind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n{text}"))
}

fn ops(patch: &str) -> Vec<String> {
    let mut session = Session::default();
    let target = Object::new(parse("base.yaml", BASE, Rules::Resource, &mut session));
    let patch = parse("patch.yaml", patch, Rules::Config, &mut session);
    check_ops(builtin(), &patch, &target, &mut session);
    shown(&session)
}

#[test]
fn the_four_typos_of_a_patch() {
    assert_eq!(
        merge("kind: Deployment\nspec:\n  replica: 2\n"),
        [
            "3: error patch-unknown-field: `spec` has no field `replica` [base.yaml:5: `replicas` is set here] \
          (did you mean `replicas`?)"
        ]
    );
    assert_eq!(
        merge("kind: Deployment\nspec:\n  template:\n    spec:\n      contaners: []\n"),
        ["5: error patch-unknown-field: `spec.template.spec` has no field `contaners` \
          [base.yaml:12: `containers` is set here] (did you mean `containers`?)"]
    );
    assert_eq!(
        containers("      - name: infernce-server\n        resources: {limits: {cpu: 8}}\n"),
        ["6: error patch-new-element: this would add a container `infernce-server`, which has no image \
          [base.yaml:13: `inference-server` is here] (did you mean `name: inference-server`?)"]
    );
}

#[test]
fn a_slip_with_the_same_image_is_certain_and_without_it_likely() {
    assert_eq!(
        containers("      - name: inference-sever\n        image: mirror/vllm-openai:v0.12.0\n"),
        [
            "6: error patch-new-element: this would add `name: inference-sever` beside `name: inference-server` \
          [base.yaml:13: `inference-server` is here] (did you mean `name: inference-server`?)"
        ]
    );
    assert_eq!(
        containers("      - name: inference-server\n        env:\n        - {name: MODEL_IDD, value: b}\n"),
        ["8: warning patch-new-element: this would add `name: MODEL_IDD` beside `name: MODEL_ID` \
          [base.yaml:16: `MODEL_ID` is here] (did you mean `name: MODEL_ID`?)"]
    );
}

#[test]
fn new_elements_are_welcome() {
    assert_eq!(
        containers(
            "      - name: metrics\n        image: prom/exporter\n        ports: [{containerPort: 9090}]\n      \
             - name: inference-server\n        env:\n        - {name: MODEL_REVISION, value: main}\n        \
             ports: [{containerPort: 8001}]\n        volumeMounts: [{name: x, mountPath: /x}]\n"
        ),
        [""; 0]
    );
}

#[test]
fn a_container_without_an_image_is_never_new() {
    assert_eq!(
        containers("      - name: server\n        args: []\n      - name: download\n        args: []\n"),
        [
            "6: error patch-new-element: this would add a container `server`, which has no image \
             (the containers there are `inference-server`, `proxy`; a new one needs an `image`)",
            "8: error patch-new-element: this would add a container `download`, which has no image \
             [base.yaml:11: it is here] (`download` is one of `initContainers`)",
        ]
    );
}

#[test]
fn deletions_and_directives_are_understood() {
    assert_eq!(
        merge(
            "kind: Deployment\nspec:\n  $retainKeys: [a]\n  replicas: null\n  template:\n    spec:\n      \
             $setElementOrder/containers: [{name: proxy}]\n      volumes:\n      - {name: model-weigths, $patch: \
             delete}\n      - {name: absent, $patch: delete}\n      containers:\n      - $patch: replace\n      \
             - {name: inference-servers, image: a}\n"
        ),
        [
            "9: warning patch-deletes-nothing: `spec.template.spec.volumes[0]` has no `name: model-weigths` to \
          delete [base.yaml:20: `model-weights` is here] (did you mean `name: model-weights`?)"
        ]
    );
}

#[test]
fn wrong_types_show_both_places() {
    assert_eq!(
        merge("kind: Deployment\nspec:\n  replicas: \"3\"\n  template:\n    metadata: {labels: {app: 1}}\n"),
        [
            "3: error patch-wrong-type: `spec.replicas` must be a whole number, not the text \"3\" \
             [base.yaml:5: the value that it would change] (remove the quotes: `replicas: 3`)",
            "5: error patch-wrong-type: `spec.template.metadata.labels.app` must be text, not the number `1` \
             [base.yaml:8: the value that it would change] (add quotes: `app: \"1\"`)",
        ]
    );
}

#[test]
fn what_changes_nothing_is_at_most_a_warning() {
    assert_eq!(
        merge("kind: Deployment\nmetadata: {name: 0, labels: {a: 0}}\nspec:\n  replica:\n"),
        [
            "2: error patch-wrong-type: `metadata.labels.a` must be text, not the number `0` (add quotes: `a: \"0\"`)",
            "4: warning patch-unknown-field: `spec` has no field `replica` [base.yaml:5: `replicas` is set here] \
             (did you mean `replicas`?)",
        ]
    );
}

#[test]
fn operations_are_checked() {
    assert_eq!(
        ops(
            "- op: replace\n  path: /spec/replica\n  value: 2\n- op: replace\n  path: /spec/replicas\n  value: \"2\"\n\
             - op: add\n  path: /spec/template/spec/containers/0/env/-\n  value: {name: A, valu: b}\n\
             - op: add\n  path: /spec/template/spec/containers/-\n  value: {name: a, image: b}\n\
             - op: add\n  path: /metadata/annotations/a.b~1c\n  value: \"1\"\n\
             - op: remove\n  path: /spec/template/spec/contaners/0\n- op: add\n  path: /spec/template/spec/nodeSelector\n  \
             value: {gpu: true}\n"
        ),
        [
            "2: error patch-unknown-field: `spec` has no field `replica`, to which the path leads \
             (did you mean `/spec/replicas`?)",
            "6: error patch-wrong-type: `spec.replicas` must be a whole number, not the text \"2\" \
             [base.yaml:5: the value that it would change] (remove the quotes: `replicas: 2`)",
            "9: error patch-unknown-field: `spec.template.spec.containers[0].env[-]` has no field `valu` \
             (did you mean `value`?)",
            "17: error patch-unknown-field: `spec.template.spec` has no field `contaners`, to which the path \
             leads (did you mean `/spec/template/spec/containers/0`?)",
            "20: error patch-wrong-type: `spec.template.spec.nodeSelector.gpu` must be text, not the boolean \
             `true` (add quotes: `gpu: \"true\"`)",
        ]
    );
}
