//! JSON patches on objects.

use super::Form;
use super::Patch;
use super::memory;
use super::select;
use crate::build::lookup::Lookup;
use crate::build::scalars;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::patch::json6902;
use crate::patch::typed;
use crate::schema;
use crate::source::StepId;
use crate::yaml::Data;
use crate::yaml::Map;
use crate::yaml::Node;

/// Applies the operations to all objects that the target selects.
pub(super) fn apply(
    patch: &Patch,
    root: &Node,
    objects: &mut [Object],
    lookup: &mut Lookup,
    step: StepId,
    session: &mut Session,
) -> Result<(), Reported> {
    let place = &patch.place;
    let Some(target) = &patch.target else {
        let message = format!("`{place}` is a JSON patch without a target");
        let finding = Diagnostic::error("patch-without-target", patch.at, message)
            .help("say which objects it is for: `target: {kind: Deployment, name: vllm}`");
        return Err(session.diagnostics.error(finding));
    };
    if patch.form == Form::Json && target.name.is_none() {
        let message = format!("the target of `{place}` has no `name`");
        let finding = Diagnostic::error("patch-without-target", patch.at, message)
            .help("name the object, or move the entry to `patches`, where a kind alone will do");
        return Err(session.diagnostics.error(finding));
    }
    let selected = select::selected(patch, target, objects, lookup, session)?;
    if selected.is_empty() {
        return Ok(());
    }
    let operations = json6902::decode(root, &mut session.diagnostics)?;
    let known = lookup.defined(objects);
    let known = known.as_deref().unwrap_or_else(|| schema::builtin());
    for index in selected {
        let Some(object) = objects.get_mut(index) else { continue };
        // kustomize keeps its memory in annotations, so they exist, if only for the patch. `patches` gives
        // every target such a memory; `patchesJson6902` does not.
        let remembers = patch.form == Form::Any || object.has_memory();
        if patch.form == Form::Any {
            object.remember();
        }
        if remembers {
            make_annotations(&mut object.root);
        }
        let shown = memory::is_taken(&operations);
        if shown {
            memory::write(object);
        }
        scalars::refuse_misfits(std::slice::from_ref(object), session)?;
        let start = session.diagnostics.all().len();
        typed::check_ops(known, root, object, session);
        super::tell_once(start, session);
        let before = session.diagnostics.all().len();
        // kustomize makes the object anew: what was one value in several places is several values now.
        object.shared.clear();
        let result = json6902::apply(&mut object.root, &operations, step, session);
        for finding in session.diagnostics.all_mut().iter_mut().skip(before) {
            finding.resource.get_or_insert_with(|| object.reference());
        }
        if let Err(reported) = result {
            super::only_the_end(start, session);
            return Err(reported);
        }
        if shown {
            memory::erase(&mut object.root);
        }
        settle_annotations(object);
        lookup.touch(index, object);
    }
    Ok(())
}

fn make_annotations(root: &mut Node) {
    let origin = root.origin;
    let Some(metadata) = root.get_mut("metadata").and_then(Node::as_map_mut) else { return };
    let annotations = metadata.get_or_insert_with("annotations", || Node::map(origin));
    if annotations.is_null() {
        annotations.data = Data::Map(Map::default());
    }
}

/// kustomize writes the annotations anew: as text, and not at all if there are none.
fn settle_annotations(object: &mut Object) {
    let Some(metadata) = object.root.get_mut("metadata").and_then(Node::as_map_mut) else { return };
    let Some(annotations) = metadata.get_mut("annotations") else { return };
    if let Data::Seq(list) = &mut annotations.data {
        annotations.data = Data::Map(pairs(list));
    }
    let Some(map) = annotations.as_map_mut().filter(|map| !map.is_empty()) else {
        metadata.remove("annotations");
        return;
    };
    for entry in map {
        // A list or a map has no text.
        let text = if entry.value.is_null() { Some("null".into()) } else { entry.value.scalar() };
        entry.value.data = Data::Text(text.unwrap_or_default());
        entry.value.reread();
    }
}

/// kustomize takes the elements of a list for keys and values in turn.
fn pairs(list: &mut Vec<Node>) -> Map {
    let mut map = Map::default();
    let mut elements = list.drain(..);
    while let (Some(key), Some(value)) = (elements.next(), elements.next()) {
        let value =
            if value.scalar().is_none() && !value.is_null() { Node::text("", value.origin) } else { value };
        if let Some(key) = key.scalar().filter(|key| !key.is_empty()) {
            map.insert(key, value);
        }
    }
    map
}
