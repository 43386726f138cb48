//! Puts what generators made among the objects: as new ones, in the place of others, or merged into them.

use crate::build::metadata;
use crate::build::scalars;
use crate::build::set::Places;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Behavior;
use crate::object::Object;
use crate::source::Trace;
use crate::yaml::Data;
use crate::yaml::Map;
use crate::yaml::Node;

/// Puts generated objects among the others.
pub(crate) fn absorb(
    objects: &mut Vec<Object>,
    generated: Vec<Object>,
    session: &mut Session,
) -> Result<(), Reported> {
    if generated.is_empty() {
        return Ok(());
    }
    let mut places = Places::of(objects);
    for new in generated {
        let found = places.find(&new);
        let old = match found {
            [] => None,
            [place] => objects.get_mut(*place),
            [..] => return Err(session.diagnostics.error(ambiguous(&new, found, objects))),
        };
        match (old, new.behavior) {
            (None, Behavior::Merge | Behavior::Replace) => {
                return Err(session.diagnostics.error(missing(&new, objects)));
            }
            (None, _) => {
                places.add(&new, objects.len());
                objects.push(new);
            }
            (Some(old), Behavior::Merge) => merge(old, new, true, session),
            (Some(old), Behavior::Replace) => merge(old, new, false, session),
            (Some(old), _) => {
                let finding = exists(&new, old);
                return Err(session.diagnostics.error(finding));
            }
        }
    }
    Ok(())
}

/// The new object takes the place of the old one, but keeps its name, namespace, labels and
/// annotations, and with `data` also the data it does not give itself.
fn merge(old: &mut Object, new: Object, data: bool, session: &mut Session) {
    let mut new = new;
    let mut sections: Vec<&[&str]> = vec![&["metadata", "labels"], &["metadata", "annotations"]];
    if data {
        sections.extend([&["data"] as &[&str], &["binaryData"]]);
    }
    let origin = old.root.at(&["metadata", "annotations", metadata::ORIGIN]).cloned();
    for path in sections {
        let below = scalars::texts_at(&old.root, path, &session.files);
        let above = scalars::texts_at(&new.root, path, &session.files);
        let mut merged = over(below, above, &mut session.trace);
        // What is merged into keeps saying where it comes from.
        if data
            && path.ends_with(&["annotations"])
            && let Some(origin) = origin.clone()
        {
            merged.insert(metadata::ORIGIN, origin);
        }
        put(&mut new.root, path, merged);
    }
    for field in ["name", "namespace"] {
        let kept = old.root.at(&["metadata", field]).cloned();
        if let Some(metadata) = new.root.get_mut("metadata").and_then(Node::as_map_mut) {
            match kept {
                Some(value) => drop(metadata.insert(field, value)),
                None => drop(metadata.remove(field)),
            }
        }
    }
    // What is merged into a plain object gets no hash.
    let needs_hash = old.needs_hash && new.needs_hash;
    let root = std::mem::replace(&mut new.root, Node::map(old.root.origin));
    old.root = root;
    old.shared.clear();
    old.needs_hash = needs_hash;
}

/// Lays texts over others.
fn over(below: Map, above: Map, trace: &mut Trace) -> Map {
    let mut out = below;
    for entry in above {
        let mut value = entry.value;
        if let Some(old) = out.get(&entry.key) {
            value.origin = trace.replace(old.origin, value.origin);
        }
        out.insert(entry.key, value);
    }
    out
}

/// Sets a map, or removes it if it is empty.
fn put(root: &mut Node, path: &[&str], map: Map) {
    let Some((last, parents)) = path.split_last() else { return };
    let Some(parent) = root.at_mut(parents) else { return };
    let origin = parent.get(last).map_or(parent.origin, |node| node.origin);
    let Some(parent) = parent.as_map_mut() else { return };
    if map.is_empty() {
        parent.remove(last);
    } else {
        parent.insert(*last, Node::new(Data::Map(map), origin));
    }
}

fn shown(object: &Object) -> String {
    format!("{} `{}`", object.kind(), object.name())
}

fn missing(new: &Object, objects: &[Object]) -> Diagnostic {
    let verb = if new.behavior == Behavior::Merge { "merge into" } else { "replace" };
    let finding = Diagnostic::error(
        "generator-target",
        new.root.origin,
        format!("there is no {} to {verb}", shown(new)),
    );
    let names = objects.iter().filter(|it| it.kind() == new.kind()).map(Object::name);
    match crate::diag::nearest(new.name(), names) {
        Some(near) => {
            finding.help(format!("did you mean `{near}`? Or remove `behavior` to create the object"))
        }
        None => finding
            .help("remove `behavior` to create the object, or list the base that has it under `resources`"),
    }
}

fn exists(new: &Object, old: &Object) -> Diagnostic {
    let at = old.root.at(&["metadata", "name"]).map_or(old.root.origin, |it| it.origin);
    Diagnostic::error("generator-target", new.root.origin, format!("{} is there already", shown(new)))
        .also(at, "the first one")
        .help("set `behavior: merge` or `behavior: replace`, or give this one another name")
}

fn ambiguous(new: &Object, found: &[usize], objects: &[Object]) -> Diagnostic {
    let mut finding = Diagnostic::error(
        "generator-target",
        new.root.origin,
        format!("{} could be merged into {} objects", shown(new), found.len()),
    );
    for object in found.iter().filter_map(|place| objects.get(*place)) {
        finding = finding.also(object.root.origin, format!("{} is one of them", shown(object)));
    }
    finding.help("give the generator the `name` and `namespace` that the one you mean has now")
}
