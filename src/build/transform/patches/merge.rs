//! Strategic merges on objects.

use super::Patch;
use super::select;
use crate::build::lookup::Lookup;
use crate::build::scalars;
use crate::build::set;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::object::Behavior;
use crate::object::Gvk;
use crate::object::Id;
use crate::object::Object;
use crate::patch;
use crate::patch::Outcome;
use crate::patch::Selector;
use crate::patch::typed;
use crate::schema;
use crate::schema::Schemas;
use crate::schema::merge::MergeSchema;
use crate::source::Files;
use crate::source::StepId;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Quotes;
use crate::yaml::Str;
use crate::yaml::Tag;

/// How objects are merged into others.
pub(super) struct Merges<'s> {
    pub(super) allow_name_change: bool,
    pub(super) allow_kind_change: bool,
    pub(super) schema: &'s MergeSchema,
    pub(super) step: StepId,
}

impl Merges<'_> {
    /// Merges the only patch of an entry into all objects that its target selects.
    pub(super) fn to_selected(
        &self,
        entry: &Patch,
        target: &Selector,
        patches: &[Object],
        objects: &mut [Object],
        lookup: &mut Lookup,
        session: &mut Session,
    ) -> Result<(), Reported> {
        let [change] = patches else {
            let message =
                format!("`{}` has a target, and its patch holds {} objects", entry.place, patches.len());
            let second = patches.get(1).map_or(entry.at, |object| object.root.origin);
            let finding = Diagnostic::error("patch-several-objects", target.at.unwrap_or(entry.at), message)
                .also(second, "the second one")
                .help("remove the target, so that each finds its object by its name, or write an entry for each");
            return Err(session.diagnostics.error(finding));
        };
        let selected = select::selected(entry, target, objects, lookup, session)?;
        let known = lookup.defined(objects);
        let known = known.as_deref().unwrap_or_else(|| schema::builtin());
        let mut change = change.clone();
        let quotes = quotes_of_version(&change, session);
        as_texts(&mut change.root, &session.files);
        for index in selected {
            if let Some(object) = objects.get_mut(index) {
                let start = session.diagnostics.all().len();
                check(known, &change, object, session);
                self.merge(object, &change, Some(quotes), session)
                    .inspect_err(|_| super::only_the_end(start, session))?;
                lookup.touch(index, object);
            }
        }
        if self.allow_name_change || self.allow_kind_change {
            set::check_distinct(objects, session)?;
        }
        Ok(())
    }

    /// Merges each patch into the object that has, or has had, its identity. `as_texts`: whether labels
    /// and annotations of the patch become texts first, as they do in `patchesStrategicMerge`.
    pub(super) fn to_named(
        &self,
        patches: &[Object],
        texts: bool,
        objects: &mut [Object],
        lookup: &mut Lookup,
        session: &mut Session,
    ) -> Result<(), Reported> {
        let known = lookup.defined(objects);
        let known = known.as_deref().unwrap_or_else(|| schema::builtin());
        for change in patches {
            let index = find(change, objects, lookup, session)?;
            let Some(object) = objects.get_mut(index) else { continue };
            let start = session.diagnostics.all().len();
            check(known, change, object, session);
            let mut change = change.clone();
            let version = texts.then(|| quotes_of_version(&change, session));
            if texts {
                as_texts(&mut change.root, &session.files);
            }
            self.merge(object, &change, version, session)
                .inspect_err(|_| super::only_the_end(start, session))?;
            lookup.touch(index, object);
        }
        Ok(())
    }

    /// `version`: the quotes in which the version of the object is written again, if it is.
    fn merge(
        &self,
        object: &mut Object,
        change: &Object,
        version: Option<Quotes>,
        session: &mut Session,
    ) -> Result<(), Reported> {
        if self.allow_name_change || self.allow_kind_change {
            object.remember();
        }
        object.allowed.name |= self.allow_name_change;
        object.allowed.kind |= self.allow_kind_change;
        if change.root.str_at(&["$patch"]) == Some("replace") {
            // kustomize makes a new object of the patch, and then goes on with the old one.
            let at = change.root.get("$patch").map_or(change.root.origin, |it| it.origin);
            let message = "a patch that replaces the whole object changes nothing";
            let finding = Diagnostic::warning("patch-without-effect", at, message)
                .about(object.reference())
                .help("replace the fields below it: write `$patch: replace` into `spec`");
            session.diagnostics.push(finding);
            return patch::settle(&change.root, self.schema, session);
        }
        let kept = Kept::of(object);
        let gvk = Gvk::of(&object.root);
        let version = version.map(|of_patch| match object.root.get("apiVersion") {
            Some(_) => quotes_of_version(object, session),
            None => of_patch,
        });
        let before = session.diagnostics.all().len();
        let outcome = patch::merge(&mut object.root, &change.root, self.schema, self.step, session);
        for finding in session.diagnostics.all_mut().iter_mut().skip(before) {
            finding.resource.get_or_insert_with(|| object.reference());
        }
        if outcome? == Outcome::Deleted {
            // It is taken out of the list when all patches of the entry are done.
            object.root.data = Data::Null;
            return Ok(());
        }
        if drops_annotations(&change.root) {
            forget(object);
        }
        if !self.allow_kind_change {
            restore(&mut object.root, &[], "kind", kept.kind, session);
        }
        if !self.allow_name_change {
            restore(&mut object.root, &["metadata"], "name", kept.name, session);
        }
        restore(&mut object.root, &["metadata"], "namespace", kept.namespace, session);
        if let Some(quotes) = version {
            write_version(&mut object.root, &gvk.api_version(), quotes);
        }
        Ok(())
    }
}

