//! A strategic-merge patch beside the object it changes.

use super::elements;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::diag::Severity;
use crate::schema::Path;
use crate::schema::Shape;
use crate::schema::Type;
use crate::schema::advice;
use crate::schema::fault;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Map;
use crate::yaml::Node;

/// A patch that is walked beside its target.
pub(super) struct Walk<'w> {
    /// The type of the whole object.
    pub(super) root: Type<'w>,
    /// The target as a whole.
    pub(super) target: &'w Node,
    /// What comes before the path in messages: the place that an operation changes.
    pub(super) prefix: String,
    /// True if the value takes the place of what is there: no directives, no merged lists.
    pub(super) replaces: bool,
    pub(super) session: &'w mut Session,
}

/// Checks a patch.
pub(super) fn check(of: Type<'_>, patch: &Node, target: &Node, session: &mut Session) {
    // A patch that is encrypted with SOPS is decrypted before it is applied.
    if patch.at(&["sops", "mac"]).is_some() {
        return;
    }
    let mut walk = Walk { root: of, target, prefix: String::new(), replaces: false, session };
    walk.value(of, patch, Some(target), &Path::ROOT);
}

/// What a map or an element asks for, beside its fields.
pub(super) fn directive(map: &Map) -> Option<&str> {
    map.get("$patch").and_then(Node::as_str)
}

impl Walk<'_> {
    /// Adds a finding.
    pub(super) fn push(&mut self, finding: Diagnostic) {
        // A patch that reaches many objects is told once.
        self.session.diagnostics.push_once(finding, &[]);
    }

    /// The name of a place in messages.
    pub(super) fn name(&self, path: &Path<'_>) -> String {
        match (self.prefix.is_empty(), path.is_root()) {
            (true, true) => "the object".to_owned(),
            (true, false) => format!("`{path}`"),
            (false, true) => format!("`{}`", self.prefix),
            (false, false) if path.to_string().starts_with('[') => format!("`{}{path}`", self.prefix),
            (false, false) => format!("`{}.{path}`", self.prefix),
        }
    }

    /// A value of the patch and what it meets.
    pub(super) fn value(&mut self, of: Type<'_>, written: &Node, target: Option<&Node>, path: &Path<'_>) {
        if let Some(fault) = fault(of, written, path.last_key()).filter(|fault| fault.wrong_type) {
            let message = format!("{} {}", self.name(path), fault.message);
            let mut finding = Diagnostic::error("patch-wrong-type", written.origin, message);
            if let Some(target) = target.filter(|target| !target.is_null()) {
                finding = finding.also(target.origin, "the value that it would change");
            }
            finding.help = fault.help;
            return self.push(finding);
        }
        match &written.data {
            Data::Map(map) if !self.replaces && directive(map) == Some("delete") => {}
            Data::Map(map) => match of.shape() {
                Shape::Object => self.fields(of, map, target, path),
                Shape::Map => self.entries(of, map, target, path),
                _ => {}
            },
            Data::Seq(list) => self.list(of, list, target, path),
            _ => {}
        }
    }

    fn fields(&mut self, of: Type<'_>, map: &Map, target: Option<&Node>, path: &Path<'_>) {
        for entry in map {
            if entry.key.starts_with('$') && !self.replaces {
                continue;
            }
            // The name and the namespace of a patch say what it is for, and change nothing.
            if of.is_object_meta() && path.is_top() && matches!(&*entry.key, "name" | "namespace") {
                continue;
            }
            let met = target.and_then(|target| target.get(&entry.key));
            match of.field(&entry.key) {
                Some(inner) => self.value(inner, &entry.value, met, &path.key(&entry.key)),
                // The base has the field as well: it is the base's fault, and found in the result.
                None if met.is_some() => {}
                None => self.unknown(of, map, entry, target, path),
            }
        }
    }

    fn unknown(&mut self, of: Type<'_>, map: &Map, entry: &Entry, target: Option<&Node>, path: &Path<'_>) {
        if of.keeps_unknown() {
            return;
        }
        let advice = advice(self.root, of, &entry.key, |name| map.get(name).is_some());
        // A null only removes what is not there.
        let harmless = of.is_partial() || entry.value.is_null();
        let severity = if harmless { Severity::Warning } else { Severity::Error };
        if of.is_partial() && !advice.as_ref().is_some_and(|it| it.starts_with("did you mean")) {
            return;
        }
        let message = format!("{} has no field `{}`", self.name(path), entry.key);
        let mut finding = Diagnostic::new("patch-unknown-field", severity, entry.key_origin, message);
        let near = crate::diag::nearest(&entry.key, of.fields().map(|(name, _)| name));
        let there = target.and_then(Node::as_map).zip(near).and_then(|(map, near)| map.entry(near));
        if let Some(there) = there {
            finding = finding.also(there.key_origin, format!("`{}` is set here", there.key));
        }
        finding.help = advice;
        self.push(finding);
    }

    fn entries(&mut self, of: Type<'_>, map: &Map, target: Option<&Node>, path: &Path<'_>) {
        let Some(inner) = of.value() else { return };
        for entry in map {
            if entry.key.starts_with('$') && !self.replaces {
                continue;
            }
            let met = target.and_then(|target| target.get(&entry.key));
            self.value(inner, &entry.value, met, &path.key(&entry.key));
        }
    }

    fn list(&mut self, of: Type<'_>, list: &[Node], target: Option<&Node>, path: &Path<'_>) {
        let Some(item) = of.item() else { return };
        let there = target.and_then(Node::as_seq).unwrap_or_default();
        let key = of.merge_key().filter(|_| !self.replaces && !is_replaced(list));
        for (index, element) in list.iter().enumerate() {
            let path = path.index(index);
            let Some(key) = key else {
                self.value(item, element, None, &path);
                continue;
            };
            let Some(name) = element.get(key).and_then(Node::scalar) else {
                self.value(item, element, None, &path);
                continue;
            };
            let same = |it: &&Node| it.get(key).and_then(Node::scalar).as_ref() == Some(&name);
            let met = there.iter().find(same);
            if met.is_none() {
                elements::check(self, item, key, list, element, there, &path);
            }
            self.value(item, element, met, &path);
        }
    }
}

/// True if a list holds `- $patch: replace`, which makes it the whole list.
fn is_replaced(list: &[Node]) -> bool {
    list.iter().filter_map(Node::as_map).any(|map| map.len() == 1 && directive(map) == Some("replace"))
}
