//! Makes a table of schemas: the built-in one from `schemas/*.types`, others from CRDs.

use super::blob::HEAD_WORDS;
use super::blob::MAGIC;
use super::blob::REQUIRED;
use super::types::Flag;
use super::types::Format;
use super::types::Shape;
use foldhash::HashMap;
use foldhash::HashMapExt as _;
use std::collections::BTreeMap;

/// A type, before it is packed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Definition {
    pub(super) shape: Shape,
    pub(super) format: Format,
    pub(super) flags: u32,
    pub(super) name: Option<String>,
    /// Name, type, whether it is required.
    pub(super) fields: Vec<(String, u32, bool)>,
    /// The type of elements or values.
    pub(super) of: u32,
    pub(super) keys: Vec<String>,
    pub(super) values: Vec<String>,
    pub(super) merge_key: Option<String>,
    pub(super) limits: Bounds,
    pub(super) default: Option<String>,
}

/// Limits, before they are packed. Doubles are kept as bits, so that equal ones are found.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Bounds {
    pub(super) minimum: u64,
    pub(super) maximum: u64,
    pub(super) min_length: u32,
    pub(super) max_length: u32,
    pub(super) min_items: u32,
    pub(super) max_items: u32,
    pub(super) pattern: Option<String>,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            minimum: f64::NAN.to_bits(),
            maximum: f64::NAN.to_bits(),
            min_length: 0,
            max_length: u32::MAX,
            min_items: 0,
            max_items: u32::MAX,
            pattern: None,
        }
    }
}

impl Definition {
    /// A type of a shape, with nothing else to say.
    pub(super) fn new(shape: Shape) -> Self {
        Self {
            shape,
            format: Format::None,
            flags: 0,
            name: None,
            fields: Vec::new(),
            of: 0,
            keys: Vec::new(),
            values: Vec::new(),
            merge_key: None,
            limits: Bounds::default(),
            default: None,
        }
    }

    /// Says yes to a fact.
    pub(super) fn set(&mut self, flag: Flag) {
        self.flags |= flag as u32;
    }
}

/// A kind, before it is packed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind {
    pub(super) name: String,
    pub(super) group: String,
    pub(super) version: String,
    /// The type; `None` for a version that is gone.
    pub(super) of: Option<u32>,
    /// The first minor version of Kubernetes that has it; 0 if that is not known.
    pub(super) since: u32,
    /// The first minor version of Kubernetes that has it no more; 0 if it is there.
    pub(super) removed: u32,
    pub(super) namespaced: bool,
}

/// Collects types and kinds.
#[derive(Debug, Default)]
pub(super) struct Builder {
    types: Vec<Definition>,
    seen: HashMap<Definition, u32>,
    kinds: Vec<Kind>,
    object_meta: u32,
}

/// The strings of a table, each once.
#[derive(Default)]
struct Strings {
    numbers: BTreeMap<String, u32>,
}

impl Strings {
    fn of(&self, text: &str) -> u32 {
        self.numbers.get(text).copied().unwrap_or(0)
    }

    fn optional(&self, text: Option<&String>) -> u32 {
        text.map_or(0, |text| self.of(text) + 1)
    }
}

fn number(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}

impl Builder {
    /// Adds a type, or finds the one that is the same.
    pub(super) fn add(&mut self, definition: Definition) -> u32 {
        if let Some(found) = self.seen.get(&definition) {
            return *found;
        }
        let index = number(self.types.len());
        self.seen.insert(definition.clone(), index);
        self.types.push(definition);
        index
    }

    /// Takes a number for a type that is told later.
    #[cfg(test)]
    pub(super) fn reserve(&mut self) -> u32 {
        self.types.push(Definition::new(Shape::Any));
        number(self.types.len() - 1)
    }

    /// Tells a type whose number was taken.
    #[cfg(test)]
    pub(super) fn fill(&mut self, index: u32, definition: Definition) {
        if let Some(slot) = self.types.get_mut(index as usize) {
            *slot = definition;
        }
    }

    /// The definition of a number.
    #[cfg(test)]
    pub(super) fn get(&self, index: u32) -> Option<&Definition> {
        self.types.get(index as usize)
    }

    /// True if no kind was added.
    pub(super) fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Adds a kind.
    pub(super) fn kind(&mut self, kind: Kind) {
        self.kinds.push(kind);
    }

    /// Says which type an object's `metadata` has.
    #[cfg(test)]
    pub(super) fn object_meta(&mut self, index: u32) {
        self.object_meta = index;
    }

