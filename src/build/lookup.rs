//! Finds objects by name and kind while one patch after the other is applied, without looking at all
//! objects for each.
//!
//! What it gives is never too little: an object that no longer has a name is still given for it, so the
//! caller looks again.

use foldhash::HashMap;

use crate::object::Object;
use crate::patch::Selector;
use crate::schema::Schemas;
use crate::yaml::Node;
use crate::yaml::Str;
use std::cell::OnceCell;
use std::rc::Rc;

/// How often all objects are looked at before places are noted: an index costs as much as a few looks.
const LOOKS: usize = 3;

/// Where objects are, and which of them were changed since the last time somebody asked.
#[derive(Debug, Default)]
pub(crate) struct Lookup {
    looks: usize,
    index: Option<Index>,
    touched: Vec<usize>,
    /// The built-in schemas with those that the objects define, if any do.
    defined: OnceCell<Option<Rc<Schemas>>>,
}

const DEFINITION: &str = "CustomResourceDefinition";

/// Places, in ascending order, by each name an object has or has had, and by kind.
#[derive(Debug, Default)]
struct Index {
    by_name: HashMap<Str, Vec<usize>>,
    by_kind: HashMap<Str, Vec<usize>>,
}

impl Index {
    fn of(objects: &[Object]) -> Self {
        let mut out = Self::default();
        for (place, object) in objects.iter().enumerate() {
            out.add(place, object);
        }
        out
    }

    fn add(&mut self, place: usize, object: &Object) {
        if let Some(name) = object.root.at(&["metadata", "name"]).and_then(Node::scalar) {
            note(&mut self.by_name, name, place);
        }
        for id in &object.previous {
            note(&mut self.by_name, id.name.clone(), place);
        }
        note(&mut self.by_kind, object.kind().into(), place);
    }
}

fn note(places: &mut HashMap<Str, Vec<usize>>, key: Str, place: usize) {
    let list = places.entry(key).or_default();
    match list.last() {
        Some(newest) if *newest >= place => {
            if let Err(at) = list.binary_search(&place) {
                list.insert(at, place);
            }
        }
        _ => list.push(place),
    }
}

impl Lookup {
    fn index(&mut self, objects: &[Object]) -> Option<&Index> {
        self.looks += 1;
        if self.looks > LOOKS && self.index.is_none() {
            self.index = Some(Index::of(objects));
        }
        self.index.as_ref()
    }

    /// Places of the objects that may have, or have had, a name.
    pub(crate) fn named(&mut self, name: &str, objects: &[Object]) -> impl Iterator<Item = usize> {
        let all = objects.len();
        places(self.index(objects).map(|index| places_of(&index.by_name, name)), all)
    }

    /// Places of the objects that a selector may be for.
    pub(crate) fn selected(&mut self, by: &Selector, objects: &[Object]) -> impl Iterator<Item = usize> {
        let all = objects.len();
        let found = self.index(objects).and_then(|index| {
            let name =
                by.name.as_ref().and_then(|it| it.literal()).map(|name| places_of(&index.by_name, name));
            name.or_else(|| by.kind.as_ref()?.literal().map(|kind| places_of(&index.by_kind, kind)))
        });
        places(found, all)
    }

    /// The built-in schemas, and with them those that the objects define; `None` if they define none.
    pub(crate) fn defined(&self, objects: &[Object]) -> Option<Rc<Schemas>> {
        let defined = self.defined.get_or_init(|| {
            let any = objects.iter().any(|object| object.kind() == DEFINITION);
            any.then(|| Rc::new(Schemas::with_crds(objects)))
        });
        defined.clone()
    }

    /// Notes that an object was changed.
    pub(crate) fn touch(&mut self, place: usize, object: &Object) {
        self.touched.push(place);
        self.update(place, object);
    }

    /// Notes what an object is called now.
    pub(crate) fn update(&mut self, place: usize, object: &Object) {
        if let Some(index) = &mut self.index {
            index.add(place, object);
        }
        if self.defined.get().is_some() && object.kind() == DEFINITION {
            self.defined.take();
        }
    }

    /// The places of the objects that were changed since the last call.
    pub(crate) fn touched(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.touched)
    }
}

fn places_of<'i>(places: &'i HashMap<Str, Vec<usize>>, key: &str) -> &'i [usize] {
    places.get(key).map_or(&[], Vec::as_slice)
}

/// The places that an index gives, or all where it knows nothing.
fn places(found: Option<&[usize]>, all: usize) -> impl Iterator<Item = usize> {
    let rest = if found.is_some() { 0..0 } else { 0..all };
    found.unwrap_or_default().iter().copied().chain(rest)
}

#[cfg(test)]
mod tests {
    use super::LOOKS;
    use super::Lookup;
    use crate::diag::Diagnostics;
    use crate::object::Object;
    use crate::patch::Pattern;
    use crate::patch::Selector;
    use crate::source::Origin;
    use crate::yaml::Node;

    fn object(kind: &str, name: &str) -> Object {
        let mut root = Node::map(Origin::NONE);
        let mut metadata = Node::map(Origin::NONE);
        metadata.as_map_mut().unwrap().insert("name", Node::text(name, Origin::NONE));
        root.as_map_mut().unwrap().insert("kind", Node::text(kind, Origin::NONE));
        root.as_map_mut().unwrap().insert("metadata", metadata);
        Object::new(root)
    }

    #[test]
    fn finds_by_name_and_kind_old_and_new() {
        let mut objects = vec![object("A", "x"), object("B", "y"), object("A", "y")];
        let mut lookup = Lookup::default();
        for _ in 0..LOOKS {
            assert_eq!(lookup.named("y", &objects).collect::<Vec<_>>(), [0, 1, 2], "all are looked at");
        }
        assert_eq!(lookup.named("y", &objects).collect::<Vec<_>>(), [1, 2]);
        let pattern = |text: &str| Pattern::new(text, Origin::NONE, &mut Diagnostics::default()).unwrap();
        let kind = Selector { kind: pattern("A"), ..Selector::default() };
        assert_eq!(lookup.selected(&kind, &objects).collect::<Vec<_>>(), [0, 2]);
        let some = Selector { name: pattern("x|y"), ..Selector::default() };
        assert_eq!(lookup.selected(&some, &objects).collect::<Vec<_>>(), [0, 1, 2]);
        let first = objects.first_mut().unwrap();
        first.remember();
        *first.root.at_mut(&["metadata", "name"]).unwrap() = Node::text("y", Origin::NONE);
        lookup.touch(0, first);
        assert_eq!(lookup.named("y", &objects).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(lookup.named("x", &objects).collect::<Vec<_>>(), [0]);
        assert_eq!(lookup.named("z", &objects).count(), 0);
        assert_eq!((lookup.touched(), lookup.touched()), (vec![0], vec![]));
    }
}
