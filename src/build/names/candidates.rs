//! The objects that a name may mean: those that were renamed or moved to another namespace.

use foldhash::HashMap;
use foldhash::HashSet;

use crate::build::field_spec::FieldSpec;
use crate::build::tables::Referral;
use crate::object::Gvk;
use crate::object::Id;
use crate::object::Object;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Str;

/// The namespace that is remembered for kinds that have none.
const NO_NAMESPACE: &str = "_non_namespaceable_";

/// Where an object lives.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    /// True for kinds outside every namespace.
    cluster: bool,
    /// The namespace, `default` if none is written.
    effective: Str,
    /// The namespace as written; empty for none.
    written: Str,
}

impl Place {
    fn of(object: &Object) -> Self {
        Self::of_id(object.id())
    }

    fn of_id(id: Id) -> Self {
        let cluster = id.gvk.is_cluster_scoped();
        Self { cluster, effective: id.effective_namespace().into(), written: id.namespace }
    }

    fn same_namespace(&self, other: &Self) -> bool {
        self.effective == other.effective
    }
}

/// The object that holds a name, as far as it bears on what the name means.
#[derive(Debug)]
pub(crate) struct Referrer {
    place: Place,
    /// Namespaces of service accounts that a `RoleBinding` names.
    account_namespaces: Vec<Str>,
    /// Group and kind that `roleRef` gives.
    role: Option<(Str, Str)>,
    prefixes: Vec<Str>,
    suffixes: Vec<Str>,
}

impl Referrer {
    pub(crate) fn of(object: &Object) -> Self {
        let mut account_namespaces = Vec::new();
        if object.kind() == "RoleBinding"
            && let Some(subjects) = object.root.get("subjects")
        {
            let accounts = subjects.items().filter(|it| it.str_at(&["kind"]) == Some("ServiceAccount"));
            account_namespaces.extend(accounts.filter_map(|it| it.str_at(&["namespace"]).map(Str::new)));
        }
        let role = object.root.get("roleRef").and_then(|role| {
            let null = |node: &Node| node.is_null().then(|| Str::new_static("null"));
            let text = |key: &str| role.get(key).and_then(|node| node.scalar().or_else(|| null(node)));
            Some((text("apiGroup")?, text("kind")?))
        });
        Self {
            place: Place::of(object),
            account_namespaces,
            role,
            prefixes: object.prefixes.clone(),
            suffixes: object.suffixes.clone(),
        }
    }

    /// True if names in this object can mean an object at that place.
    fn reaches(&self, place: &Place) -> bool {
        self.place.cluster
            || place.cluster
            || self.place.same_namespace(place)
            || self.account_namespaces.contains(&place.written)
    }
}

/// An object that has had other names.
#[derive(Debug)]
pub(crate) struct Candidate {
    /// Name now, and where it comes from.
    pub(crate) name: (Str, Origin),
    /// Namespace as written now, and where it comes from; empty for none.
    pub(crate) namespace: (Str, Origin),
    /// Its kind now, for messages.
    pub(crate) kind: Str,
    place: Place,
    original_namespace: Option<Str>,
    /// Earlier names.
    names: Vec<Str>,
    /// Earlier kinds, with the group and version of today.
    kinds: Vec<Gvk>,
    prefixes: Vec<Str>,
    suffixes: Vec<Str>,
}

impl Candidate {
    fn of(object: &Object) -> Self {
        let text = |path: &[&str]| {
            let node = object.root.at(path);
            let origin = node.map_or(object.root.origin, |node| node.origin);
            (node.and_then(Node::scalar).unwrap_or_default(), origin)
        };
        let id = object.id();
        let gvk = id.gvk.clone();
        let mut kinds: Vec<Gvk> = Vec::new();
        for id in &object.previous {
            let earlier = Gvk { kind: id.gvk.kind.clone(), ..gvk.clone() };
            if !kinds.contains(&earlier) {
                kinds.push(earlier);
            }
        }
        Self {
            name: text(&["metadata", "name"]),
            namespace: text(&["metadata", "namespace"]),
            kind: gvk.kind,
            original_namespace: original_namespace(object, &id),
            place: Place::of_id(id),
            names: object.previous.iter().map(|id| id.name.clone()).collect(),
            kinds,
            prefixes: object.prefixes.clone(),
            suffixes: object.suffixes.clone(),
        }
    }

    /// True if both went through the same renames, as far back as the shorter history goes. With
    /// `or_none`, an object without any fits to all.
    fn went_with(&self, other: &Referrer, or_none: bool) -> bool {
        let fits = |a: &[Str], b: &[Str]| {
            if a.is_empty() || b.is_empty() {
                or_none || a.len() == b.len()
            } else {
                a.ends_with(b) || b.ends_with(a)
            }
        };
        fits(&self.prefixes, &other.prefixes) && fits(&self.suffixes, &other.suffixes)
    }
}

/// The namespace an object was loaded with; `None` for kinds that have none.
fn original_namespace(object: &Object, current: &Id) -> Option<Str> {
    let namespace = Str::new(object.previous.first().unwrap_or(current).effective_namespace());
    (!namespace.is_empty() && namespace != NO_NAMESPACE).then_some(namespace)
}

/// What narrows a search.
pub(crate) struct Search<'a> {
    /// Whose names the field holds.
    pub(crate) referral: &'a Referral,
    /// Who holds the name.
    pub(crate) referrer: &'a Referrer,
    /// True if the field is the name in a `roleRef`, whose kind must fit.
    pub(crate) role: bool,
    /// The namespace that is written beside the name, if the field is a map.
    pub(crate) namespace: Option<&'a str>,
    /// True if the namespace of what is found is used as well.
    pub(crate) with_namespace: bool,
}