/// Holds a patch against the schema of its target. A fault that was told of another target is not repeated.
fn check(known: &Schemas, change: &Object, target: &Object, session: &mut Session) {
    let start = session.diagnostics.all().len();
    typed::check_merge(known, &change.root, target, session);
    super::tell_once(start, session);
}

/// What a patch cannot change.
struct Kept {
    kind: Option<Node>,
    name: Option<Node>,
    namespace: Option<Node>,
}

impl Kept {
    fn of(object: &Object) -> Self {
        let get = |path: &[&str]| object.root.at(path).cloned();
        let namespace =
            get(&["metadata", "namespace"]).filter(|it| it.scalar().is_some_and(|it| !it.is_empty()));
        Self { kind: get(&["kind"]), name: get(&["metadata", "name"]), namespace }
    }
}

fn restore(root: &mut Node, path: &[&str], key: &str, value: Option<Node>, session: &Session) {
    let origin = root.origin;
    let Some(mut map) = root.as_map_mut() else { return };
    for part in path {
        if map.get(part).is_none() && value.is_none() {
            return;
        }
        let next = map.get_or_insert_with(part, || Node::map(origin));
        let Some(below) = next.as_map_mut() else { return };
        map = below;
    }
    match value {
        Some(mut value) => {
            // It is written without a type; the quotes are those that the merge has left.
            let text = value.scalar().unwrap_or_default();
            let merged = map.get(key).map(|it| it.form.quotes);
            value.form.quotes = merged.unwrap_or(Quotes::Plain);
            value.data = Data::Text(text.clone());
            value = Node::untyped(&text, Quotes::of(&value, session), value.origin);
            if merged.is_none() {
                value.visited();
            }
            map.insert(key, value);
        }
        None => {
            map.remove(key);
        }
    }
}

fn quotes_of_version(change: &Object, session: &Session) -> Quotes {
    change.root.get("apiVersion").map_or(Quotes::Plain, |it| Quotes::of(it, session))
}

/// kustomize gives a patch with a target, and one of `patchesStrategicMerge`, the version of each object that
/// it selects, so the object's own is written again: without a type, and as null where there was none, unless
/// the patch has quotes.
fn write_version(root: &mut Node, version: &str, quotes: Quotes) {
    let origin = root.origin;
    let Some(map) = root.as_map_mut() else { return };
    let node = map.get_or_insert_with("apiVersion", || Node::new(Data::Null, origin));
    *node = Node::untyped(version, quotes, node.origin);
}

/// True if a patch removes or replaces the annotations as a whole, in which kustomize keeps its memory.
fn drops_annotations(change: &Node) -> bool {
    let directive = |node: &Node| matches!(node.str_at(&["$patch"]), Some("replace" | "delete"));
    let nodes = [Some(change), change.get("metadata"), change.at(&["metadata", "annotations"])];
    nodes.iter().flatten().any(|node| node.is_null() || directive(node))
}

fn forget(object: &mut Object) {
    object.previous.clear();
    object.prefixes.clear();
    object.suffixes.clear();
    object.behavior = Behavior::Unspecified;
    object.needs_hash = false;
}

/// kustomize writes labels and annotations of a patch with a target as text. So null, which would remove
/// an entry, sets it to the text `null`. The patch's group and version do not count.
fn as_texts(root: &mut Node, files: &Files) {
    root.as_map_mut().and_then(|map| map.remove("apiVersion"));
    let Some(metadata) = root.get_mut("metadata").and_then(Node::as_map_mut) else { return };
    for field in ["labels", "annotations"] {
        let Some(node) = metadata.get_mut(field) else { continue };
        let Some(map) = node.as_map_mut().filter(|map| !map.is_empty()) else {
            metadata.remove(field);
            continue;
        };
        for entry in map {
            let text = scalar_text(&entry.value, files);
            entry.value.data = Data::Text(text);
            entry.value.form.tag = Tag::Own;
        }
    }
    let empty = metadata.get("namespace").is_some_and(|it| it.scalar().is_none_or(|it| it.is_empty()));
    if empty {
        metadata.remove("namespace");
    }
}

