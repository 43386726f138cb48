//! Objects, and the result of a build.

use super::id::Id;
use crate::diag::ResourceRef;
use crate::source::StepId;
use crate::yaml::Node;
use crate::yaml::Str;

/// What a generator does when its object exists already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Behavior {
    /// Nothing was said: an object of the same id is an error.
    #[default]
    Unspecified,
    /// There must be none yet.
    Create,
    /// Takes the place of the data of the one that is there.
    Replace,
    /// Is merged into the one that is there.
    Merge,
}

/// A value that one step has written to several places of an object.
#[derive(Clone, Debug)]
pub struct Shared {
    /// The value.
    pub value: Node,
    /// Where it stands: keys from the root down, elements of lists as numbers.
    pub places: Vec<Vec<Str>>,
}

/// What a patch may change of an object beside its fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Its name.
    pub name: bool,
    /// Its kind.
    pub kind: bool,
}

/// One Kubernetes object. What the build needs to remember of it are fields here, never annotations.
#[derive(Clone, Debug)]
pub struct Object {
    /// The object's fields.
    pub root: Node,
    /// Identities it had before renames, the oldest first; the current one is in the fields.
    pub previous: Vec<Id>,
    /// Prefixes given to the name, the first first.
    pub prefixes: Vec<Str>,
    /// Suffixes given to the name, the first first.
    pub suffixes: Vec<Str>,
    /// What patches have been allowed to change.
    pub allowed: Allowed,
    /// What a generator does with an object of the same id.
    pub behavior: Behavior,
    /// Whether the name gets a hash of the content.
    pub needs_hash: bool,
    /// Names of the `vars` that take their value from this object.
    pub vars: Vec<Str>,
    /// Values that stand in several places and change together.
    pub shared: Vec<Shared>,
    /// True if `helm` made it: it lies in the namespace that helm gave it.
    pub from_helm: bool,
}

impl Object {
    /// An object as loaded.
    pub fn new(root: Node) -> Self {
        Self {
            root,
            previous: Vec::new(),
            prefixes: Vec::new(),
            suffixes: Vec::new(),
            allowed: Allowed::default(),
            behavior: Behavior::Unspecified,
            needs_hash: false,
            vars: Vec::new(),
            shared: Vec::new(),
            from_helm: false,
        }
    }

    /// Keeps the current identity among the previous ones. To be called before a name, a namespace or a
    /// kind is changed; an object that was remembered once is one that references may have to follow.
    pub fn remember(&mut self) {
        self.previous.push(self.id());
    }

    /// True if a generator or a plugin has made it.
    pub fn is_made(&self) -> bool {
        self.root.origin.step != StepId::WRITTEN
    }

    /// True if kustomize has written something about it into its annotations: a change of its name, or that it
    /// was made.
    pub fn has_memory(&self) -> bool {
        self.is_made()
            || self.needs_hash
            || self.behavior != Behavior::Unspecified
            || !self.previous.is_empty()
            || !self.prefixes.is_empty()
            || !self.suffixes.is_empty()
    }

    /// Gives the identities it has had the group and version of today: kustomize remembers names, namespaces
    /// and kinds alone. To be called after the `apiVersion` was changed.
    pub fn follow_version(&mut self) {
        let gvk = self.id().gvk;
        for id in &mut self.previous {
            (id.gvk.group, id.gvk.version) = (gvk.group.clone(), gvk.version.clone());
        }
    }

    /// The identities it has had, the oldest first, and the current one last.
    pub fn ids(&self) -> impl Iterator<Item = Id> {
        self.previous.iter().cloned().chain(std::iter::once(self.id()))
    }

    /// The current identity.
    pub fn id(&self) -> Id {
        Id::of(&self.root)
    }

    /// The identity as loaded.
    pub fn original_id(&self) -> Id {
        self.previous.first().cloned().unwrap_or_else(|| self.id())
    }

    /// The kind; empty if none is written.
    pub fn kind(&self) -> &str {
        self.root.str_at(&["kind"]).unwrap_or("")
    }

    /// The name; empty if none is written.
    pub fn name(&self) -> &str {
        self.root.str_at(&["metadata", "name"]).unwrap_or("")
    }

    /// The namespace as written; empty for none.
    pub fn namespace(&self) -> &str {
        self.root.str_at(&["metadata", "namespace"]).unwrap_or("")
    }

    /// How findings name this object.
    pub fn reference(&self) -> ResourceRef {
        let id = self.id();
        ResourceRef {
            api_version: id.gvk.api_version(),
            kind: id.gvk.kind.to_string(),
            namespace: id.namespace.to_string(),
            name: id.name.to_string(),
        }
    }

    /// Sets an annotation. An object whose metadata are no map is left as it is.
    pub fn annotate(&mut self, key: &str, value: &str) {
        let origin = self.root.origin;
        let metadata =
            self.root.as_map_mut().map(|root| root.get_or_insert_with("metadata", || Node::map(origin)));
        let annotations = metadata
            .and_then(Node::as_map_mut)
            .map(|metadata| metadata.get_or_insert_with("annotations", || Node::map(origin)));
        if let Some(annotations) = annotations {
            if annotations.is_null() {
                annotations.data = Node::map(origin).data;
            }
            if let Some(map) = annotations.as_map_mut() {
                map.insert(key, Node::text(value, origin));
            }
        }
    }

    /// An annotation's text.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.root.str_at(&["metadata", "annotations", key])
    }
}

/// The result of a build: what everyone after it reads. The steps and files behind the origins are in
/// the [`Session`](crate::diag::Session) of the run.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The objects, in output order.
    pub objects: Vec<Object>,
    /// Objects that are dropped from the output (`config.kubernetes.io/local-config`), such as the FlightPlan.
    pub local: Vec<Object>,
}
