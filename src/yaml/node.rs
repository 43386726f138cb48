//! The tree: values that carry their origin.

use super::form::Form;
use crate::source::Origin;

/// A short string that is cheap to clone.
pub type Str = smol_str::SmolStr;

/// A value and where it came from.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub data: Data,
    /// Where it came from. It moves with the value through merges.
    pub origin: Origin,
    /// Its quotes and type, where they are not those of its source.
    pub form: Form,
}

/// A value, its scalars resolved.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// `null`, `~`, or nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as written (`0x1F`, `1_000`, `1.10`); the emitter resolves it.
    Number(Str),
    /// Text.
    Text(Str),
    /// A list.
    Seq(Vec<Node>),
    /// A map with string keys.
    Map(Map),
}

/// One entry of a map.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Str,
    /// Where the key stands.
    pub key_origin: Origin,
    /// The value.
    pub value: Node,
}

/// A map in the order of its source; the emitter sorts.
#[derive(Clone, Debug, Default)]
pub struct Map {
    entries: Vec<Entry>,
}

/// Values are equal if their data are, wherever they came from.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.data == other.data
    }
}

/// Maps are equal if they have the same keys and values, in any order.
impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self.iter().all(|entry| other.get(&entry.key).is_some_and(|value| *value == entry.value))
    }
}

impl Node {
    /// A node.
    pub fn new(data: Data, origin: Origin) -> Self {
        Self { data, origin, form: Form::default() }
    }

    /// A text node.
    pub fn text(text: impl Into<Str>, origin: Origin) -> Self {
        Self::new(Data::Text(text.into()), origin)
    }

    /// An empty map.
    pub fn map(origin: Origin) -> Self {
        Self::new(Data::Map(Map::default()), origin)
    }

    /// The value of a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_map()?.get(key)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Self> {
        self.as_map_mut()?.get_mut(key)
    }

    /// Follows keys down through maps.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Follows keys down through maps, to be changed.
    pub fn at_mut(&mut self, path: &[&str]) -> Option<&mut Self> {
        path.iter().try_fold(self, |node, key| node.get_mut(key))
    }

    /// The text at a path, if it is text.
    pub fn str_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path)?.as_str()
    }

    /// The text, if this is text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text as it is kept, which is cheaper to copy than [`Node::as_str`].
    pub fn as_text(&self) -> Option<&Str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The scalar as written: text, number, bool; null is `None`.
    pub fn scalar(&self) -> Option<Str> {
        match &self.data {
            Data::Text(text) | Data::Number(text) => Some(text.clone()),
            Data::Bool(true) => Some(Str::new_static("true")),
            Data::Bool(false) => Some(Str::new_static("false")),
            Data::Null | Data::Seq(_) | Data::Map(_) => None,
        }
    }

    /// The text of a scalar other than null, as [`Node::scalar`] gives it.
    pub fn raw(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) | Data::Number(text) => Some(text),
            Data::Bool(true) => Some("true"),
            Data::Bool(false) => Some("false"),
            Data::Null | Data::Seq(_) | Data::Map(_) => None,
        }
    }

    /// The bool, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.data {
            Data::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The number as a plain decimal integer, if it is one.
    pub fn as_i64(&self) -> Option<i64> {
        match &self.data {
            Data::Number(text) => text.parse().ok(),
            _ => None,
        }
    }

    /// The elements, if this is a list.
    pub fn as_seq(&self) -> Option<&[Self]> {
        match &self.data {
            Data::Seq(list) => Some(list),
            _ => None,
        }
    }

    /// The elements, to be changed.
    pub fn as_seq_mut(&mut self) -> Option<&mut Vec<Self>> {
        match &mut self.data {
            Data::Seq(list) => Some(list),
            _ => None,
        }
    }

    /// The map, if this is one.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.data {
            Data::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The map, to be changed.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match &mut self.data {
            Data::Map(map) => Some(map),
            _ => None,
        }
    }

    /// True for null.
    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// True for null, and for what was left empty in braces: that is null to kustomize too, though it is
    /// printed as text.
    pub fn is_nothing(&self) -> bool {
        match &self.data {
            Data::Null => true,
            Data::Text(text) => text.is_empty() && self.form.tag == super::form::Tag::Null,
            _ => false,
        }
    }

    /// Elements of a list, or nothing.
    pub fn items(&self) -> impl Iterator<Item = &Self> {
        self.as_seq().unwrap_or_default().iter()
    }

    /// Calls `visit` on this node and every node below it.
    pub fn walk(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        match &self.data {
            Data::Seq(list) => list.iter().for_each(|node| node.walk(visit)),
            Data::Map(map) => map.iter().for_each(|entry| entry.value.walk(visit)),
            _ => {}
        }
    }

    /// Calls `visit` on this node and every node below it, to be changed.
    pub fn walk_mut(&mut self, visit: &mut impl FnMut(&mut Self)) {
        visit(self);
        match &mut self.data {
            Data::Seq(list) => list.iter_mut().for_each(|node| node.walk_mut(visit)),
            Data::Map(map) => map.iter_mut().for_each(|entry| entry.value.walk_mut(visit)),
            _ => {}
        }
    }

    /// Gives this node, every node below it and their keys the origins that `map` makes of theirs.
    pub fn map_origins(&mut self, map: &impl Fn(Origin) -> Origin) {
        self.origin = map(self.origin);
        match &mut self.data {
            Data::Seq(list) => list.iter_mut().for_each(|node| node.map_origins(map)),
            Data::Map(entries) => {
                for entry in entries {
                    entry.key_origin = map(entry.key_origin);
                    entry.value.map_origins(map);
                }
            }
            _ => {}
        }
    }

    /// What kind of value this is, in the words of a schema.
    pub fn type_name(&self) -> &'static str {
        match self.data {
            Data::Null => "null",
            Data::Bool(_) => "boolean",
            Data::Number(_) => "number",
            Data::Text(_) => "string",
            Data::Seq(_) => "array",
            Data::Map(_) => "object",
        }
    }
}