/// The text of a scalar as it is written; of null too. Nothing for maps and lists.
pub(super) fn scalar_text(node: &Node, files: &Files) -> Str {
    match &node.data {
        Data::Null | Data::Bool(_) => scalars::written(node, files),
        _ => node.scalar().unwrap_or_default(),
    }
}

/// The object that has, or has had, the identity of a patch.
fn find(
    change: &Object,
    objects: &[Object],
    lookup: &mut Lookup,
    session: &mut Session,
) -> Result<usize, Reported> {
    let id = change.id();
    let name = |object: &Object| {
        let current = object.root.at(&["metadata", "name"]).and_then(Node::scalar);
        current.is_some_and(|name| name == id.name) || object.previous.iter().any(|it| it.name == id.name)
    };
    let fits = |object: &Object| !object.root.is_null() && name(object) && is_one_of(&id, object);
    let mut found = lookup.named(&id.name, objects).filter(|place| objects.get(*place).is_some_and(fits));
    match (found.next(), found.next()) {
        (Some(index), None) => Ok(index),
        (None, _) => Err(absent(change, &id, objects, session)),
        (Some(first), Some(second)) => {
            let message = format!("the patch for {} `{}` fits two objects", id.gvk.kind, id.name);
            let mut finding = Diagnostic::error("patch-ambiguous", at(change), message);
            for index in [first, second] {
                if let Some(object) = objects.get(index) {
                    finding = finding.also(at(object), format!("now `{}`", object.name()));
                }
            }
            let finding =
                finding.help("write the name that the object has now, or give the entry a `target`");
            Err(session.diagnostics.error(finding.about(change.reference())))
        }
    }
}

fn at(object: &Object) -> crate::source::Origin {
    object.root.at(&["metadata", "name"]).map_or(object.root.origin, |name| name.origin)
}

/// Earlier identities count with today's group and version.
fn is_one_of(id: &Id, object: &Object) -> bool {
    let current = object.id();
    let today = current.gvk.clone();
    let same = |other: &Id| {
        other.name == id.name
            && other.gvk == id.gvk
            && other.effective_namespace() == id.effective_namespace()
    };
    same(&current)
        || object.previous.iter().any(|past| {
            let gvk = Gvk { kind: past.gvk.kind.clone(), ..today.clone() };
            // A cluster-scoped kind has no namespace under any of its names.
            same(&Id { gvk, ..past.clone() })
        })
}

fn absent(change: &Object, id: &Id, objects: &[Object], session: &mut Session) -> Reported {
    let shown = |id: &Id| match id.namespace.as_str() {
        "" => format!("{} {} `{}`", id.gvk.api_version(), id.gvk.kind, id.name),
        namespace => format!("{} {} `{}` in `{namespace}`", id.gvk.api_version(), id.gvk.kind, id.name),
    };
    let message = format!("there is no {} to be patched", shown(id));
    let finding = Diagnostic::error("patch-no-object", at(change), message).about(change.reference());
    let alive: Vec<&Object> = objects.iter().filter(|object| !object.root.is_null()).collect();
    let same_name =
        alive.iter().find(|object| object.ids().any(|it| it.name == id.name && it.gvk.kind == id.gvk.kind));
    let of_kind: Vec<&str> =
        alive.iter().filter(|object| object.kind() == id.gvk.kind).map(|object| object.name()).collect();
    let kinds: Vec<&str> =
        alive.iter().filter(|object| object.name() == id.name).map(|object| object.kind()).collect();
    let finding = if let Some(object) = same_name {
        finding.help(format!("there is {}; write its `apiVersion` and `namespace`", shown(&object.id())))
    } else if let Some(near) = nearest(&id.name, of_kind.iter().copied()) {
        finding.help(format!("did you mean `{near}`?"))
    } else if let Some(kind) = nearest(&id.gvk.kind, kinds.iter().copied()).or(kinds.first().copied()) {
        finding.help(format!("the object `{}` is a {kind}", id.name))
    } else if of_kind.is_empty() {
        finding.help(format!("there is no {} at all; is its file listed under `resources`?", id.gvk.kind))
    } else {
        finding.help(format!("objects of this kind: `{}`", of_kind.join("`, `")))
    };
    session.diagnostics.error(finding)
}
