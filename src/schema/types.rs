//! What a value may be: its shape, its fields, its list keys.

use super::blob::Blob;
use super::blob::FIELD_WORDS;
use super::blob::LIMIT_WORDS;
use super::blob::REQUIRED;
use super::blob::Section;
use super::blob::TYPE_WORDS;
use super::builtin::builtin;

/// The schemas of a set of kinds.
#[derive(Debug)]
pub struct Schemas {
    pub(super) blob: Blob,
    /// Schemas that are asked for what these do not hold.
    pub(super) base: Option<&'static Schemas>,
}

/// The type of a value. Cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct Type<'s> {
    pub(super) schemas: &'s Schemas,
    pub(super) index: u32,
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shape {
    /// Anything.
    Any,
    /// A map with known fields.
    Object,
    /// A map with keys of the user's choice whose values are alike.
    Map,
    /// A map of which nothing is known.
    Free,
    /// A list.
    List,
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A whole number or text: a port, a percentage.
    IntOrString,
    /// `500m`, `48Gi`.
    Quantity,
    /// A time as RFC 3339 writes it.
    Time,
    /// Bytes in base64.
    Bytes,
    /// The `metadata` of an object, in a table that does not hold it itself.
    Metadata,
}

impl Shape {
    const ALL: [Self; 14] = [
        Self::Any,
        Self::Object,
        Self::Map,
        Self::Free,
        Self::List,
        Self::String,
        Self::Integer,
        Self::Number,
        Self::Boolean,
        Self::IntOrString,
        Self::Quantity,
        Self::Time,
        Self::Bytes,
        Self::Metadata,
    ];

    fn of(code: u32) -> Self {
        Self::ALL.get(code as usize).copied().unwrap_or(Self::Any)
    }
}

/// The syntax of text, beyond its shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// None known.
    None,
    /// A DNS label: `a-z`, `0-9`, `-`, at most 63.
    Label,
    /// A port's name: a DNS label of at most 15 with a letter.
    PortName,
    /// A map of labels, or of labels to select by.
    Labels,
    /// A map of annotations.
    Annotations,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
}

impl Format {
    const ALL: [Self; 7] =
        [Self::None, Self::Label, Self::PortName, Self::Labels, Self::Annotations, Self::Int32, Self::Int64];

    fn of(code: u32) -> Self {
        Self::ALL.get(code as usize).copied().unwrap_or(Self::None)
    }
}

/// How small and how large a value may be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits<'s> {
    /// The smallest number.
    pub minimum: Option<f64>,
    /// The largest number.
    pub maximum: Option<f64>,
    /// The fewest characters.
    pub min_length: u32,
    /// The most characters.
    pub max_length: Option<u32>,
    /// The fewest elements or entries.
    pub min_items: u32,
    /// The most elements or entries.
    pub max_items: Option<u32>,
    /// The regular expression that text must match, in Go's syntax.
    pub pattern: Option<&'s str>,
}

/// Facts about a type that are yes or no.
#[derive(Clone, Copy)]
pub(super) enum Flag {
    /// Fields that are not known are kept by the API server.
    Open = 1,
    /// The schema knows only a part of the fields.
    Partial = 2,
    /// A list that is one value: a patch replaces it.
    Atomic = 4,
    /// A list without equal elements.
    Set = 8,
    /// The API server refuses two elements of one key.
    Unique = 16,
    /// A strategic-merge patch merges the list as a set of scalars.
    MergeSet = 32,
    /// A strategic-merge patch may drop keys that it does not name (`$retainKeys`).
    RetainKeys = 64,
}

impl Schemas {
    /// How many types these schemas hold, without those of their base.
    pub(super) fn count(&self) -> usize {
        self.blob.count(Section::Types, TYPE_WORDS)
    }
}

impl Type<'static> {
    /// A built-in type by its number.
    pub(super) fn of_builtin(number: usize) -> Self {
        Self::new(builtin(), u32::try_from(number).unwrap_or(u32::MAX))
    }
}

impl<'s> Type<'s> {
    /// The number of the type in its schemas.
    pub(super) fn number(self) -> usize {
        self.index as usize
    }

    /// True for a type of the built-in schemas.
    pub(super) fn is_builtin(self) -> bool {
        std::ptr::eq(self.schemas, builtin())
    }

    fn word(self, word: usize) -> u32 {
        self.schemas.blob.at(Section::Types, self.index as usize * TYPE_WORDS + word)
    }

    /// The type of a number, where `metadata` leads to the built-in table.
    pub(super) fn new(schemas: &'s Schemas, index: u32) -> Self {
        let it = Self { schemas, index };
        if it.shape() == Shape::Metadata {
            let schemas = builtin();
            return Type { schemas, index: schemas.blob.object_meta() };
        }
        it
    }

    /// What the value is.
    pub fn shape(self) -> Shape {
        Shape::of(self.word(0) & 0xff)
    }

    /// The syntax of the text.
    pub fn format(self) -> Format {
        Format::of(self.word(0) >> 16 & 0xff)
    }

    fn flag(self, flag: Flag) -> bool {
        self.word(0) >> 8 & flag as u32 != 0
    }

