//! Targets: which objects a patch or a replacement is for.

mod labels;
mod pattern;

pub use labels::Labels;
pub use pattern::Pattern;

use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::nearest;
use crate::object::Gvk;
use crate::object::Id;
use crate::object::Object;
use crate::source::Origin;
use crate::yaml::Node;

/// The namespace that kustomize sees on objects that have none by nature.
const NO_NAMESPACE: &str = "_non_namespaceable_";

/// Selects objects. What is absent matches everything.
#[derive(Clone, Debug, Default)]
pub struct Selector {
    /// API group.
    pub group: Option<Pattern>,
    /// API version.
    pub version: Option<Pattern>,
    /// Kind.
    pub kind: Option<Pattern>,
    /// Name, the original or the current one.
    pub name: Option<Pattern>,
    /// Namespace, the original or the current one.
    pub namespace: Option<Pattern>,
    /// Labels.
    pub labels: Option<Query>,
    /// Annotations.
    pub annotations: Option<Query>,
    /// Where the selector stands.
    pub at: Option<Origin>,
}

/// A label selector. kustomize looks at its syntax only when an object has passed all other tests, so
/// a fault is kept until then.
#[derive(Clone, Debug)]
pub struct Query {
    parsed: Result<Labels, String>,
    at: Origin,
}

impl Query {
    /// Reads a selector; a fault is reported by [`Query::matches`].
    pub fn new(text: &str, at: Origin) -> Self {
        Self { parsed: Labels::parse(text), at }
    }

    /// True if the entries of the object's metadata under `field` fulfil the query.
    pub fn matches(&self, root: &Node, field: &str, diagnostics: &mut Diagnostics) -> Result<bool, Reported> {
        match &self.parsed {
            Ok(labels) => Ok(labels.matches(root.at(&["metadata", field]).and_then(Node::as_map))),
            Err(fault) => {
                let finding = Diagnostic::error("malformed-selector", self.at, fault.clone()).help(
                    "write requirements with commas between them: `app=vllm, tier in (gpu, tpu), !canary`",
                );
                Err(diagnostics.error(finding))
            }
        }
    }
}

/// The namespace of an object as kustomize's selectors see it.
pub fn seen_namespace(id: &Id) -> &str {
    match id.effective_namespace() {
        "" => NO_NAMESPACE,
        namespace => namespace,
    }
}

fn fits(pattern: Option<&Pattern>, text: &str) -> bool {
    pattern.is_none_or(|pattern| pattern.matches(text))
}

impl Selector {
    /// True if the group, version and kind fit.
    pub fn fits_kind(&self, gvk: &Gvk) -> bool {
        fits(self.kind.as_ref(), &gvk.kind)
            && fits(self.group.as_ref(), &gvk.group)
            && fits(self.version.as_ref(), &gvk.version)
    }

    /// True if the name and the namespace fit.
    pub fn fits_name(&self, name: &str, namespace: &str) -> bool {
        fits(self.name.as_ref(), name) && fits(self.namespace.as_ref(), namespace)
    }

    /// True if group, version, kind, name and namespace are all absent.
    pub fn names_nothing(&self) -> bool {
        self.group.is_none()
            && self.version.is_none()
            && self.kind.is_none()
            && self.name.is_none()
            && self.namespace.is_none()
    }

    /// True if the object's labels and annotations fit.
    pub fn fits_labels(&self, root: &Node, diagnostics: &mut Diagnostics) -> Result<bool, Reported> {
        for (query, field) in [(&self.labels, "labels"), (&self.annotations, "annotations")] {
            if let Some(query) = query
                && !query.matches(root, field, diagnostics)?
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// True if a patch with this target is for the object. Name and namespace may be the original or the
    /// current ones, each for itself.
    pub fn selects(&self, object: &Object, diagnostics: &mut Diagnostics) -> Result<bool, Reported> {
        // A build asks this of every object for every patch, so no identity is made before the kind fits.
        let api_version = object.root.str_at(&["apiVersion"]).unwrap_or("");
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let kind = fits(self.kind.as_ref(), object.kind())
            && fits(self.group.as_ref(), group)
            && fits(self.version.as_ref(), version);
        if !kind {
            return Ok(false);
        }
        if let Some(name) = &self.name
            && object.previous.is_empty()
            && object.root.str_at(&["metadata", "name"]).is_some_and(|own| !name.matches(own))
        {
            return Ok(false);
        }
        if self.name.is_some() || self.namespace.is_some() {
            let current = object.id();
            let original = object.original_id();
            let either = |test: &dyn Fn(&Id) -> bool| test(&original) || test(&current);
            let sound = either(&|id| fits(self.namespace.as_ref(), seen_namespace(id)))
                && either(&|id| fits(self.name.as_ref(), &id.name));
            if !sound {
                return Ok(false);
            }
        }
        self.fits_labels(&object.root, diagnostics)
    }

    /// What the user most likely meant by a selector that matches nothing.
    pub fn suggestion(&self, objects: &[Object]) -> Option<String> {
        let close = |pattern: Option<&Pattern>, names: &[&str]| {
            let text = pattern?.text();
            if names.iter().any(|name| pattern.is_some_and(|it| it.matches(name))) {
                return None;
            }
            nearest(text, names.iter().copied()).map(str::to_owned)
        };
        let kinds: Vec<&str> = objects.iter().map(Object::kind).collect();
        if let Some(kind) = close(self.kind.as_ref(), &kinds) {
            return Some(format!("did you mean the kind `{kind}`?"));
        }
        let of_kind = |object: &&Object| fits(self.kind.as_ref(), object.kind());
        let names: Vec<&str> = objects.iter().filter(of_kind).map(Object::name).collect();
        if let Some(name) = close(self.name.as_ref(), &names) {
            return Some(format!("did you mean the name `{name}`?"));
        }
        let ids: Vec<Id> = objects.iter().filter(of_kind).map(Object::id).collect();
        let all = [
            ("group", &self.group, ids.iter().map(|id| id.gvk.group.as_str()).collect::<Vec<_>>()),
            ("version", &self.version, ids.iter().map(|id| id.gvk.version.as_str()).collect()),
            ("namespace", &self.namespace, ids.iter().map(seen_namespace).collect()),
        ];
        for (field, pattern, values) in all {
            let misses = pattern.as_ref().is_some_and(|it| !values.iter().any(|value| it.matches(value)));
            if let Some(value) = values.first().filter(|value| misses && !value.is_empty()) {
                return Some(format!("objects of this kind have the {field} `{value}`"));
            }
            if misses && !values.is_empty() {
                return Some(format!("objects of this kind have no {field}"));
            }
        }
        if !names.is_empty() && names.len() <= 5 {
            let shown: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            return Some(format!("objects of this kind: {}", shown.join(", ")));
        }
        None
    }
}
