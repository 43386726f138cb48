//! Values that kustomize writes to several places of an object as one node: what changes one of them later
//! changes all.
//!
//! A label that `labels` or `commonLabels` adds to an object, its pod template and its selectors is one
//! value there (`SetEntry` in api/filters/filtersutil/setters.go hands the same pointer to every place). A
//! strategic merge patch, a replacement or other labels that change it in one place change the others with
//! it; a JSON patch does not, because it makes the object anew.

use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::object::Object;
use crate::object::Shared;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Str;

/// Notes the places of an object that hold a key with exactly this origin: those where a step has added it.
pub(crate) fn note(object: &mut Object, key: &Str, origin: Origin) {
    let mut places = Vec::new();
    find(&object.root, key, origin, &mut places);
    for place in &mut places {
        place.reverse();
    }
    if places.len() > 1
        && let Some(value) = places.first().and_then(|place| at(&object.root, place)).cloned()
    {
        places.sort_unstable();
        object.shared.push(Shared { value, places });
    }
}

/// The places below a node that hold the key, each written down from the leaf to the root.
fn find(node: &Node, key: &Str, origin: Origin, places: &mut Vec<Vec<Str>>) {
    let is_leaf = |node: &Node| !matches!(node.data, Data::Map(_) | Data::Seq(_));
    match &node.data {
        Data::Map(map) => {
            for entry in map {
                if is_leaf(&entry.value) {
                    if entry.value.origin == origin && entry.key == *key {
                        places.push(vec![key.clone()]);
                    }
                    continue;
                }
                let first = places.len();
                find(&entry.value, key, origin, places);
                places.iter_mut().skip(first).for_each(|place| place.push(entry.key.clone()));
            }
        }
        Data::Seq(items) => {
            for (index, item) in items.iter().enumerate().filter(|(_, item)| !is_leaf(item)) {
                let first = places.len();
                find(item, key, origin, places);
                places.iter_mut().skip(first).for_each(|place| place.push(index.to_string().into()));
            }
        }
        _ => {}
    }
}

fn at<'n>(root: &'n Node, place: &[Str]) -> Option<&'n Node> {
    place.iter().try_fold(root, |node, element| match &node.data {
        Data::Map(map) => map.get(element),
        Data::Seq(items) => items.get(element.parse::<usize>().ok()?),
        _ => None,
    })
}

fn at_mut<'n>(root: &'n mut Node, place: &[Str]) -> Option<&'n mut Node> {
    place.iter().try_fold(root, |node, element| match &mut node.data {
        Data::Map(map) => map.get_mut(element),
        Data::Seq(items) => items.get_mut(element.parse::<usize>().ok()?),
        _ => None,
    })
}

/// Where a shared value was changed in one place, changes the others. To be called after every step.
pub(crate) fn follow(objects: &mut [Object], session: &mut Session) {
    for object in objects.iter_mut().filter(|object| !object.shared.is_empty()) {
        let mut all = std::mem::take(&mut object.shared);
        for shared in &mut all {
            follow_one(object, shared, session);
        }
        all.retain(|shared| shared.places.len() > 1);
        object.shared = all;
    }
}

fn follow_one(object: &mut Object, shared: &mut Shared, session: &mut Session) {
    let is_same =
        |place: &Vec<Str>| at(&object.root, place).is_some_and(|node| node.data == shared.value.data);
    if shared.places.iter().all(is_same) {
        return;
    }
    shared.places.retain(|place| at(&object.root, place).is_some());
    let changed = shared.places.iter().rev().find_map(|place| {
        let node = at(&object.root, place)?;
        (node.data != shared.value.data).then(|| (place.clone(), node.clone()))
    });
    let Some((source, value)) = changed else { return };
    let mut reached = Vec::new();
    for place in shared.places.iter().filter(|place| **place != source) {
        if let Some(node) = at_mut(&mut object.root, place)
            && node.data != value.data
        {
            node.origin = session.trace.replace(node.origin, value.origin);
            node.data = value.data.clone();
            node.form = value.form;
            reached.push(format!("`{}`", place.join("/")));
        }
    }
    if !reached.is_empty() {
        let message =
            format!("the change of `{}` reaches {} as well", source.join("/"), reached.join(" and "));
        let finding = Diagnostic::warning("shared-value", value.origin, message)
            .also(shared.value.origin, "this put the same value into all of them")
            .about(object.reference())
            .help("kustomize keeps such a value as one; set it in each place to be sure what it is");
        session.diagnostics.push(finding);
    }
    shared.value = value;
}