/// What a name means.
pub(crate) enum Found<'a> {
    /// None of the objects that changed.
    Nothing,
    /// This one.
    One(&'a Candidate),
    /// Several, whose names differ.
    Many(Vec<&'a Candidate>),
}

/// All candidates, by each name they have had.
#[derive(Debug, Default)]
pub(crate) struct Candidates {
    list: Vec<Candidate>,
    by_name: HashMap<Str, Vec<usize>>,
    /// All kinds that they have had.
    kinds: HashSet<Gvk>,
    /// Where the objects that started in a namespace live now: all objects, renamed or not.
    started_in: HashMap<Str, HashSet<Place>>,
}

impl Candidates {
    pub(crate) fn of(objects: &[Object]) -> Self {
        let mut out = Self::default();
        for object in objects.iter().filter(|object| !object.previous.is_empty()) {
            let candidate = Candidate::of(object);
            let index = out.list.len();
            for kind in &candidate.kinds {
                if !out.kinds.contains(kind) {
                    out.kinds.insert(kind.clone());
                }
            }
            for name in &candidate.names {
                let places = out.by_name.entry(name.clone()).or_default();
                if places.last() != Some(&index) {
                    places.push(index);
                }
            }
            out.list.push(candidate);
        }
        if !out.list.is_empty() {
            let mut last = None;
            for object in objects {
                let id = object.id();
                let Some(namespace) = original_namespace(object, &id) else { continue };
                let moved = (namespace, Place::of_id(id));
                // Most objects went the same way as the one before.
                if last.as_ref() != Some(&moved) {
                    last = Some(moved.clone());
                    out.started_in.entry(moved.0).or_default().insert(moved.1);
                }
            }
        }
        out
    }

    /// True if one of the candidates is of the kind that a table names.
    pub(crate) fn has_any(&self, referral: &Referral) -> bool {
        self.kinds.iter().any(|kind| referral.selects(kind))
    }

    /// False if a field, which may be missing, certainly holds no name of a candidate, nor anything that
    /// has to be looked at for its shape.
    pub(crate) fn may_be_named(&self, node: &Node, path: &[Str]) -> bool {
        match (&node.data, path.split_first()) {
            (Data::Null, _) => false,
            (Data::Seq(items), Some(_)) => items.iter().any(|item| self.may_be_named(item, path)),
            (Data::Seq(items), None) => {
                items.iter().any(|item| item.as_seq().is_some() || self.may_be_named(item, path))
            }
            (Data::Map(map), Some((element, rest))) if !element.is_empty() => {
                map.get(FieldSpec::key(element).0).is_some_and(|node| self.may_be_named(node, rest))
            }
            (Data::Map(map), None) => match map.get("name").map(|name| &name.data) {
                Some(Data::Text(name)) => self.by_name.contains_key(name),
                _ => true,
            },
            (Data::Text(name), None) => self.by_name.contains_key(name),
            _ => true,
        }
    }

    /// What a name means: by an earlier name and kind, then by namespace, then by the prefixes and
    /// suffixes that both went through.
    pub(crate) fn find(&self, name: &str, search: &Search<'_>) -> Found<'_> {
        let Some(indices) = self.by_name.get(name) else { return Found::Nothing };
        let from_original = search.namespace.is_some_and(|namespace| {
            let places = self.started_in.get(namespace);
            places.is_some_and(|places| places.iter().any(|place| search.referrer.reaches(place)))
        });
        let mut found: Vec<&Candidate> = indices.iter().filter_map(|index| self.list.get(*index)).collect();
        found.retain(|it| {
            let by_namespace = search.namespace.is_none_or(|wanted| {
                if from_original {
                    it.original_namespace.as_deref() == Some(wanted)
                } else {
                    !it.place.cluster && it.place.effective == wanted
                }
            });
            by_namespace
                && it.kinds.iter().any(|kind| search.referral.selects(kind))
                && (!search.role || fits_role(it, search.referrer))
                && search.referrer.reaches(&it.place)
                && may_cross(it, search.referrer)
        });
        if found.len() > 1 || found.is_empty() {
            found.retain(|it| it.went_with(search.referrer, true));
            if found.len() > 1 {
                found.retain(|it| it.went_with(search.referrer, false));
            }
        }
        let Some(first) = found.first() else { return Found::Nothing };
        let same = found.iter().all(|it| {
            it.name.0 == first.name.0 && (!search.with_namespace || it.namespace.0 == first.namespace.0)
        });
        if same { Found::One(first) } else { Found::Many(found) }
    }
}

/// True if `roleRef` names this kind, or does not say what it names.
fn fits_role(candidate: &Candidate, referrer: &Referrer) -> bool {
    let Some((group, kind)) = &referrer.role else { return true };
    let fits = |wanted: &Str, actual: &Str| wanted.is_empty() || wanted == actual;
    candidate.kinds.iter().any(|it| fits(group, &it.group) && fits(kind, &it.kind))
}

/// Only service accounts are named from other namespaces.
fn may_cross(candidate: &Candidate, referrer: &Referrer) -> bool {
    referrer.place.cluster
        || candidate.place.cluster
        || candidate.kind == "ServiceAccount"
        || referrer.place.same_namespace(&candidate.place)
}
