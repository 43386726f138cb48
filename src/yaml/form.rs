//! What kustomize knows of a scalar beside its text: the quotes it stands in, and its type.
//!
//! kustomize writes a text over another one and leaves quotes and type as they were; so what a value is
//! cannot always be told from where its text was written.

use super::emit::needs_quotes;
use super::node::{Data, Node, Str};
use super::number::Number;
use super::resolve::{Rules, is_quoted, unquoted};
use crate::diag::Session;
use crate::source::Origin;

/// The quotes and the type of a scalar, where they are not those of its source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Its quotes.
    pub quotes: Quotes,
    /// Its type.
    pub tag: Tag,
}

/// Whether a scalar stands in quotes, or in a block, which counts as quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quotes {
    /// As the file has it, or the first value that stood there.
    #[default]
    Written,
    /// It does not.
    Plain,
    /// It does.
    Quoted,
    /// It does not, and it is spelled as the printer spells it, whatever its file has. No text has this form.
    Printed,
}

impl Quotes {
    /// Those of a value, as its file has them if need be.
    pub fn of(node: &Node, session: &Session) -> Self {
        if is_quoted(node, session) { Self::Quoted } else { Self::Plain }
    }

    /// What another value gets that takes the place of one with these quotes: its own spelling counts.
    #[must_use]
    pub fn inherited(self) -> Self {
        if self == Self::Printed { Self::Plain } else { self }
    }
}

/// The type of a scalar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tag {
    /// That of its data.
    #[default]
    Own,
    /// None: it follows from the text whenever that is printed.
    None,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// `true` or `false`.
    Bool,
    /// Null.
    Null,
}

impl Tag {
    /// Whether a value is of this type. A whole number may stand for any number.
    pub fn fits(self, data: &Data) -> bool {
        match self {
            Self::Own | Self::None => true,
            Self::Int => matches!(data, Data::Number(_)) && !is_float(data),
            // go-yaml makes no float of a whole number that fits 64 bits without a sign only.
            Self::Float => match data {
                Data::Number(text) => !matches!(Number::parse(text), Some(Number::Uint(_))),
                _ => false,
            },
            Self::Bool => matches!(data, Data::Bool(_)),
            Self::Null => data.is_null(),
        }
    }
}

impl Data {
    fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

/// A bool as its file spells it, which may be `FALSE` or `True`.
pub fn spelled(node: &Node, session: &Session) -> Option<Str> {
    let origin = node.origin;
    if !matches!(node.data, Data::Bool(_)) || !origin.is_known() || node.form.quotes == Quotes::Printed {
        return None;
    }
    let text = session.files.get(origin.file).text.get(origin.start as usize..origin.end as usize)?;
    (unquoted(text, Rules::Resource).as_ref() == Some(&node.data)).then(|| text.into())
}

/// True for a map or a list that is written in braces or brackets.
pub fn is_in_braces(node: &Node, session: &Session) -> bool {
    let origin = node.origin;
    let text = origin.is_known().then(|| session.files.get(origin.file).text.get(origin.start as usize..));
    text.flatten().is_some_and(|text| text.starts_with(['{', '[']))
}

fn is_float(data: &Data) -> bool {
    let Data::Number(text) = data else { return false };
    matches!(Number::parse(text), Some(Number::Float(_)))
}

impl Node {
    /// A scalar without a type in these quotes, which are written ones: what it is follows from its text.
    pub fn untyped(text: &str, quotes: Quotes, origin: Origin) -> Self {
        let read = if quotes == Quotes::Quoted { None } else { unquoted(text, Rules::Resource) };
        let mut node = Self::new(read.unwrap_or_else(|| Data::Text(text.into())), origin);
        node.form = Form { quotes, tag: Tag::None };
        node
    }

    /// The type that the scalar keeps when another text is written over it; `Own` for text.
    pub fn tag(&self) -> Tag {
        match (self.form.tag, &self.data) {
            (Tag::Own, Data::Number(_)) if is_float(&self.data) => Tag::Float,
            (Tag::Own, Data::Number(_)) => Tag::Int,
            (Tag::Own, Data::Bool(_)) => Tag::Bool,
            (Tag::Own, Data::Null) => Tag::Null,
            (tag, _) => tag,
        }
    }

