//! Changes to the objects of a build.

use super::report;
use super::write::Author;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::source::Origin;
use crate::source::Trace;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Node;

/// Merges a patch into an object. Patches of this room name list elements by `mountPath` or `name`.
pub(super) fn merge(
    objects: &mut [Object],
    index: usize,
    patch: Node,
    author: &Author<'_>,
    trace: &mut Trace,
) {
    if let Some(object) = objects.get_mut(index) {
        into(&mut object.root, patch, author.place(), trace);
    }
}

/// `own` is the place of what the typed patch itself decides.
fn into(node: &mut Node, patch: Node, own: Origin, trace: &mut Trace) {
    match (&mut node.data, patch.data) {
        (Data::Map(map), Data::Map(changes)) => {
            for change in changes {
                match map.get_mut(&change.key) {
                    Some(old) => into(old, change.value, own, trace),
                    None => map.push(change),
                }
            }
        }
        (Data::Seq(list), Data::Seq(changes)) if changes.iter().all(|change| key(change).is_some()) => {
            let mut new = Vec::new();
            for mut change in changes {
                let there = list.iter().position(|old| key(old) == key(&change));
                match there {
                    Some(at) if change.str_at(&["$patch"]) == Some("delete") => {
                        list.remove(at);
                    }
                    Some(at) => {
                        // The key only says which element is meant: it stays where it was written.
                        let field = key(&change).map(|(field, _)| field);
                        if let (Some(field), Some(map)) = (field, change.as_map_mut()) {
                            map.remove(field);
                        }
                        if let Some(old) = list.get_mut(at) {
                            into(old, change, own, trace);
                        }
                    }
                    None => new.push(change),
                }
            }
            list.splice(0..0, new);
        }
        // What the typed patch would write and what stands there already is still the base's.
        (old, data) if *old == data && patch.origin == own => {}
        (_, data) => *node = Node::new(data, trace.replace(node.origin, patch.origin)),
    }
}

/// The field by which an element is known, and its value.
fn key(element: &Node) -> Option<(&'static str, &str)> {
    ["mountPath", "name"].into_iter().find_map(|field| Some((field, element.str_at(&[field])?)))
}

/// Adds an object, which must be new.
pub(super) fn add(
    objects: &mut Vec<Object>,
    object: Object,
    author: &Author<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    let id = object.id();
    if let Some(there) = objects.iter_mut().find(|there| there.id() == id) {
        if author.again {
            renew(&mut there.root, object.root);
            return Ok(());
        }
        return Err(session.diagnostics.error(
            Diagnostic::error(
                "plan-conflict",
                report::place(there),
                format!("there is already a {} `{}`", id.gvk.kind, id.name),
            )
            .label("this one")
            .also(author.place(), format!("{} adds one of that name", report::title(author.patch)))
            .help("remove the one that is there")
            .about(there.reference()),
        ));
    }
    objects.push(object);
    Ok(())
}

/// Lets an object say what a new run makes of it. What hosts noted on it stays.
fn renew(there: &mut Node, mut new: Node) {
    let host = |key: &str| key.contains("config.kubernetes.io/") || key.contains("config.k8s.io/");
    let notes: Vec<Entry> = there
        .at(&["metadata", "annotations"])
        .and_then(Node::as_map)
        .into_iter()
        .flatten()
        .filter(|entry| host(&entry.key))
        .cloned()
        .collect();
    if !notes.is_empty() {
        let origin = new.origin;
        let annotations = new
            .get_mut("metadata")
            .and_then(Node::as_map_mut)
            .map(|map| map.get_or_insert_with("annotations", || Node::map(origin)))
            .and_then(Node::as_map_mut);
        if let Some(map) = annotations {
            for entry in notes {
                map.push(entry);
            }
        }
    }
    *there = new;
}
