//! The service account under which Pods ask Google Cloud for something.

use k8s_openapi::api::core::v1::ServiceAccount;

use super::change;
use super::target::Server;
use super::volumes;
use super::write::Author;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::yaml::Node;

const FIELD: &str = "serviceAccountName";

/// Gives a server a service account of its own, unless it has one: a role that is bound to `default` would
/// be every Pod's of the namespace. Returns the account's name as a node.
pub(super) fn give(
    server: &Server,
    objects: &mut Vec<Object>,
    author: &Author<'_>,
    session: &mut Session,
) -> Result<Node, Reported> {
    if let Some(name) = server.pod(objects).and_then(|pod| pod.get(FIELD)) {
        return Ok(name.clone());
    }
    let account = ServiceAccount {
        metadata: volumes::named(&server.name, &server.namespace),
        ..ServiceAccount::default()
    };
    change::add(objects, author.write(&account).object(), author, session)?;
    let name = Node::text(server.name.as_str(), author.place());
    if let Some(pod) = server.pod_mut(objects).and_then(Node::as_map_mut) {
        pod.insert(FIELD, name.clone());
    }
    Ok(name)
}