    /// Writes a text over a scalar, whose quotes and type stay. False if the text is nothing of that type:
    /// kustomize cannot print such a value, but may replace it before it has to.
    pub fn overwrite(&mut self, text: &str, session: &Session) -> bool {
        let quotes = Quotes::of(self, session);
        let in_quotes = quotes == Quotes::Quoted;
        let tag = self.tag();
        let read = || unquoted(text, Rules::Resource).unwrap_or_else(|| Data::Text(text.into()));
        self.form = Form { quotes, tag: self.form.tag };
        match tag {
            Tag::Own => self.data = Data::Text(text.into()),
            Tag::None => self.data = if in_quotes { Data::Text(text.into()) } else { read() },
            tag => {
                let data = read();
                if tag.fits(&data) {
                    self.data = if in_quotes { Data::Text(text.into()) } else { data };
                    self.form.tag = tag;
                } else {
                    self.data = Data::Text(text.into());
                    self.form.tag = tag;
                    return false;
                }
            }
        }
        true
    }

    /// True if the scalar has a type that its text does not have.
    pub fn is_misfit(&self) -> bool {
        matches!(self.data, Data::Text(_))
            && matches!(self.form.tag, Tag::Int | Tag::Float | Tag::Bool | Tag::Null)
            && self.scalar().is_some_and(|text| {
                !unquoted(&text, Rules::Resource).is_some_and(|data| self.form.tag.fits(&data))
            })
    }

    /// What becomes of a scalar when a strategic merge visits the field that holds it: what has no type, or
    /// is text, is put in quotes if YAML 1.1 would read it as anything else.
    pub fn visited(&mut self) {
        let text = match (&self.data, self.form.tag) {
            (Data::Text(text), Tag::Own | Tag::None) if may_read_otherwise(text) => text.clone(),
            (Data::Number(_) | Data::Bool(_), Tag::None) => self.scalar().unwrap_or_default(),
            _ => return,
        };
        if self.form.quotes != Quotes::Quoted && reads_otherwise(&text) {
            self.data = Data::Text(text);
            self.form.quotes = Quotes::Quoted;
        }
    }

    /// What becomes of a value that goes through JSON into Go's values, is printed as YAML and read again: its quotes
    /// are those that the printer chooses, its types those of its text, and numbers have passed through 64-bit floats.
    pub fn reread(&mut self) {
        let quotes = |text: &str| if needs_quotes(text) { Quotes::Quoted } else { Quotes::Plain };
        self.read_again(&quotes, &Number::to_float_text);
    }

    /// What becomes of a value that is printed as JSON and read as YAML: all text stands in quotes.
    pub fn reread_json(&mut self) {
        self.read_again(&|_| Quotes::Quoted, &Number::to_json);
    }

    fn read_again(&mut self, quotes: &dyn Fn(&str) -> Quotes, shown: &dyn Fn(Number) -> String) {
        let mut form = Form { quotes: Quotes::Printed, tag: Tag::Own };
        match &mut self.data {
            Data::Seq(list) => list.iter_mut().for_each(|item| item.read_again(quotes, shown)),
            Data::Map(map) => map.iter_mut().for_each(|entry| entry.value.read_again(quotes, shown)),
            Data::Text(text) => form.quotes = quotes(text),
            Data::Number(text) => {
                if let Some(shown) = Number::parse(text).map(shown)
                    && *text != shown
                {
                    *text = shown.into();
                }
            }
            Data::Bool(_) | Data::Null => {}
        }
        self.form = form;
    }
}

/// False for most texts, by their first letter.
fn may_read_otherwise(text: &str) -> bool {
    text.as_bytes().first().is_some_and(|byte| b"0123456789+-.~nNtTfFyYoO".contains(byte))
}

/// True if YAML 1.1 reads a text without quotes as anything but text.
fn reads_otherwise(text: &str) -> bool {
    !text.is_empty()
        && !text.contains('\n')
        && unquoted(text.trim(), Rules::Config).is_none_or(|data| !matches!(data, Data::Text(_)))
}