impl Map {
    /// A map of entries whose keys all differ.
    pub(super) fn from_entries(entries: Vec<Entry>) -> Self {
        Self { entries }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Entry> {
        self.entries.iter()
    }

    /// The entries, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Entry> {
        self.entries.iter_mut()
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| is(&entry.key, key))
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|entry| is(&entry.key, key)).map(|entry| &mut entry.value)
    }

    /// Adds an entry without looking for its key (the caller knows that it is new).
    pub fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Sets a key: an old value is returned, a new key goes to the end with the value's origin.
    pub fn insert(&mut self, key: impl Into<Str>, value: Node) -> Option<Node> {
        let key = key.into();
        if let Some(old) = self.get_mut(&key) {
            return Some(std::mem::replace(old, value));
        }
        self.entries.push(Entry { key, key_origin: value.origin, value });
        None
    }

    /// Takes an entry out, keeping the order of the others.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let index = self.entries.iter().position(|entry| is(&entry.key, key))?;
        Some(self.entries.remove(index))
    }

    /// The value of a key, made by `make` if it is absent.
    pub fn get_or_insert_with(&mut self, key: &str, make: impl FnOnce() -> Node) -> &mut Node {
        let found = self.entries.iter().position(|entry| is(&entry.key, key));
        let index = found.unwrap_or_else(|| {
            let value = make();
            self.entries.push(Entry { key: key.into(), key_origin: value.origin, value });
            self.entries.len() - 1
        });
        match self.entries.get_mut(index) {
            Some(entry) => &mut entry.value,
            None => unreachable!("the entry was found or pushed above"),
        }
    }

    /// Keeps the entries that `keep` accepts.
    pub fn retain(&mut self, keep: impl FnMut(&Entry) -> bool) {
        self.entries.retain(keep);
    }
}

/// True if a key is the one that is looked for. Most that are not differ in their length or their first letter,
/// which spares the call that compares them as a whole.
pub(super) fn is(key: &Str, wanted: &str) -> bool {
    let (key, wanted) = (key.as_bytes(), wanted.as_bytes());
    key.len() == wanted.len() && key.first() == wanted.first() && key == wanted
}

impl IntoIterator for Map {
    type Item = Entry;
    type IntoIter = std::vec::IntoIter<Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl FromIterator<Entry> for Map {
    fn from_iter<T: IntoIterator<Item = Entry>>(iter: T) -> Self {
        Self { entries: iter.into_iter().collect() }
    }
}

impl<'a> IntoIterator for &'a Map {
    type Item = &'a Entry;
    type IntoIter = std::slice::Iter<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Map {
    type Item = &'a mut Entry;
    type IntoIter = std::slice::IterMut<'a, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}
