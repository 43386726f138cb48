//! What is worked out once for each kind of object.

use super::id::Gvk;
use crate::yaml::Node;
use crate::yaml::Str;
use foldhash::HashMap;
use foldhash::HashMapExt as _;

/// Something that depends on an object's `apiVersion` and `kind` alone. A build has thousands of objects and
/// a few dozen kinds.
#[derive(Debug)]
pub struct ByKind<T> {
    known: Vec<T>,
    /// By `apiVersion`, then by kind.
    places: HashMap<Str, HashMap<Str, usize>>,
}

impl<T> Default for ByKind<T> {
    fn default() -> Self {
        Self { known: Vec::new(), places: HashMap::new() }
    }
}

impl<T> ByKind<T> {
    /// All that is known, in the order in which kinds were met.
    pub fn all(&self) -> &[T] {
        &self.known
    }

    /// What is known of the kind of an object, found out by `make` when the first of its kind is met.
    pub fn of(&mut self, root: &Node, make: impl FnOnce(Gvk) -> T) -> &mut T {
        let text = |key: &str| root.get(key).and_then(Node::raw).unwrap_or("");
        self.at(text("apiVersion"), text("kind"), make)
    }

    /// What is known of a kind.
    pub fn at(&mut self, api_version: &str, kind: &str, make: impl FnOnce(Gvk) -> T) -> &mut T {
        let found = self.places.get(api_version).and_then(|kinds| kinds.get(kind)).copied();
        let place = found.unwrap_or_else(|| {
            self.known.push(make(Gvk::new(api_version, kind)));
            let place = self.known.len() - 1;
            self.places.entry(api_version.into()).or_default().insert(kind.into(), place);
            place
        });
        match self.known.get_mut(place) {
            Some(known) => known,
            None => unreachable!("places are those of what was pushed above"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ByKind;
    use crate::source::Origin;
    use crate::yaml::Node;

    #[test]
    fn each_kind_is_asked_once() {
        let object = |api_version: &str, kind: &str| {
            let mut root = Node::map(Origin::NONE);
            let map = root.as_map_mut().unwrap();
            map.insert("apiVersion", Node::text(api_version, Origin::NONE));
            map.insert("kind", Node::text(kind, Origin::NONE));
            root
        };
        let mut kinds = ByKind::default();
        let mut asked = Vec::new();
        for (api_version, kind) in [("apps/v1", "A"), ("v1", "A"), ("apps/v1", "A"), ("v1", "B"), ("v1", "A")]
        {
            let known = kinds.of(&object(api_version, kind), |gvk| {
                asked.push(gvk.api_version());
                format!("{} {}", gvk.group, gvk.kind)
            });
            assert!(known.ends_with(kind));
        }
        assert_eq!(asked, ["apps/v1", "v1", "v1"]);
    }
}