    fn strings(&self) -> Strings {
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        let mut add = |text: &String| {
            if !numbers.contains_key(text) {
                numbers.insert(text.clone(), 0);
            }
        };
        for it in &self.types {
            it.name.iter().chain(&it.merge_key).chain(&it.default).for_each(&mut add);
            it.limits.pattern.iter().chain(&it.keys).chain(&it.values).for_each(&mut add);
            it.fields.iter().map(|(name, _, _)| name).for_each(&mut add);
        }
        for it in &self.kinds {
            [&it.name, &it.group, &it.version].into_iter().for_each(&mut add);
        }
        for (index, slot) in numbers.values_mut().enumerate() {
            *slot = number(index);
        }
        Strings { numbers }
    }

    /// The table.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.kinds.sort();
        self.kinds.dedup_by(|a, b| (&a.name, &a.group, &a.version) == (&b.name, &b.group, &b.version));
        let strings = self.strings();
        let (mut types, mut fields, mut lists) = (Vec::new(), Vec::new(), Vec::new());
        let mut limits: Vec<u32> = Vec::new();
        let mut bounds: BTreeMap<Bounds, u32> = BTreeMap::new();
        let mut known_lists: HashMap<Vec<String>, u32> = HashMap::new();
        let mut list = |words: &mut Vec<u32>, list: &[String]| {
            let start = *known_lists.entry(list.to_vec()).or_insert_with(|| {
                let start = number(lists.len());
                lists.extend(list.iter().map(|text| strings.of(text)));
                start
            });
            words.extend([start, number(list.len())]);
        };
        for it in &self.types {
            let mut sorted: Vec<_> = it.fields.iter().collect();
            sorted.sort();
            let start = number(fields.len() / 2);
            for (name, of, required) in &sorted {
                fields.extend([strings.of(name), of | if *required { REQUIRED } else { 0 }]);
            }
            types.extend([
                it.shape as u32 | it.flags << 8 | (it.format as u32) << 16,
                strings.optional(it.name.as_ref()),
                start,
                number(sorted.len()),
                it.of,
            ]);
            list(&mut types, &it.keys);
            list(&mut types, &it.values);
            let limit = if it.limits == Bounds::default() {
                0
            } else {
                let next = number(bounds.len()) + 1;
                *bounds.entry(it.limits.clone()).or_insert_with(|| {
                    pack_bounds(&it.limits, &strings, &mut limits);
                    next
                })
            };
            types.extend([
                strings.optional(it.merge_key.as_ref()),
                limit,
                strings.optional(it.default.as_ref()),
            ]);
        }
        let mut kinds = Vec::new();
        for it in &self.kinds {
            kinds.extend([
                strings.of(&it.name),
                strings.of(&it.group),
                strings.of(&it.version),
                it.of.map_or(0, |of| of + 1),
                it.since,
                it.removed,
                u32::from(it.namespaced),
            ]);
        }
        assemble(&strings, &[types, fields, lists, limits, kinds], self.object_meta)
    }
}

fn pack_bounds(bounds: &Bounds, strings: &Strings, out: &mut Vec<u32>) {
    for double in [bounds.minimum, bounds.maximum] {
        let word = |bits: u64| u32::try_from(bits & u64::from(u32::MAX)).unwrap_or(0);
        out.extend([word(double), word(double >> 32)]);
    }
    out.extend([bounds.min_length, bounds.max_length, bounds.min_items, bounds.max_items]);
    out.push(strings.optional(bounds.pattern.as_ref()));
}

/// Puts the sections one after the other, with the head before them.
fn assemble(strings: &Strings, sections: &[Vec<u32>; 5], object_meta: u32) -> Vec<u8> {
    let mut text = String::new();
    let mut offsets = vec![0];
    for string in strings.numbers.keys() {
        text.push_str(string);
        offsets.push(number(text.len()));
    }
    let mut body: Vec<u8> = Vec::new();
    let mut head = vec![MAGIC];
    let mut section = |head: &mut Vec<u32>, bytes: &[u8], len: usize| {
        head.extend([number(HEAD_WORDS * 4 + body.len()), number(len)]);
        body.extend_from_slice(bytes);
        body.resize(body.len().next_multiple_of(4), 0);
    };
    let bytes = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    section(&mut head, &bytes(&offsets), offsets.len());
    section(&mut head, text.as_bytes(), text.len());
    for words in sections {
        section(&mut head, &bytes(words), words.len());
    }
    head.push(object_meta);
    let mut out = bytes(&head);
    out.extend(body);
    out
}
