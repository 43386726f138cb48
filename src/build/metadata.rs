//! `buildMetadata`: annotations that say where objects come from and what changed them.

use std::path::Path;

use crate::build::load;
use crate::build::target::Target;
use crate::object::Object;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Node;

/// The annotation that names the file of an object, or the generator that made it.
pub(crate) const ORIGIN: &str = "config.kubernetes.io/origin";
/// The annotation that lists what changed an object.
pub(crate) const TRANSFORMATIONS: &str = "alpha.config.kubernetes.io/transformations";

/// Joins a path with what an entry says, by their text.
pub(crate) fn join(path: &str, entry: &str) -> String {
    load::clean(&Path::new(path).join(entry)).display().to_string()
}

/// Says which file objects come from.
pub(crate) fn mark_origin(objects: &mut [Object], path: &str, at: Origin) {
    for object in objects {
        set(object, ORIGIN, format!("path: {}\n", scalar(path)), at);
    }
}

/// Says which generator made an object. Without `buildMetadata` nothing is done.
pub(crate) fn mark_made(object: &mut Object, target: &Target<'_>, kind: &str, at: Origin) {
    if let Some(path) = &target.path {
        let by = Author::builtin(target, path, &format!("{kind}Generator"));
        set(object, ORIGIN, by.shown(), at);
    }
}

/// What changed objects: where it is said, and what it is.
#[derive(Clone, Debug)]
pub(crate) struct Author {
    configured_in: String,
    api_version: String,
    kind: String,
    name: String,
    namespace: String,
}

impl Author {
    /// A field of a kustomization.
    pub(crate) fn builtin(target: &Target<'_>, path: &str, kind: &str) -> Self {
        Self {
            configured_in: join(path, target.file_name),
            api_version: "builtin".to_owned(),
            kind: kind.to_owned(),
            name: String::new(),
            namespace: String::new(),
        }
    }

    /// An object that configures a plugin; `None` if it does not say where it comes from.
    pub(crate) fn of(config: &Object) -> Option<Self> {
        let origin = config.annotation(ORIGIN)?;
        let id = config.id();
        Some(Self {
            configured_in: origin.strip_prefix("path: ").unwrap_or(origin).trim_end().to_owned(),
            api_version: id.gvk.api_version(),
            kind: id.gvk.kind.to_string(),
            name: id.name.to_string(),
            namespace: id.namespace.to_string(),
        })
    }

    /// As YAML, the way kustomize writes it.
    pub(crate) fn shown(&self) -> String {
        let mut out = format!("configuredIn: {}\nconfiguredBy:\n", scalar(&self.configured_in));
        for (field, value) in [
            ("apiVersion", &self.api_version),
            ("kind", &self.kind),
            ("name", &self.name),
            ("namespace", &self.namespace),
        ] {
            if !value.is_empty() {
                out.push_str("  ");
                out.push_str(field);
                out.push_str(": ");
                out.push_str(&scalar(value));
                out.push('\n');
            }
        }
        out
    }
}

/// Says of all objects that something was done to them. An object that does not say where it comes from
/// counts as made by it.
pub(crate) fn mark_changed(objects: &mut [Object], by: &Author, at: Origin) {
    let shown = by.shown();
    let mut element = String::new();
    for (index, line) in shown.lines().enumerate() {
        element.push_str(if index == 0 { "- " } else { "  " });
        element.push_str(line);
        element.push('\n');
    }
    for object in objects {
        if object.annotation(ORIGIN).is_none() {
            set(object, ORIGIN, shown.clone(), at);
        } else {
            let earlier = object.annotation(TRANSFORMATIONS).unwrap_or_default();
            let all = format!("{earlier}{element}");
            set(object, TRANSFORMATIONS, all, at);
        }
    }
}

fn set(object: &mut Object, key: &str, value: String, at: Origin) {
    let origin = object.root.origin;
    let Some(map) = object.root.as_map_mut() else { return };
    let metadata = map.get_or_insert_with("metadata", || Node::map(origin));
    let Some(metadata) = metadata.as_map_mut() else { return };
    let annotations = metadata.get_or_insert_with("annotations", || Node::map(at));
    if annotations.is_null() {
        annotations.data = Data::Map(crate::yaml::Map::default());
    }
    if let Some(map) = annotations.as_map_mut() {
        map.insert(key, Node::text(value, at));
    }
}

/// A text as a YAML scalar on one line.
fn scalar(text: &str) -> String {
    let mut out = String::new();
    crate::yaml::emit(&Node::text(text, Origin::NONE), &mut out);
    out.trim_end().to_owned()
}

/// Says of objects who made them, unless they say so already.
pub(crate) fn mark_unmarked(objects: &mut [Object], by: &Author, at: Origin) {
    for object in objects.iter_mut().filter(|object| object.annotation(ORIGIN).is_none()) {
        set(object, ORIGIN, by.shown(), at);
    }
}
