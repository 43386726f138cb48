//! The table that schemas are read from: little-endian words, without pointers and without parsing.
//!
//! `MAGIC`, then for each section its first byte and its length, then the sections. Strings are a list of
//! offsets into one text. Everything else names strings, types and limits by number.

use std::borrow::Cow;

/// The first word.
pub(super) const MAGIC: u32 = 0x3153_5046;
/// Words before the first section: the magic, a pair for each of 7 sections, the type of `metadata`.
pub(super) const HEAD_WORDS: usize = 16;
/// Words of a type.
pub(super) const TYPE_WORDS: usize = 12;
/// Words of a field: name, type with the required bit.
pub(super) const FIELD_WORDS: usize = 2;
/// Words of a set of limits: two doubles, five words.
pub(super) const LIMIT_WORDS: usize = 9;
/// Words of a kind: kind, group, version, type + 1, first minor, minor of removal, flags.
pub(super) const KIND_WORDS: usize = 7;
/// The bit that marks a required field.
pub(super) const REQUIRED: u32 = 1 << 31;

/// How many sections there are.
const SECTIONS: usize = 7;

/// The sections, in their order.
#[derive(Clone, Copy)]
pub(super) enum Section {
    /// Where each string starts in the text; one more than there are strings.
    Offsets,
    /// The text of all strings.
    Text,
    /// The types.
    Types,
    /// The fields of all types, sorted by name within a type.
    Fields,
    /// Numbers of strings: list keys and closed sets of values.
    Lists,
    /// Limits.
    Limits,
    /// The kinds, sorted by kind, group, version.
    Kinds,
}

/// A table.
#[derive(Debug)]
pub(super) struct Blob {
    bytes: Cow<'static, [u8]>,
    /// Where each section starts and how many words (bytes, for the text) it has.
    sections: [(usize, usize); SECTIONS],
}

impl Blob {
    /// A table from bytes. What is no table reads as an empty one.
    pub(super) fn new(bytes: impl Into<Cow<'static, [u8]>>) -> Self {
        let mut blob = Self { bytes: bytes.into(), sections: [(0, 0); SECTIONS] };
        if blob.word(0) != MAGIC {
            return Self::empty();
        }
        let section = |index| (blob.word(1 + 2 * index) as usize, blob.word(2 + 2 * index) as usize);
        blob.sections = std::array::from_fn(section);
        blob
    }

    /// A table of nothing.
    pub(super) fn empty() -> Self {
        Self { bytes: Cow::Borrowed(&[]), sections: [(0, 0); SECTIONS] }
    }

    fn word(&self, at: usize) -> u32 {
        let bytes = at.checked_mul(4).and_then(|at| self.bytes.get(at..at + 4));
        bytes.and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes)
    }

    fn section(&self, section: Section) -> (usize, usize) {
        self.sections.get(section as usize).copied().unwrap_or_default()
    }

    /// A word of a section; 0 past its end.
    pub(super) fn at(&self, section: Section, index: usize) -> u32 {
        let (start, len) = self.section(section);
        if index < len { self.word(start / 4 + index) } else { 0 }
    }

    /// How many records of so many words a section has.
    pub(super) fn count(&self, section: Section, words: usize) -> usize {
        self.section(section).1 / words
    }

    /// The type of an object's `metadata`.
    pub(super) fn object_meta(&self) -> u32 {
        self.word(HEAD_WORDS - 1)
    }

    /// The bytes of a string by number. Comparing these is quicker than reading text.
    pub(super) fn bytes(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let (start, _) = self.section(Section::Text);
        let from = start + self.at(Section::Offsets, number) as usize;
        let to = start + self.at(Section::Offsets, number + 1) as usize;
        self.bytes.get(from..to).unwrap_or_default()
    }

    /// A string by number.
    pub(super) fn text(&self, number: u32) -> &str {
        std::str::from_utf8(self.bytes(number)).unwrap_or("")
    }

    /// A string by number + 1, where 0 means none.
    pub(super) fn optional(&self, number: u32) -> Option<&str> {
        number.checked_sub(1).map(|number| self.text(number))
    }

    /// A double that starts at a word of the limits.
    pub(super) fn double(&self, index: usize) -> Option<f64> {
        let low = u64::from(self.at(Section::Limits, index));
        let high = u64::from(self.at(Section::Limits, index + 1));
        let value = f64::from_bits(high << 32 | low);
        (!value.is_nan()).then_some(value)
    }
}
