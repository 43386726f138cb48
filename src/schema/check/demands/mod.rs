//! What the API server's own code asks of an object, beyond the schema of its kind. Each case of
//! `tests/cluster/refused` is refused by a real API server and found here or by the schema.
//!
//! Source: k8s.io/kubernetes pkg/apis/{core,apps,batch,autoscaling,policy,networking,scheduling}/validation, 1.37.

mod autoscaler;
mod container;
mod object;
mod selection;

use crate::diag::Diagnostic;
use crate::object::Gvk;
use crate::object::Object;
use crate::object::templates;
use crate::source::Origin;
use crate::yaml::Node;

/// Checks an object of Kubernetes' own kinds.
pub(super) fn check(object: &Object, push: &mut impl FnMut(Diagnostic)) {
    let group = Gvk::of(&object.root).group;
    match group.as_str() {
        "" | "apps" | "batch" => {
            for template in templates(object) {
                template.containers().for_each(|it| container::check(&it, push));
                selection::pod(template.spec, push);
            }
            object::check(object, push);
        }
        "autoscaling" => autoscaler::check(object, push),
        "policy" | "networking.k8s.io" | "scheduling.k8s.io" => object::check(object, push),
        _ => return,
    }
    if let Some(selector) = object.root.at(&["spec", "selector"]) {
        selection::labels(selector, push);
    }
}

/// True for text that a later step fills in.
fn is_placeholder(text: &str) -> bool {
    text.contains("${") || text.contains("{{")
}

/// The value of a field, if something is written there.
fn set<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    node.get(key).filter(|it| !it.is_null())
}

/// The text of a field, if it says something that no later step fills in.
fn text<'n>(node: &'n Node, key: &str) -> Option<(&'n str, Origin)> {
    let value = set(node, key)?;
    Some((value.as_str().filter(|it| !is_placeholder(it))?, value.origin))
}

/// Where a map begins, so that a finding shows a line and not all of it.
fn start(node: &Node) -> Origin {
    node.as_map().and_then(|map| map.iter().next()).map_or(node.origin, |entry| entry.key_origin)
}

fn missing(at: Origin, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error("schema-missing-field", at, message)
}

fn invalid(at: Origin, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error("schema-invalid-value", at, message)
}
