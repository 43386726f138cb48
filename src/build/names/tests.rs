//! What references become, as kustomize 5.8.1 prints it for the same objects.

use serde::Deserialize;

use super::fix_references;
use crate::build::tables::Tables;
use crate::diag::Session;
use crate::object::Object;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Node;

fn objects(text: &str) -> Vec<Object> {
    serde_yaml::Deserializer::from_str(text)
        .map(|document| Object::new(node(serde_yaml::Value::deserialize(document).unwrap())))
        .collect()
}

fn node(value: serde_yaml::Value) -> Node {
    use serde_yaml::Value;
    let data = match value {
        Value::String(text) => Data::Text(text.into()),
        Value::Sequence(items) => Data::Seq(items.into_iter().map(node).collect()),
        Value::Mapping(map) => Data::Map(
            map.into_iter()
                .map(|(key, value)| Entry {
                    key: key.as_str().unwrap().into(),
                    key_origin: Origin::NONE,
                    value: node(value),
                })
                .collect(),
        ),
        other => panic!("not in these tests: {other:?}"),
    };
    Node::new(data, Origin::NONE)
}

fn set(object: &mut Object, field: &str, value: &str) {
    object.previous.push(object.id());
    let metadata = object.root.get_mut("metadata").unwrap().as_map_mut().unwrap();
    metadata.insert(field, Node::text(value, Origin::NONE));
}

fn prefix(objects: &mut [Object], prefix: &str) {
    for object in objects {
        object.prefixes.push(prefix.into());
        let name = format!("{prefix}{}", object.name());
        set(object, "name", &name);
    }
}

fn move_to(objects: &mut [Object], namespace: &str) {
    for object in objects.iter_mut().filter(|it| !it.id().gvk.is_cluster_scoped()) {
        set(object, "namespace", namespace);
    }
}

fn fixed(objects: &mut [Object]) -> Session {
    let mut session = Session::default();
    let _ = fix_references(objects, Tables::builtin(), &mut session);
    session
}

/// All texts below a path, in order, lists being passed through.
fn texts(objects: &[Object], kind: &str, path: &str) -> String {
    let mut nodes: Vec<&Node> = objects.iter().filter(|it| it.kind() == kind).map(|it| &it.root).collect();
    for key in path.split(' ') {
        nodes = nodes
            .into_iter()
            .flat_map(|node| match node.as_seq() {
                Some(items) => items.iter().collect(),
                None => vec![node],
            })
            .filter_map(|node| node.get(key))
            .collect();
    }
    let mut out = Vec::new();
    for node in nodes {
        node.walk(&mut |node| out.extend(node.as_str().map(str::to_owned)));
    }
    out.join(" ")
}

const MANY: &str = "
{apiVersion: v1, kind: ConfigMap, metadata: {name: both}}
---
{apiVersion: v1, kind: Secret, metadata: {name: both}}
---
{apiVersion: v1, kind: Secret, metadata: {name: sec}}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: sa}}
---
{apiVersion: v1, kind: Service, metadata: {name: svc}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: dep}
spec:
  template:
    spec:
      serviceAccountName: sa
      imagePullSecrets: [{name: sec}, {name: other}]
      containers:
      - envFrom: [{configMapRef: {name: both}}, {secretRef: {name: both}}]
        env: [{name: sec, valueFrom: {secretKeyRef: {name: sec, key: sec}}}]
      volumes: [{name: both, configMap: {name: both}}, {projected: {sources: [{secret: {name: sec}}]}}]
---
{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: hpa}, spec: {scaleTargetRef: {name: dep}}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader}, rules: [{resourceNames: [both, sec, none]}]}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: reader}, rules: [{resourceNames: [both, sec]}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: rb}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects:
- {kind: ServiceAccount, name: sa, namespace: old}
- {kind: ServiceAccount, name: sa}
- {kind: User, name: sa}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: crb}
subjects:
- {name: sa, namespace: default}
- {name: sa}
- {name: sa, namespace: elsewhere}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: ing, annotations: {nginx.ingress.kubernetes.io/auth-secret: sec}}
spec: {rules: [{http: {paths: [{backend: {service: {name: svc}}}]}}]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: vwc}
webhooks:
- {clientConfig: {service: {name: svc, namespace: default}}}
- {clientConfig: {service: {name: svc, namespace: x}}}
- {clientConfig: {service: {name: svc}}}
---
{apiVersion: example.com/v1, kind: Thing, metadata: {name: t}, spec: {configMap: both}}
";