    /// The name of the Go type in Kubernetes (`Container`), if this is one of Kubernetes' own.
    pub fn name(self) -> Option<&'s str> {
        self.schemas.blob.optional(self.word(1))
    }

    /// True if this is the `metadata` of an object.
    pub fn is_object_meta(self) -> bool {
        std::ptr::eq(self.schemas, builtin()) && self.index == self.schemas.blob.object_meta()
    }

    /// The number of a field's name, and its type with the required bit.
    fn field_at(self, index: usize) -> (u32, u32) {
        let at = (self.word(2) as usize + index) * FIELD_WORDS;
        let blob = &self.schemas.blob;
        (blob.at(Section::Fields, at), blob.at(Section::Fields, at + 1))
    }

    /// A field's type.
    pub fn field(self, name: &str) -> Option<Self> {
        let mut range = 0..self.word(3) as usize;
        while !range.is_empty() {
            let middle = range.start.midpoint(range.end);
            let (found, code) = self.field_at(middle);
            match self.schemas.blob.bytes(found).cmp(name.as_bytes()) {
                std::cmp::Ordering::Less => range.start = middle + 1,
                std::cmp::Ordering::Greater => range.end = middle,
                std::cmp::Ordering::Equal => return Some(Self::new(self.schemas, code & !REQUIRED)),
            }
        }
        None
    }

    /// The names and types of the fields, sorted by name.
    pub fn fields(self) -> impl Iterator<Item = (&'s str, Self)> {
        (0..self.word(3) as usize).map(move |index| {
            let (name, code) = self.field_at(index);
            (self.schemas.blob.text(name), Self::new(self.schemas, code & !REQUIRED))
        })
    }

    /// The names of the fields that must be there, sorted.
    pub fn required(self) -> impl Iterator<Item = &'s str> {
        (0..self.word(3) as usize)
            .map(move |index| self.field_at(index))
            .filter(|(_, code)| code & REQUIRED != 0)
            .map(move |(name, _)| self.schemas.blob.text(name))
    }

    fn of(self, shape: Shape) -> Option<Self> {
        (self.shape() == shape).then(|| Self::new(self.schemas, self.word(4)))
    }

    /// The type of a list's elements.
    pub fn item(self) -> Option<Self> {
        self.of(Shape::List)
    }

    /// The type of a map's values.
    pub fn value(self) -> Option<Self> {
        self.of(Shape::Map)
    }

    fn list(self, word: usize) -> impl Iterator<Item = &'s str> {
        let start = self.word(word) as usize;
        let blob = &self.schemas.blob;
        (0..self.word(word + 1) as usize).map(move |index| blob.text(blob.at(Section::Lists, start + index)))
    }

    /// The keys that tell the elements of a list apart (`x-kubernetes-list-map-keys`).
    pub fn list_keys(self) -> impl Iterator<Item = &'s str> {
        self.list(5)
    }

    /// The closed set of values, sorted; empty if any text will do.
    pub fn enumeration(self) -> impl Iterator<Item = &'s str> {
        self.list(7).take(if self.shape() == Shape::Object { 0 } else { usize::MAX })
    }

    /// Fields of which only one may be set; empty if there is no such rule.
    pub fn one_of(self) -> impl Iterator<Item = &'s str> {
        self.list(7).take(if self.shape() == Shape::Object { usize::MAX } else { 0 })
    }

    /// The key by which a strategic-merge patch merges a list (`x-kubernetes-patch-merge-key`).
    pub fn merge_key(self) -> Option<&'s str> {
        self.schemas.blob.optional(self.word(9))
    }

    /// The value that the API server fills in.
    pub fn default(self) -> Option<&'s str> {
        self.schemas.blob.optional(self.word(11))
    }

    /// How small and how large the value may be.
    pub fn limits(self) -> Limits<'s> {
        let Some(index) = self.word(10).checked_sub(1) else { return Limits::default() };
        let (blob, at) = (&self.schemas.blob, index as usize * LIMIT_WORDS);
        let most = |word: usize| Some(blob.at(Section::Limits, at + word)).filter(|most| *most != u32::MAX);
        Limits {
            minimum: blob.double(at),
            maximum: blob.double(at + 2),
            min_length: blob.at(Section::Limits, at + 4),
            max_length: most(5),
            min_items: blob.at(Section::Limits, at + 6),
            max_items: most(7),
            pattern: blob.optional(blob.at(Section::Limits, at + 8)),
        }
    }

    /// True if the API server keeps fields that the schema does not know.
    pub fn keeps_unknown(self) -> bool {
        self.flag(Flag::Open)
    }

    /// True if this schema does not claim to know all fields.
    pub fn is_partial(self) -> bool {
        self.flag(Flag::Partial)
    }

    /// True for a list that is one value, which a patch replaces.
    pub fn is_atomic(self) -> bool {
        self.flag(Flag::Atomic)
    }

    /// True for a list without equal elements.
    pub fn is_set(self) -> bool {
        self.flag(Flag::Set)
    }

    /// True if the API server refuses a list with two elements of one key.
    pub fn is_unique(self) -> bool {
        self.flag(Flag::Unique)
    }

    /// True if a strategic-merge patch adds to a list of scalars.
    pub fn is_merge_set(self) -> bool {
        self.flag(Flag::MergeSet)
    }

    /// True if a strategic-merge patch keeps only the keys that it names.
    pub fn retains_keys(self) -> bool {
        self.flag(Flag::RetainKeys)
    }
}
