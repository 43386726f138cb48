//! `ValueAddTransformer`: writes one value to a field, or into a path that a field holds.

use std::path::Path;

use crate::build::accumulate::Build;
use crate::build::builtin;
use crate::build::config::Directive;
use crate::build::decode::Fields;
use crate::build::field_spec;
use crate::build::target::Target;
use crate::build::transform::namespace::Namespace;
use crate::build::transform::patches;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::patch::Selector;
use crate::source::StepId;
use crate::yaml;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Rules;
use crate::yaml::Str;

/// What is written, and where.
pub(super) struct ValueAdd {
    value: Node,
    targets: Vec<Place>,
}

struct Place {
    selector: Option<Selector>,
    path: Node,
    /// From 1, the segment of a path that the value becomes; 0 replaces the field.
    position: usize,
}

impl Place {
    fn decode(node: &Node, place: &str, found: &mut Diagnostics) -> Result<Self, Reported> {
        let fields = Fields::of_config(node, place, &["selector", "fieldPath", "filePathPosition"], found)?;
        let position = fields.int("filePathPosition", found)?.unwrap_or_default();
        let Ok(position) = usize::try_from(position) else {
            let at = fields.get("filePathPosition").map_or(node.origin, |it| it.origin);
            let message = format!("`{}` must not be negative", fields.place("filePathPosition"));
            return Err(found.error(Diagnostic::error("wrong-type", at, message)));
        };
        let selector = match fields.get("selector") {
            Some(node) => {
                let take: patches::Take =
                    |node, place, names, found| Fields::of_config(node, place, names, found);
                Some(patches::selector(node, &fields.place("selector"), take, found)?)
            }
            None => None,
        };
        Ok(Self { selector, path: fields.required("fieldPath", found)?.clone(), position })
    }
}

impl ValueAdd {
    pub(super) fn decode(
        build: &mut Build<'_>,
        target: &Target<'_>,
        config: &Object,
        session: &mut Session,
    ) -> Result<Self, Reported> {
        let names = ["value", "targets", "targetFilePath"];
        let fields = builtin::fields(config, &names, &mut session.diagnostics)?;
        let mut targets = Vec::new();
        for (index, node) in fields.list("targets", &mut session.diagnostics)?.iter().enumerate() {
            let place = format!("{}[{index}]", fields.place("targets"));
            targets.push(Place::decode(node, &place, &mut session.diagnostics)?);
        }
        let file = fields.text("targetFilePath", &mut session.diagnostics)?;
        if let Some((node, path)) =
            file.and_then(|node| Some((node, node.as_str().filter(|it| !it.is_empty())?)))
        {
            let entry =
                Directive { field: fields.place("targetFilePath"), at: node.origin, value: Str::new(path) };
            let file = build.loader.file(&target.folder, &entry, session)?;
            let mut documents = yaml::parse(file, Rules::Config, session)?;
            if let Some(root) = documents.first_mut() {
                builtin::loosen(root);
                let fields = Fields::of_config(root, path, &["targets"], &mut session.diagnostics)?;
                for (index, node) in fields.list("targets", &mut session.diagnostics)?.iter().enumerate() {
                    let place = format!("targets[{index}]");
                    targets.push(Place::decode(node, &place, &mut session.diagnostics)?);
                }
            }
        }
        if targets.is_empty() {
            let finding = Diagnostic::error("missing-field", config.root.origin, "no `targets` are given")
                .help("write `targets: [{fieldPath: metadata/labels/x}]`");
            return Err(session.diagnostics.error(finding));
        }
        let value = fields.text("value", &mut session.diagnostics)?;
        let written = value.and_then(Node::as_str).map(str::trim).filter(|it| !it.is_empty());
        let value = match (value, written) {
            (Some(node), Some(text)) => Node::text(text, node.origin),
            // The name of the folder is the value if none is given.
            _ => Node::text(folder_name(&target.folder.real), config.root.origin),
        };
        Ok(Self { value, targets })
    }

    pub(super) fn apply(
        &self,
        objects: &mut [Object],
        step: StepId,
        session: &mut Session,
    ) -> Result<(), Reported> {
        for place in &self.targets {
            let path = place.path.as_str().unwrap_or_default();
            for object in objects.iter_mut() {
                if let Some(selector) = &place.selector
                    && !selector.selects(object, &mut session.diagnostics)?
                {
                    continue;
                }
                if path == "metadata/namespace" {
                    let namespace = Namespace::new(&self.value);
                    namespace.apply(std::slice::from_mut(object), &[], step, session)?;
                    continue;
                }
                let origin = self.value.origin.by(step);
                let made = create(&mut object.root, &field_spec::split(path), Node::text("", origin));
                let Some(node) = made.filter(|node| node.scalar().is_some() || node.is_null()) else {
                    let message =
                        format!("`{path}` of {} `{}` cannot be written", object.kind(), object.name());
                    let finding = Diagnostic::error("unfit-field", place.path.origin, message)
                        .also(object.root.origin, "this object")
                        .help("the path must lead through maps to a single value");
                    return Err(session.diagnostics.error(finding));
                };
                let value = self.value.as_str().unwrap_or_default();
                let text = match place.position {
                    0 => value.to_owned(),
                    position => insert(&node.scalar().unwrap_or_default(), position - 1, value),
                };
                node.origin = session.trace.replace(node.origin, origin);
                node.data = Data::Text(text.into());
            }
        }
        Ok(())
    }
}

fn folder_name(path: &Path) -> String {
    path.file_name().map_or_else(|| "/".to_owned(), |it| it.to_string_lossy().into_owned())
}

/// The node at a path of keys; what is missing is made.
fn create<'n>(root: &'n mut Node, path: &[Str], leaf: Node) -> Option<&'n mut Node> {
    let Some((key, rest)) = path.split_first() else { return Some(root) };
    let origin = leaf.origin;
    let map = root.as_map_mut()?;
    let next = map.get_or_insert_with(key, || if rest.is_empty() { leaf.clone() } else { Node::map(origin) });
    if next.is_null() && !rest.is_empty() {
        *next = Node::map(origin);
    }
    create(next, rest, leaf)
}

/// Puts a segment into a path. An absolute path stays one.
fn insert(path: &str, position: usize, segment: &str) -> String {
    let (root, rest) = match path.strip_prefix('/') {
        Some(rest) => ("/", rest),
        None => ("", path),
    };
    let mut segments: Vec<&str> = rest.split('/').filter(|it| !it.is_empty()).collect();
    segments.insert(position.min(segments.len()), segment);
    format!("{root}{}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::insert;

    #[test]
    fn puts_segments_into_paths() {
        for (path, position, expected) in [
            ("", 0, "P"),
            ("/", 0, "/P"),
            ("pie", 0, "P/pie"),
            ("/raw", 9, "/raw/P"),
            ("a/nice/warm/pie", 3, "a/nice/warm/P/pie"),
        ] {
            assert_eq!(insert(path, position, "P"), expected);
        }
    }
}
