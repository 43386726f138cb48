//! What is there, and what would be there after applying: both as objects that can be compared.

use super::access::Cluster;
use super::verify;
use super::verify::Attempt;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::object::Object;
use crate::object::Rendered;
use crate::output::Phase;
use crate::source::Origin;
use crate::yaml;
use crate::yaml::Node;
use serde_json::Value;

/// Metadata that the server alone writes.
const SERVER: &[&str] = &[
    "managedFields",
    "resourceVersion",
    "uid",
    "creationTimestamp",
    "generation",
    "selfLink",
    "deletionTimestamp",
];

/// The annotation in which kubectl keeps what it applied.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The objects as they are in the cluster, and as they would be: with the server's defaults on both sides and
/// without what it alone writes, so that what differs is what applying would change. What is refused is a finding,
/// and is on neither side.
pub fn live(
    cluster: &mut Cluster,
    rendered: &Rendered,
    session: &mut Session,
) -> Result<(Rendered, Rendered), Diagnostic> {
    let (mut before, mut after) = (Rendered::default(), Rendered::default());
    for object in &rendered.objects {
        let id = object.id();
        let namespace = if id.namespace.is_empty() { "default".to_owned() } else { id.namespace.to_string() };
        let namespaced = cluster.is_namespaced(&id.gvk)?;
        if namespaced == Some(true) && !cluster.has_namespace(&namespace)? {
            // Nothing can be there yet, and the server cannot say what it would make of it.
            after.objects.push(object.clone());
            continue;
        }
        let found = cluster.get(&id, &namespace)?;
        let made = cluster.dry_run(&id, &namespace, &yaml::to_value(&object.root))?;
        match (found, made) {
            (Ok(found), Ok(made)) => {
                before.objects.extend(found.map(|value| bare(value, None)));
                after.objects.push(bare(made, Some(&object.root)));
            }
            (Err(refusal), _) | (_, Err(refusal)) => {
                let attempt = Attempt { object, phase: Phase::Serve, written: None };
                verify::refuse(&attempt, &refusal, cluster.address(), session);
            }
        }
    }
    Ok((before, after))
}

/// An object without what the server alone writes. Values that were sent keep their places.
fn bare(mut value: Value, sent: Option<&Node>) -> Object {
    if let Some(map) = value.as_object_mut() {
        map.remove("status");
        if let Some(metadata) = map.get_mut("metadata").and_then(Value::as_object_mut) {
            for name in SERVER {
                metadata.remove(*name);
            }
            if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
                annotations.remove(LAST_APPLIED);
                if annotations.is_empty() {
                    metadata.remove("annotations");
                }
            }
        }
    }
    let mut root = yaml::from_value(&value, Origin::NONE);
    if let Some(sent) = sent {
        placed(&mut root, sent);
    }
    Object::new(root)
}

fn placed(node: &mut Node, sent: &Node) {
    node.origin = sent.origin;
    if let Some(map) = node.as_map_mut() {
        for entry in map.iter_mut() {
            if let Some(own) = sent.as_map().and_then(|map| map.entry(&entry.key)) {
                entry.key_origin = own.key_origin;
                placed(&mut entry.value, &own.value);
            }
        }
    }
    if let (Some(list), Some(sent)) = (node.as_seq_mut(), sent.as_seq()) {
        for (node, sent) in list.iter_mut().zip(sent) {
            placed(node, sent);
        }
    }
}
