//! `buildMetadata`: annotations that say where objects come from and what changed them.

use std::path::Path;

use crate::build::places;
use crate::build::remote::Remote;
use crate::build::scalars;
use crate::build::target::Target;
use crate::object::Object;
use crate::source::Files;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Str;

/// The annotation that names the file of an object, or the generator that made it.
pub(crate) const ORIGIN: &str = "config.kubernetes.io/origin";
/// The annotation that lists what changed an object.
pub(crate) const TRANSFORMATIONS: &str = "alpha.config.kubernetes.io/transformations";

/// Where a kustomization or a file lies: as seen from the root, or from the top of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    path: String,
    repository: String,
    reference: String,
}

/// What kustomize takes for the folder in a repository if none is named: the name that it has for a
/// repository before it is fetched.
const TOP: &str = "notCloned";

impl Place {
    /// The place that an entry of a kustomization at this place names.
    pub(crate) fn join(&self, entry: &str) -> Self {
        match Remote::of(entry) {
            Some(remote) => {
                let path = if remote.folder.is_empty() { TOP } else { &remote.folder };
                let path = places::clean(Path::new(path)).display().to_string();
                Self { path, repository: remote.repository, reference: remote.reference }
            }
            None => {
                let path = places::clean(&Path::new(&self.path).join(entry)).display().to_string();
                Self { path, ..self.clone() }
            }
        }
    }

    /// As YAML, the way kustomize writes it. The path has another name where it is that of a configuration.
    fn shown(&self, path: Option<&str>) -> String {
        let mut out = String::new();
        let (leading, last) = match path {
            Some(path) => (path, ""),
            None => ("", self.path.as_str()),
        };
        for (field, value) in
            [("path", leading), ("repo", &self.repository), ("ref", &self.reference), ("configuredIn", last)]
        {
            if !value.is_empty() {
                out.push_str(field);
                out.push_str(": ");
                out.push_str(&scalar(value));
                out.push('\n');
            }
        }
        out
    }

    /// Reads what [`mark_origin`] writes.
    fn read(text: &str) -> Self {
        let value = |field: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(": "));
            line.unwrap_or_default().to_owned()
        };
        Self { path: value("path"), repository: value("repo"), reference: value("ref") }
    }
}

/// Says which file objects come from.
pub(crate) fn mark_origin(objects: &mut [Object], place: &Place, at: Origin, files: &Files) {
    let shown = place.shown(Some(&place.path));
    for object in objects {
        set(object, ORIGIN, shown.clone(), at, files);
    }
}

/// Says which generator made an object. Without `buildMetadata` nothing is done.
pub(crate) fn mark_made(object: &mut Object, target: &Target<'_>, kind: &str, at: Origin, files: &Files) {
    if let Some(path) = &target.path {
        let by = Author::builtin(target, path, &format!("{kind}Generator"));
        set(object, ORIGIN, by.shown(), at, files);
    }
}

/// What changed objects: where it is said, and what it is.
#[derive(Clone, Debug)]
pub(crate) struct Author {
    configured_in: Place,
    api_version: String,
    kind: String,
    name: String,
    namespace: String,
}

impl Author {
    /// A field of a kustomization.
    pub(crate) fn builtin(target: &Target<'_>, path: &Place, kind: &str) -> Self {
        Self {
            configured_in: path.join(target.file_name),
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
            configured_in: Place::read(origin),
            api_version: id.gvk.api_version(),
            kind: id.gvk.kind.to_string(),
            name: id.name.to_string(),
            namespace: id.namespace.to_string(),
        })
    }

    /// As YAML, the way kustomize writes it.
    pub(crate) fn shown(&self) -> String {
        let mut out = self.configured_in.shown(None);
        out.push_str("configuredBy:\n");
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
pub(crate) fn mark_changed(objects: &mut [Object], by: &Author, at: Origin, files: &Files) {
    let shown = by.shown();
    let mut element = String::new();
    for (index, line) in shown.lines().enumerate() {
        element.push_str(if index == 0 { "- " } else { "  " });
        element.push_str(line);
        element.push('\n');
    }
    for object in objects {
        if object.annotation(ORIGIN).is_none() {
            set(object, ORIGIN, shown.clone(), at, files);
        } else {
            let earlier = object.annotation(TRANSFORMATIONS).unwrap_or_default();
            let all = format!("{earlier}{element}");
            set(object, TRANSFORMATIONS, all, at, files);
        }
    }
}

fn set(object: &mut Object, key: &str, value: String, at: Origin, files: &Files) {
    let origin = object.root.origin;
    let Some(map) = object.root.as_map_mut() else { return };
    let metadata = map.get_or_insert_with("metadata", || Node::map(origin));
    let Some(metadata) = metadata.as_map_mut() else { return };
    let annotations = metadata.get_or_insert_with("annotations", || Node::map(at));
    if annotations.is_null() {
        annotations.data = Data::Map(crate::yaml::Map::default());
    }
    // kustomize writes all annotations again, as text.
    scalars::make_text(annotations, files);
    // What was one value in several places is several values now.
    let apart = |place: &Vec<Str>| place.starts_with(&["metadata".into(), "annotations".into()]);
    object.shared.iter_mut().for_each(|shared| shared.places.retain(|place| !apart(place)));
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
pub(crate) fn mark_unmarked(objects: &mut [Object], by: &Author, at: Origin, files: &Files) {
    for object in objects.iter_mut().filter(|object| object.annotation(ORIGIN).is_none()) {
        set(object, ORIGIN, by.shown(), at, files);
    }
}
