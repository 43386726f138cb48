//! What a scalar means: text, number, bool, null or a date, by the rules of the reader that kustomize uses.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::form::Quotes;
use super::node::{Data, Node, Str};
use super::number::Number;
use super::timestamp::timestamp;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::source::Origin;

/// Which reader's rules a file is read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// Resources and strategic merge patches: go-yaml v3. `yes` is text, a date gains a time, a duplicate
    /// key is an error.
    Resource,
    /// kustomization.yaml and JSON patches: YAML 1.1 as `sigs.k8s.io/yaml` reads it (go-yaml v2). `yes` is
    /// true, of two equal keys the last wins.
    Config,
}

/// What is wrong with a scalar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// An infinity or not-a-number: JSON has none.
    NotFinite,
    /// The value does not fit the tag before it.
    Tag {
        /// What the tag asks for.
        wanted: &'static str,
    },
}

/// What a text means that stands without quotes or tag; `None` for what JSON has no value for (`.inf`).
pub fn unquoted(text: &str, rules: Rules) -> Option<Data> {
    plain(text, rules).ok()
}

/// True if a text stands in quotes or in a block, or took the place of one that does: kustomize keeps the
/// style of a scalar when it writes another value there, and a number in quotes is text.
pub fn is_quoted(node: &Node, session: &Session) -> bool {
    let Some(text) = node.as_str() else { return false };
    match node.form.quotes {
        Quotes::Quoted => return true,
        Quotes::Plain | Quotes::Printed => return false,
        Quotes::Written => {}
    }
    let Some(first) = session.trace.chain(node.origin).pop() else { return false };
    let source = session.files.get(first.file).text.get(first.start as usize..).unwrap_or_default();
    match text {
        // What was made just now stands in no file, although its origin may be in quotes.
        "" => source.starts_with("\"\"") || source.starts_with("''"),
        _ => source.starts_with(['"', '\'', '|', '>']),
    }
}

impl Fault {
    /// The finding for a scalar at a place.
    pub(super) fn explain(&self, text: &str, origin: Origin) -> Diagnostic {
        match self {
            Self::NotFinite => Diagnostic::error(
                "number-not-finite",
                origin,
                format!("`{text}` is a number without a value that JSON could hold"),
            )
            .label("expected a finite number")
            .help("put quotes around it if it is text"),
            Self::Tag { wanted } => {
                Diagnostic::error("wrong-tag", origin, format!("`{text}` does not fit the tag before it"))
                    .label(format!("the tag asks for {wanted}"))
                    .help("drop the tag or change the value")
            }
        }
    }
}

/// A plain scalar without a tag.
pub(super) fn plain(text: &str, rules: Rules) -> Result<Data, Fault> {
    let Some(first) = text.as_bytes().first() else { return Ok(Data::Null) };
    match first {
        b'0'..=b'9' | b'+' | b'-' | b'.' => number_like(text, rules),
        b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'y' | b'Y' | b'o' | b'O' => Ok(word(text, rules)),
        _ => Ok(Data::Text(Str::new(text))),
    }
}

fn word(text: &str, rules: Rules) -> Data {
    match text {
        "true" | "True" | "TRUE" => Data::Bool(true),
        "false" | "False" | "FALSE" => Data::Bool(false),
        "~" | "null" | "Null" | "NULL" => Data::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" if rules == Rules::Config => Data::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" if rules == Rules::Config => Data::Bool(false),
        _ => Data::Text(Str::new(text)),
    }
}

fn number_like(text: &str, rules: Rules) -> Result<Data, Fault> {
    if is_not_finite(text) {
        return Err(Fault::NotFinite);
    }
    // go-yaml v2 leaves dates as they are written.
    if rules == Rules::Resource
        && let Some(time) = timestamp(text)
    {
        return Ok(Data::Text(Str::from(time)));
    }
    if Number::parse(text).is_some() {
        return Ok(Data::Number(Str::new(text)));
    }
    Ok(Data::Text(Str::new(text)))
}

fn is_not_finite(text: &str) -> bool {
    matches!(text.strip_prefix(['+', '-']).unwrap_or(text), ".inf" | ".Inf" | ".INF")
        || matches!(text, ".nan" | ".NaN" | ".NAN")
}

/// A scalar with one of YAML's own tags; `quoted` scalars are read by their tag too.
pub(super) fn tagged(suffix: &str, text: &str, rules: Rules) -> Result<Data, Fault> {
    let wrong = |wanted| Err(Fault::Tag { wanted });
    match suffix {
        "binary" => {
            decode_base64(text).map_or_else(|| wrong("base64"), |text| Ok(Data::Text(Str::from(text))))
        }
        "int" => match plain(text, rules)? {
            Data::Number(text) if !matches!(Number::parse(&text), Some(Number::Float(_))) => {
                Ok(Data::Number(text))
            }
            _ => wrong("an integer"),
        },
        "float" => match plain(text, rules)? {
            // go-yaml makes no float of a whole number that fits 64 bits without a sign only.
            Data::Number(text) if !matches!(Number::parse(&text), Some(Number::Uint(_))) => {
                Ok(Data::Number(text))
            }
            _ => wrong("a number"),
        },
        "bool" => match plain(text, rules)? {
            Data::Bool(value) => Ok(Data::Bool(value)),
            _ => wrong("true or false"),
        },
        "null" => match plain(text, rules)? {
            Data::Null => Ok(Data::Null),
            _ => wrong("nothing or null"),
        },
        "timestamp" => match timestamp(text) {
            Some(_) if rules == Rules::Config => Ok(Data::Text(Str::new(text))),
            Some(time) => Ok(Data::Text(Str::from(time))),
            None => wrong("a date"),
        },
        // `str`, and tags that are no business of the reader.
        _ => Ok(Data::Text(Str::new(text))),
    }
}

/// The text behind base64. Every byte that is no UTF-8 becomes a replacement character, as in Go's JSON.
fn decode_base64(text: &str) -> Option<String> {
    let packed: String = text.chars().filter(|character| !matches!(character, '\r' | '\n')).collect();
    let bytes = STANDARD.decode(packed).ok()?;
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
    Some(out)
}