#[test]
fn prefix_and_namespace_reach_every_reference() {
    let mut objects = objects(MANY);
    move_to(&mut objects, "ns");
    prefix(&mut objects, "1");
    let session = fixed(&mut objects);
    assert!(session.diagnostics.all().is_empty());
    for (kind, path, expected) in [
        ("Deployment", "spec template spec serviceAccountName", "1sa"),
        ("Deployment", "spec template spec imagePullSecrets", "1sec other"),
        ("Deployment", "spec template spec containers envFrom", "1both 1both"),
        ("Deployment", "spec template spec containers env", "sec 1sec sec"),
        ("Deployment", "spec template spec volumes", "both 1both 1sec"),
        ("HorizontalPodAutoscaler", "spec scaleTargetRef name", "1dep"),
        ("Role", "rules resourceNames", "1both 1sec none"),
        ("ClusterRole", "rules resourceNames", "1both 1sec"),
        ("RoleBinding", "roleRef name", "1reader"),
        ("RoleBinding", "subjects", "ServiceAccount sa old ServiceAccount 1sa ns User 1sa ns"),
        ("ClusterRoleBinding", "subjects", "1sa ns 1sa ns sa elsewhere"),
        ("Ingress", "metadata annotations", "1sec"),
        ("Ingress", "spec", "1svc"),
        ("ValidatingWebhookConfiguration", "webhooks", "1svc ns svc x 1svc ns"),
        ("Thing", "spec", "both"),
    ] {
        assert_eq!(texts(&objects, kind, path), expected, "{kind} {path}");
    }
}

const LAYER: &str = "
{apiVersion: v1, kind: ConfigMap, metadata: {name: cm}}
---
{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{envFrom: [{configMapRef: {name: cm}}]}]}}
";
const TOP: &str = "{apiVersion: v1, kind: Pod, metadata: {name: top}, spec: {containers: [{envFrom: [{configMapRef: {name: NAME}}]}]}}";

fn layers(top: &str) -> Vec<Object> {
    let mut all = Vec::new();
    for layer in ["a-", "b-"] {
        let mut objects = objects(LAYER);
        prefix(&mut objects, layer);
        all.extend(objects);
    }
    all.extend(objects(&TOP.replace("NAME", top)));
    all
}

#[test]
fn each_layer_means_its_own() {
    let mut objects = layers("cm");
    let session = fixed(&mut objects);
    assert!(session.diagnostics.all().is_empty());
    assert_eq!(texts(&objects, "Pod", "spec"), "a-cm b-cm cm");
    let mut objects = layers("a-cm");
    prefix(&mut objects, "z-");
    let session = fixed(&mut objects);
    assert!(session.diagnostics.all().is_empty());
    assert_eq!(texts(&objects, "Pod", "spec"), "z-a-cm z-b-cm z-a-cm");
}

#[test]
fn an_ambiguous_name_is_an_error() {
    let mut objects = layers("cm");
    prefix(&mut objects, "z-");
    let session = fixed(&mut objects);
    let finding = &session.diagnostics.all()[0];
    assert_eq!(finding.code, "ambiguous-reference");
    assert!(
        finding.message.ends_with("any of ConfigMap `z-a-cm`, ConfigMap `z-b-cm`"),
        "{}",
        finding.message
    );
    assert_eq!(finding.resource.as_ref().unwrap().name, "z-top");
}

#[test]
fn two_accounts_of_one_name_need_a_namespace() {
    let text = "
{apiVersion: v1, kind: ServiceAccount, metadata: {name: sa, namespace: one}}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: sa, namespace: two}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: crb}, subjects: [{name: sa, namespace: two}]}
";
    let mut clear = objects(text);
    prefix(&mut clear, "x-");
    assert!(fixed(&mut clear).diagnostics.all().is_empty());
    assert_eq!(texts(&clear, "ClusterRoleBinding", "subjects"), "x-sa two");
    let mut unclear = objects(&text.replace("[{name: sa, namespace: two}]", "[{name: sa}]"));
    prefix(&mut unclear, "x-");
    assert_eq!(fixed(&mut unclear).diagnostics.all()[0].code, "ambiguous-reference");
}

#[test]
fn unfit_fields_are_errors() {
    let mut objects = objects(
        "
{apiVersion: v1, kind: ConfigMap, metadata: {name: cm}}
---
{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {volumes: none}}
",
    );
    prefix(&mut objects, "x-");
    assert_eq!(fixed(&mut objects).diagnostics.all()[0].code, "unfit-reference-field");
}

#[test]
fn a_reference_remembers_both_texts() {
    let mut session = Session::default();
    let file = session.files.add("all.yaml", "cm  x-cm");
    let mut objects = objects(LAYER);
    prefix(&mut objects, "x-");
    objects[0].root.at_mut(&["metadata", "name"]).unwrap().origin = Origin::new(file, 4, 8);
    let path = ["spec", "template"];
    assert!(objects[1].root.at(&path).is_none());
    objects[1].root.walk_mut(&mut |node| {
        if node.as_str() == Some("cm") {
            node.origin = Origin::new(file, 0, 2);
        }
    });
    fix_references(&mut objects, Tables::builtin(), &mut session).unwrap();
    let mut chain = Vec::new();
    objects[1].root.walk(&mut |node| {
        if node.as_str() == Some("x-cm") {
            chain = session.trace.chain(node.origin).iter().map(|it| (it.start, it.end)).collect();
        }
    });
    assert_eq!(chain, [(4, 8), (0, 2)]);
}
