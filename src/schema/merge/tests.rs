use super::Behind;
use super::Beside;
use super::MergeSchema;
use crate::diag::Diagnostics;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Node;

fn node(value: &serde_json::Value) -> Node {
    let data = match value {
        serde_json::Value::Null => Data::Null,
        serde_json::Value::Bool(it) => Data::Bool(*it),
        serde_json::Value::Number(it) => Data::Number(it.to_string().into()),
        serde_json::Value::String(it) => Data::Text(it.into()),
        serde_json::Value::Array(list) => Data::Seq(list.iter().map(node).collect()),
        serde_json::Value::Object(map) => {
            let mut out = Node::map(Origin::NONE);
            for (key, value) in map {
                out.as_map_mut().unwrap().insert(key.as_str(), node(value));
            }
            return out;
        }
    };
    Node::new(data, Origin::NONE)
}

fn keys(schema: &MergeSchema, api_version: &str, kind: &str, path: &[&str]) -> Option<Vec<String>> {
    let mut place = schema.kind(api_version, kind)?;
    for step in path {
        place = match *step {
            "[]" => place.list()?.1?,
            name => place.field(name)?,
        };
    }
    place.list().map(|(keys, _)| keys.iter().map(ToString::to_string).collect())
}

/// Every row of the table that was read out of kustomize's schema by other means.
#[test]
fn the_builtin_table_knows_the_lists_that_kustomize_merges() {
    let schema = MergeSchema::builtin();
    let pod = ["spec", "template", "spec"];
    let at = |tail: &[&'static str]| [&pod[..], tail].concat();
    let some = |list: &[&str]| Some(list.iter().map(ToString::to_string).collect::<Vec<_>>());
    for (path, expected) in [
        (at(&["containers"]), some(&["name"])),
        (at(&["containers", "[]", "ports"]), some(&["containerPort", "protocol"])),
        (at(&["containers", "[]", "env"]), some(&["name"])),
        (at(&["containers", "[]", "volumeMounts"]), some(&["mountPath"])),
        (at(&["containers", "[]", "envFrom"]), None),
        (at(&["containers", "[]", "args"]), None),
        (at(&["initContainers", "[]", "volumeDevices"]), some(&["devicePath"])),
        (at(&["volumes"]), some(&["name"])),
        (at(&["tolerations"]), None),
        (at(&["topologySpreadConstraints"]), some(&["topologyKey", "whenUnsatisfiable"])),
        (vec!["metadata", "finalizers"], some(&[])),
        (vec!["metadata", "ownerReferences"], some(&["uid"])),
    ] {
        assert_eq!(keys(schema, "apps/v1", "Deployment", &path), expected, "{path:?}");
    }
    assert_eq!(keys(schema, "v1", "Service", &["spec", "ports"]), some(&["port", "protocol"]));
    assert_eq!(
        keys(schema, "batch/v1", "CronJob", &["spec", "jobTemplate", "spec", "template", "spec", "volumes"]),
        some(&["name"])
    );
    assert!(schema.kind("example.com/v1", "Deployment").is_none());
    assert!(schema.kind("apps/v1", "Deployment").unwrap().field("spek").is_none());
    assert!(schema.kind("apps/v1", "Deployment").unwrap().field("kind").unwrap().field("below").is_some());
}

#[test]
fn the_builtin_table_holds_together() {
    let schema = MergeSchema::builtin();
    let rows = include_str!("builtin.txt").lines().skip(1).count();
    let kinds = &schema.table.kinds;
    let types: Vec<_> = (0..).map_while(|number| schema.type_at(number)).collect();
    assert_eq!(kinds.len() + types.len(), rows);
    let all = types.iter().flat_map(|it| it.fields.values().chain(&it.rest));
    for behind in all.chain(kinds.iter().map(|it| &it.2)) {
        let inner = match behind {
            Behind::List(_, Some(item)) => item,
            other => other,
        };
        assert!(!matches!(inner, Behind::Type(index) if *index >= types.len()), "{behind:?}");
    }
}

#[test]
fn a_document_of_the_user_takes_the_place_of_the_builtin_one() {
    let document = serde_json::json!({"definitions": {
        "v1.Thing": {
            "properties": {
                "spec": {"$ref": "#/definitions/v1.Spec"},
                "self": {"$ref": "#/definitions/v1.Thing"},
                "ring": {"$ref": "#/definitions/ring"},
            },
            "x-kubernetes-group-version-kind": [{"group": "example.com", "kind": "Thing", "version": "v1"}],
        },
        "v1.Spec": {
            "additionalProperties": {
                "type": "array",
                "items": {"properties": {"inner": {
                    "type": "array",
                    "items": {"$ref": "#/definitions/v1.Spec"},
                    "x-kubernetes-patch-strategy": "merge,retainKeys",
                    "x-kubernetes-list-map-keys": ["a", "b"],
                    "x-kubernetes-patch-merge-key": "a",
                }}},
                "x-kubernetes-patch-merge-key": "id",
                "x-kubernetes-patch-strategy": "merge",
            },
        },
        "ring": {"$ref": "#/definitions/ring"},
    }});
    let mut diagnostics = Diagnostics::default();
    let own = MergeSchema::read(&node(&document), Beside::Nothing, &mut diagnostics).unwrap();
    let find = |schema: &MergeSchema, path: &[&str]| keys(schema, "example.com/v1", "Thing", path);
    assert_eq!(find(&own, &["self", "self", "spec", "any"]), Some(vec!["id".to_owned()]));
    assert_eq!(find(&own, &["spec", "any", "[]", "inner"]), Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(find(&own, &["ring"]), None);
    let containers = ["spec", "containers"];
    assert_eq!(keys(&own, "v1", "Pod", &containers), None);
    let both = MergeSchema::read(&node(&document), Beside::BuiltinLast, &mut diagnostics).unwrap();
    assert_eq!(keys(&both, "v1", "Pod", &containers), Some(vec!["name".to_owned()]));
    assert_eq!(find(&both, &["spec", "any"]), Some(vec!["id".to_owned()]));
    assert!(diagnostics.all().is_empty());
}

#[test]
fn a_document_that_is_none_is_reported() {
    let mut diagnostics = Diagnostics::default();
    assert!(MergeSchema::read(&Node::text("x", Origin::NONE), Beside::Nothing, &mut diagnostics).is_err());
    let unnamed =
        serde_json::json!({"definitions": {"a": {"x-kubernetes-group-version-kind": [{"kind": "A"}]}}});
    assert!(MergeSchema::read(&node(&unnamed), Beside::Nothing, &mut diagnostics).is_err());
    assert_eq!(diagnostics.all().iter().map(|it| it.code).collect::<Vec<_>>(), ["malformed-openapi"; 2]);
}
