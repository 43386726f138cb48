//! Reads a node into a Rust type with serde, so that every error has the place of its value.

use std::fmt;

use serde::de::DeserializeSeed;
use serde::de::Deserializer;
use serde::de::IntoDeserializer;
use serde::de::MapAccess;
use serde::de::SeqAccess;
use serde::de::Visitor;
use serde::de::value::StrDeserializer;
use serde::forward_to_deserialize_any;

use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Node;

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// A key that the type does not have, and those that it has.
    Unknown {
        /// The key as written.
        field: String,
        /// The keys that are known here.
        known: &'static [&'static str],
    },
    /// A word that is none of those that may stand here.
    Variant {
        /// The word as written.
        word: String,
        /// The words that may stand here.
        known: &'static [&'static str],
    },
    /// A key that must be there and is not.
    Missing(&'static str),
    /// Anything else, in words.
    Other(String),
}

/// A problem and its place: the origin and the path of keys from the node that was decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// What is wrong.
    pub(super) problem: Problem,
    /// Where.
    pub(super) at: Origin,
    /// The path, outermost key first, `.`-joined.
    pub(super) path: String,
    placed: bool,
}

impl Fault {
    fn new(problem: Problem) -> Self {
        Self { problem, at: Origin::NONE, path: String::new(), placed: false }
    }

    /// The innermost node that the error passes on its way out is the one it is about.
    fn place(mut self, at: Origin) -> Self {
        if !self.placed {
            self.at = at;
            self.placed = true;
        }
        self
    }

    fn below(mut self, key: &str) -> Self {
        self.path = if self.path.is_empty() { key.to_owned() } else { format!("{key}.{}", self.path) };
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            Problem::Unknown { field, .. } => write!(out, "unknown field `{field}`"),
            Problem::Variant { word, .. } => write!(out, "unknown value `{word}`"),
            Problem::Missing(field) => write!(out, "missing field `{field}`"),
            Problem::Other(words) => out.write_str(words),
        }
    }
}

impl std::error::Error for Fault {}

impl serde::de::Error for Fault {
    fn custom<T: fmt::Display>(words: T) -> Self {
        Self::new(Problem::Other(words.to_string()))
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Self::new(Problem::Unknown { field: field.to_owned(), known })
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        Self::new(Problem::Variant { word: word.to_owned(), known })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Problem::Missing(field))
    }
}

/// Reads a node into a type.
pub(super) fn decode<T: serde::de::DeserializeOwned>(node: &Node) -> Result<T, Fault> {
    T::deserialize(Source(node))
}

struct Source<'a>(&'a Node);

impl<'de> Deserializer<'de> for Source<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let origin = self.0.origin;
        let result = match &self.0.data {
            Data::Null => visitor.visit_unit(),
            Data::Bool(value) => visitor.visit_bool(*value),
            Data::Text(text) => visitor.visit_str(text),
            Data::Number(text) => match (text.parse::<u64>(), text.parse::<i64>(), text.parse::<f64>()) {
                (Ok(number), _, _) => visitor.visit_u64(number),
                (_, Ok(number), _) => visitor.visit_i64(number),
                (_, _, Ok(number)) => visitor.visit_f64(number),
                _ => Err(serde::de::Error::custom(format!("the number `{text}` is not plain decimal"))),
            },
            Data::Seq(list) => visitor.visit_seq(Elements { rest: list.iter(), index: 0 }),
            Data::Map(map) => visitor.visit_map(Fields { rest: map.iter(), value: None }),
        };
        result.map_err(|fault| fault.place(origin))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0.data {
            Data::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let origin = self.0.origin;
        visitor.visit_newtype_struct(self).map_err(|fault| fault.place(origin))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let origin = self.0.origin;
        let result = match self.0.as_str() {
            Some(text) => {
                let word: StrDeserializer<'_, Fault> = text.into_deserializer();
                visitor.visit_enum(word)
            }
            None => Err(serde::de::Error::custom(format!("expected a word, found {}", self.0.type_name()))),
        };
        result.map_err(|fault| fault.place(origin))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string
        bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Elements<'a> {
    rest: std::slice::Iter<'a, Node>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Elements<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let Some(node) = self.rest.next() else { return Ok(None) };
        let key = self.index.to_string();
        self.index += 1;
        let value = seed.deserialize(Source(node)).map_err(|fault| fault.place(node.origin).below(&key))?;
        Ok(Some(value))
    }
}

struct Fields<'a> {
    rest: std::slice::Iter<'a, Entry>,
    value: Option<&'a Entry>,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some(entry) = self.rest.next() else { return Ok(None) };
        self.value = Some(entry);
        let key: StrDeserializer<'_, Fault> = entry.key.as_str().into_deserializer();
        seed.deserialize(key).map(Some).map_err(|fault| fault.place(entry.key_origin))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let Some(entry) = self.value.take() else {
            return Err(serde::de::Error::custom("a value without a key"));
        };
        seed.deserialize(Source(&entry.value))
            .map_err(|fault| fault.place(entry.value.origin).below(&entry.key))
    }
}
