//! Goes through an object beside its schema.

use super::compiled::Compiled;
use super::compiled::Seen;
use super::compiled::Types;
use super::fields;
use super::lists;
use super::names;
use super::path::Path;
use super::value;
use super::value::Instead;
use super::value::is_placeholder;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::diag::Severity;
use crate::diag::nearest_alone;
use crate::object::Gvk;
use crate::schema::Format;
use crate::schema::Shape;
use crate::schema::Type;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::edit;

struct Walk<'w, 's> {
    types: &'w Types<'s>,
    /// The type of the whole object.
    root: Type<'s>,
    session: &'w mut Session,
    /// Within `status`, which the API server writes: what is missing there is no fault.
    in_status: bool,
}

/// Checks an object of a kind.
pub(super) fn object<'s>(of: Type<'s>, types: &Types<'s>, gvk: &Gvk, root: &Node, session: &mut Session) {
    let mut walk = Walk { types, root: of, session, in_status: false };
    walk.metadata(gvk, root);
    walk.value(of, root, root.get("kind").unwrap_or(root).origin, &Path::ROOT);
}

impl<'s> Walk<'_, 's> {
    fn push(&mut self, finding: Diagnostic) {
        // What was said of the patch that wrote the value need not be said of the result.
        self.session.diagnostics.push_once(finding, &["patch-unknown-field", "patch-wrong-type"]);
    }

    /// The name and the namespace.
    fn metadata(&mut self, gvk: &Gvk, root: &Node) {
        if gvk.kind.ends_with("List") && root.get("items").is_some() {
            return;
        }
        let has = |key: &str| root.at(&["metadata", key]).is_some_and(|it| !it.is_null());
        if !has("name") && !has("generateName") {
            let at = root.as_map().and_then(|map| map.entry("metadata")).map(|entry| entry.key_origin);
            let at = at.or_else(|| Some(root.get("kind")?.origin)).unwrap_or(root.origin);
            let message = "the object lacks `metadata.name`".to_owned();
            self.push(Diagnostic::error("schema-missing-field", at, message));
        }
        let Some(metadata) = root.get("metadata").filter(|it| it.as_map().is_some()) else { return };
        let text = |key: &str| metadata.get(key).and_then(|node| Some((node.as_str()?, node.origin)));
        if let Some((name, at)) = text("name")
            && let Some(wrong) = names::object(&gvk.group, &gvk.kind, name)
            && !is_placeholder(name)
        {
            let message = format!("the name {name:?} {wrong}");
            let finding = Diagnostic::error("schema-invalid-name", at, message);
            let fixed = fixed_name(name);
            self.push(match names::object(&gvk.group, &gvk.kind, &fixed) {
                None => finding.help(format!("`{fixed}` would do")),
                Some(_) => finding,
            });
        }
        if let Some((name, at)) = text("namespace")
            && !name.is_empty()
            && let Some(wrong) = names::label(name)
            && !is_placeholder(name)
        {
            let message = format!("the namespace {name:?} {wrong}");
            let finding = Diagnostic::error("schema-invalid-name", at, message);
            let fixed = fixed_name(name).replace('.', "-");
            self.push(match names::label(&fixed) {
                None => finding.help(format!("`{fixed}` would do")),
                Some(_) => finding,
            });
        }
    }

    /// A value. `at` is where a fault of the value as a whole is shown.
    fn value(&mut self, of: Type<'s>, node: &Node, at: Origin, path: &Path<'_>) {
        if node.is_null() {
            return;
        }
        let types = self.types;
        let of = types.of(of);
        if !of.accepts(node)
            && let Some(fault) = value::fault(of.of, node, path.last_key())
        {
            let code = if fault.wrong_type { "schema-wrong-type" } else { "schema-invalid-value" };
            let is_tree = node.as_map().is_some() || node.as_seq().is_some();
            let at = if is_tree { at } else { node.origin };
            let finding = Diagnostic::error(code, at, format!("`{path}` {}", fault.message));
            let finding = match fault.help {
                Some(help) => finding.help(help),
                None => finding,
            };
            let files = &self.session.files;
            let finding = match fault.instead {
                None => finding,
                Some(Instead::Quoted) => finding.fix("Put the value in quotes", edit::quote(files, node)),
                Some(Instead::Written(text)) => {
                    let change = edit::replace_scalar(files, node, &text);
                    finding.fix(format!("Write `{text}`"), change)
                }
            };
            self.push(finding);
            if fault.wrong_type {
                return;
            }
        }
        match &node.data {
            Data::Map(map) => match of.shape {
                Shape::Object => self.fields(of, map, at, path),
                Shape::Map => self.entries(of, map, path),
                _ => {}
            },
            Data::Seq(list) => self.elements(of, list, path),
            _ => {}
        }
    }

    fn fields(&mut self, of: &Compiled<'s>, map: &Map, at: Origin, path: &Path<'_>) {
        let mut seen = Seen::default();
        for entry in map {
            let Some((number, inner)) = of.field(&entry.key) else {
                self.unknown(of.of, map, &entry.key, entry.key_origin, path);
                continue;
            };
            if !entry.value.is_null() {
                seen.add(number);
            }
            let status = path.is_root() && entry.key == "status";
            self.in_status |= status;
            let at = if entry.value.origin.is_known() { entry.key_origin } else { at };
            self.value(inner, &entry.value, at, &path.key(&entry.key));
            self.in_status &= !status;
        }
        if self.in_status {
            return;
        }
        for name in of.of.required().take(if of.may_lack(&seen) { usize::MAX } else { 0 }) {
            if map.get(name).is_none_or(Node::is_null) {
                let place = if path.is_root() { "the object".to_owned() } else { format!("`{path}`") };
                let finding =
                    Diagnostic::error("schema-missing-field", at, format!("{place} lacks `{name}`"));
                self.push(finding);
            }
        }
        if of.is_strategy || of.may_clash(&seen) {
            self.exclusive(of.of, map, path);
        }
    }

    fn unknown(&mut self, of: Type<'_>, map: &Map, name: &str, at: Origin, path: &Path<'_>) {
        if of.keeps_unknown() {
            return;
        }
        let place = if path.is_root() { "the object".to_owned() } else { format!("`{path}`") };
        let advice = fields::advice(self.root, of, name, |it| map.get(it).is_some());
        let message = format!("{place} has no field `{name}`");
        let mut finding = Diagnostic::error("schema-unknown-field", at, message);
        if of.is_partial() {
            // The schema may lack the field; only one that looks like a known one is worth a word.
            if !advice.as_ref().is_some_and(|it| it.starts_with("did you mean")) {
                return;
            }
            finding.severity = Severity::Warning;
        }
        // Only the name that the advice means, and only if no other one is as near.
        let all: Vec<&str> = of.fields().map(|(name, _)| name).collect();
        let near = nearest_alone(name, all).filter(|near| {
            advice.as_deref() == Some(&format!("did you mean `{near}`?")) && map.get(near).is_none()
        });
        if let Some(near) = near {
            let change = edit::rename_key(&self.session.files, at, name, near);
            finding = finding.fix(format!("Rename `{name}` to `{near}`"), change);
        }
        finding.help = advice;
        self.push(finding);
    }

    /// Fields of which only one may be set.
    fn exclusive(&mut self, of: Type<'_>, map: &Map, path: &Path<'_>) {
        let set = |name: &str| {
            let entry = map.entry(name)?;
            // Kubernetes takes empty text for absent (`value: ""` beside `valueFrom`).
            let absent = entry.value.is_null() || entry.value.as_str().is_some_and(str::is_empty);
            (!absent).then_some(entry)
        };
        let mut found = of.one_of().filter_map(set);
        if let (Some(first), Some(second)) = (found.next(), found.next()) {
            let message = format!("`{path}` sets both `{}` and `{}`", first.key, second.key);
            let finding = Diagnostic::error("schema-exclusive-fields", second.key_origin, message)
                .also(first.key_origin, "the other one")
                .help("keep one of them; in a patch, `KEY: null` removes the other");
            self.push(finding);
        }
        // The API server's own rule, source: pkg/apis/apps/validation, ValidateDeploymentStrategy.
        if of.name() == Some("DeploymentStrategy")
            && let Some(rolling) = map.entry("rollingUpdate").filter(|entry| !entry.value.is_null())
            && let Some(kind) = map.get("type").filter(|kind| kind.as_str() == Some("Recreate"))
        {
            let message = format!("`{path}.rollingUpdate` must not be set when `type` is `Recreate`");
            let finding = Diagnostic::error("schema-exclusive-fields", rolling.key_origin, message)
                .also(kind.origin, "`Recreate` is set here")
                .help("remove it; in a patch, `rollingUpdate: null`");
            self.push(finding);
        }
    }

    fn entries(&mut self, of: &Compiled<'s>, map: &Map, path: &Path<'_>) {
        let Some(inner) = of.inner else { return };
        let format = of.format;
        let mut bytes = 0;
        for entry in map {
            let path = path.key(&entry.key);
            let known = entry.value.origin.is_known();
            let at = if known { entry.value.origin } else { entry.key_origin };
            self.value(inner, &entry.value, at, &path);
            if !matches!(format, Format::Labels | Format::Annotations) {
                continue;
            }
            let text = entry.value.as_str().unwrap_or("");
            bytes += entry.key.len() + text.len();
            let wrong = match format {
                Format::Annotations => names::key(&entry.key.to_lowercase()),
                _ => names::key(&entry.key),
            };
            let wrong = wrong
                .map(|wrong| (entry.key_origin, &*entry.key, wrong))
                .or_else(|| {
                    let wrong = names::label_value(text).filter(|_| format == Format::Labels)?;
                    Some((at, text, wrong))
                })
                .filter(|(_, text, _)| !is_placeholder(text));
            if let Some((at, text, wrong)) = wrong {
                let finding =
                    Diagnostic::error("schema-invalid-name", at, format!("`{path}`: {text:?} {wrong}"));
                self.push(finding);
            }
        }
        if format == Format::Annotations && bytes > names::ANNOTATIONS_LIMIT {
            let at = map.iter().next().map_or(Origin::NONE, |entry| entry.key_origin);
            let message = format!(
                "`{path}` takes {bytes} bytes, more than the {} that an object may have",
                names::ANNOTATIONS_LIMIT
            );
            let finding = Diagnostic::error("schema-invalid-value", at, message);
            self.push(finding);
        }
    }

    fn elements(&mut self, of: &Compiled<'s>, list: &[Node], path: &Path<'_>) {
        let Some(item) = of.inner else { return };
        for (index, node) in list.iter().enumerate() {
            self.value(item, node, start(node), &path.index(index));
        }
        if self.in_status || of.differ(list) {
            return;
        }
        let of = of.of;
        for twins in lists::twins(of, item, list) {
            let message = format!("`{}` is a second element with {}", path.index(twins.index), twins.what);
            let severity = if of.is_unique() { Severity::Error } else { Severity::Warning };
            let finding = Diagnostic::new("schema-duplicate-key", severity, start(twins.second), message)
                .also(start(twins.first), "the first one");
            self.push(if of.is_unique() {
                finding.help("remove one of them, or give it another name")
            } else {
                finding.help("remove one of them: server-side apply refuses both")
            });
        }
    }
}

/// Where an element begins, so that a finding shows a line and not the whole element.
fn start(node: &Node) -> Origin {
    node.as_map().and_then(|map| map.iter().next()).map_or(node.origin, |entry| entry.key_origin)
}

/// A name with what is not allowed replaced.
fn fixed_name(name: &str) -> String {
    let lower = name.to_lowercase();
    let good = |it: char| if it.is_ascii_alphanumeric() || it == '.' { it } else { '-' };
    lower.chars().map(good).collect::<String>().trim_matches(['-', '.']).to_owned()
}
