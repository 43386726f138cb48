//! The objects of a build in the order in which they came, found by identity.

use foldhash::HashMap;
use foldhash::HashMapExt as _;
use foldhash::HashSet;
use foldhash::HashSetExt as _;
use std::hash::Hash;
use std::hash::Hasher;

use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Gvk;
use crate::object::Id;
use crate::object::Object;
use crate::yaml::Str;

/// What tells objects apart. The namespace is the effective one: none is the same as `default`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    gvk: Gvk,
    name: Str,
    namespace: Str,
}

/// Group and version are left out: few objects differ in nothing else.
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
        self.namespace.hash(state);
        self.gvk.kind.hash(state);
    }
}

impl Key {
    pub(crate) fn of(id: Id) -> Self {
        let namespace = id.effective_namespace().into();
        Self { gvk: id.gvk, name: id.name, namespace }
    }

    /// The keys of all identities an object has had, the current one first. Earlier ones count with the
    /// group and version of today.
    fn all(object: &Object) -> Vec<Self> {
        let current = object.id();
        let mut keys = Vec::with_capacity(1 + object.previous.len());
        let gvk = current.gvk.clone();
        keys.push(Self::of(current));
        for id in &object.previous {
            let gvk = Gvk { kind: id.gvk.kind.clone(), ..gvk.clone() };
            let key = Self { gvk, name: id.name.clone(), namespace: id.effective_namespace().into() };
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }
}

/// Objects in order.
#[derive(Debug, Default)]
pub(crate) struct Set {
    objects: Vec<Object>,
    /// Places by current identity, as long as nobody changed the objects.
    current: Option<HashMap<Key, usize>>,
}

impl Set {
    /// Objects that all differ.
    pub(crate) fn of(objects: Vec<Object>) -> Self {
        Self { objects, current: None }
    }

    /// The objects, to be changed.
    pub(crate) fn objects_mut(&mut self) -> &mut Vec<Object> {
        self.current = None;
        &mut self.objects
    }

    /// The objects.
    pub(crate) fn into_objects(self) -> Vec<Object> {
        self.objects
    }

    /// The objects.
    pub(crate) fn objects(&self) -> &[Object] {
        &self.objects
    }

    fn index(&mut self) -> &mut HashMap<Key, usize> {
        let objects = &self.objects;
        self.current.get_or_insert_with(|| {
            let keys = objects.iter().map(|object| Key::of(object.id()));
            keys.enumerate().map(|(place, key)| (key, place)).collect()
        })
    }

    /// Makes room for so many objects.
    pub(crate) fn reserve(&mut self, count: usize) {
        self.objects.reserve(count);
        self.index().reserve(count);
    }

    /// Adds objects. One that is there already is an error; all such are reported.
    pub(crate) fn append(&mut self, objects: Vec<Object>, session: &mut Session) -> Result<(), Reported> {
        let mut failed = None;
        self.reserve(objects.len());
        for object in objects {
            let key = Key::of(object.id());
            let place = self.objects.len();
            match self.index().insert(key, place) {
                None => self.objects.push(object),
                Some(earlier) => {
                    let finding = conflict(&object, self.objects.get(earlier));
                    failed = Some(session.diagnostics.error(finding));
                    self.index().insert(Key::of(object.id()), earlier);
                }
            }
        }
        failed.map_or(Ok(()), Err)
    }
}

/// Places of objects by every identity they have or have had.
#[derive(Debug, Default)]
pub(crate) struct Places(HashMap<Key, Vec<usize>>);

impl Places {
    pub(crate) fn of(objects: &[Object]) -> Self {
        let mut out = Self(HashMap::with_capacity(objects.len()));
        for (place, object) in objects.iter().enumerate() {
            out.add(object, place);
        }
        out
    }

    pub(crate) fn add(&mut self, object: &Object, place: usize) {
        for key in Key::all(object) {
            self.0.entry(key).or_default().push(place);
        }
    }

    /// Places of the objects that have, or have had, the identity that this one has now.
    pub(crate) fn find(&self, object: &Object) -> &[usize] {
        self.0.get(&Key::of(object.id())).map_or(&[], Vec::as_slice)
    }
}

/// Says that two objects have one identity.
pub(crate) fn conflict(object: &Object, earlier: Option<&Object>) -> Diagnostic {
    let id = object.id();
    let namespace = match id.effective_namespace() {
        "" => String::new(),
        namespace => format!(" in `{namespace}`"),
    };
    let message =
        format!("two objects are {} {} `{}`{namespace}", id.gvk.api_version(), id.gvk.kind, id.name);
    let place = |object: &Object| {
        object.root.at(&["metadata", "name"]).map_or(object.root.origin, |name| name.origin)
    };
    let mut finding = Diagnostic::error("duplicate-object", place(object), message)
        .label("the second one")
        .about(object.reference());
    if let Some(earlier) = earlier {
        finding = finding.also(place(earlier), "the first one");
        if place(earlier) == place(object) {
            return finding.help("the same file is listed twice, perhaps through two bases; list it once, or give one of them a `namePrefix`");
        }
    }
    finding.help("rename one of them, or give one of the bases a `namePrefix` or a `namespace`")
}

/// True if no two objects are the same.
pub(crate) fn are_distinct(objects: &[Object]) -> bool {
    let mut seen = HashSet::with_capacity(objects.len());
    objects.iter().all(|object| seen.insert(Key::of(object.id())))
}

/// Reports objects that have become the same. Null is none.
pub(crate) fn check_distinct(objects: &[Object], session: &mut Session) -> Result<(), Reported> {
    let mut seen: HashMap<Key, &Object> = HashMap::with_capacity(objects.len());
    let mut failed = None;
    for object in objects.iter().filter(|object| !object.root.is_null()) {
        if let Some(earlier) = seen.insert(Key::of(object.id()), object) {
            failed = Some(session.diagnostics.error(conflict(object, Some(earlier))));
        }
    }
    failed.map_or(Ok(()), Err)
}
