//! What changed between two renderings of a root.

use super::blame::full_name;
use super::field::push_element;
use super::field::push_key;
use crate::diag::Session;
use crate::object::Id;
use crate::object::Object;
use crate::object::Rendered;
use crate::output::Change;
use crate::output::FieldChange;
use crate::report::shown;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::emit;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;

/// One of two renderings: the objects, and the files that they came from.
pub type Side<'s> = (&'s Rendered, &'s Session);

/// The objects that differ, in the order of the later rendering; those that are gone come last. Objects
/// are the same if their ids are, or if the ids that they were read with are: a ConfigMap whose name ends
/// in a hash changes its name with its contents.
pub fn compare(root: &str, before: Option<Side<'_>>, after: Option<Side<'_>>, working: &Path) -> Vec<Change> {
    let objects = |side: Option<Side<'_>>| -> Vec<Object> {
        side.map(|(rendered, _)| rendered.objects.clone()).unwrap_or_default()
    };
    let (old, new) = (objects(before), objects(after));
    let pairs = pairs(&old, &new);
    let mut changes = Vec::new();
    for (one, other) in pairs {
        let (was, is) = (one.map(text), other.map(text));
        if was == is {
            continue;
        }
        let fields = match (one.zip(before), other.zip(after)) {
            (Some((one, (_, old))), Some((other, (_, new)))) => fields((one, old), (other, new), working),
            _ => Vec::new(),
        };
        let place = other.zip(after).or(one.zip(before));
        changes.push(Change {
            root: root.to_owned(),
            name: other.or(one).map(full_name).unwrap_or_default(),
            before: was,
            after: is,
            fields,
            place: place.and_then(|(object, (_, session))| place_of(&object.root, session, working)),
        });
    }
    changes
}

type Pair<'o> = (Option<&'o Object>, Option<&'o Object>);

fn pairs<'o>(old: &'o [Object], new: &'o [Object]) -> Vec<Pair<'o>> {
    let mut left: Vec<Option<&Object>> = old.iter().map(Some).collect();
    let mut partner: Vec<Option<&Object>> = vec![None; new.len()];
    let by: [fn(&Object) -> Id; 2] = [Object::id, Object::original_id];
    for id in by {
        let mut places: BTreeMap<Id, Vec<usize>> = BTreeMap::new();
        for (index, object) in left.iter().enumerate().rev() {
            if let Some(object) = object {
                places.entry(id(object)).or_default().push(index);
            }
        }
        for (object, partner) in new.iter().zip(&mut partner) {
            if partner.is_none()
                && let Some(index) = places.get_mut(&id(object)).and_then(Vec::pop)
                && let Some(place) = left.get_mut(index)
            {
                *partner = place.take();
            }
        }
    }
    let kept = partner.into_iter().zip(new.iter().map(Some));
    kept.chain(left.into_iter().flatten().map(|object| (Some(object), None))).collect()
}

fn text(object: &Object) -> String {
    let mut text = String::new();
    emit(&object.root, &mut text);
    text
}

/// The leaves that differ, in the order of their paths.
fn fields(before: (&Object, &Session), after: (&Object, &Session), working: &Path) -> Vec<FieldChange> {
    let leaves = |object: &Object| {
        let mut found = BTreeMap::new();
        descend(&object.root, String::new(), &mut found);
        found
    };
    let (was, is) = (leaves(before.0), leaves(after.0));
    let paths: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let mut changes = Vec::new();
    for path in paths {
        let (old, new) = (was.get(path), is.get(path));
        if old.map(|it| &it.data) == new.map(|it| &it.data) {
            continue;
        }
        let place = match (old, new) {
            (_, Some(node)) => place_of(node, after.1, working),
            (Some(node), None) => place_of(node, before.1, working),
            (None, None) => None,
        };
        let text = |node: &Node| node.scalar().map_or_else(|| empty(node).to_owned(), |it| it.to_string());
        changes.push(FieldChange { path: path.clone(), before: old.map(text), after: new.map(text), place });
    }
    changes
}

/// File and line of a value.
fn place_of(node: &Node, session: &Session, working: &Path) -> Option<(String, usize)> {
    let origin = node.origin;
    if !origin.is_known() {
        return None;
    }
    let file = session.files.get(origin.file);
    Some((shown(&file.path, working), file.position(origin.start).line))
}

/// What stands for a value that is no scalar and has nothing in it.
fn empty(node: &Node) -> &'static str {
    match node.data {
        Data::Map(_) => "{}",
        Data::Seq(_) => "[]",
        _ => "null",
    }
}

fn descend(node: &Node, path: String, found: &mut BTreeMap<String, Node>) {
    match &node.data {
        Data::Map(map) if !map.is_empty() => {
            for entry in map {
                let mut below = path.clone();
                push_key(&mut below, &entry.key);
                descend(&entry.value, below, found);
            }
        }
        Data::Seq(list) if !list.is_empty() => {
            for (index, item) in list.iter().enumerate() {
                let mut below = path.clone();
                push_element(&mut below, list, index);
                descend(item, below, found);
            }
        }
        _ => {
            found.insert(path, node.clone());
        }
    }
}
