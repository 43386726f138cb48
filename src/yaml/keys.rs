//! What a key means.

use super::frame::Key;
use super::node::{Data, Node, Str};
use super::number;
use super::number::Number;
use super::resolve::Rules;
use super::timestamp::timestamp;
use crate::diag::Diagnostic;
use crate::source::Origin;

/// The key that a node gives.
///
/// kustomize takes a key that is no text only at the top of a document, where it keeps the key as written;
/// `sigs.k8s.io/yaml` turns it into text everywhere.
pub(super) fn key(
    node: &Node,
    plain: Option<Str>,
    rules: Rules,
    depth: usize,
    flow: bool,
) -> Result<Key, Box<Diagnostic>> {
    let origin = node.origin;
    let merge = plain.as_deref() == Some("<<");
    let make = |text| Ok(Key { text, origin, merge, broken: false });
    match (&node.data, rules) {
        (Data::Text(text), _) if text.is_empty() && origin.start == origin.end => Err(no_key(origin)),
        (Data::Text(text), Rules::Config) => make(text.clone()),
        (Data::Text(text), Rules::Resource) => match plain {
            // A date as a key is a time in yaml.v3.
            Some(written) if depth == 1 => make(written),
            Some(written) if timestamp(&written).is_some() && !(flow && written.contains(':')) => {
                Err(not_text(&written, "a date", origin))
            }
            _ => make(text.clone()),
        },
        (Data::Number(_) | Data::Bool(_), Rules::Resource) if depth == 1 => {
            make(plain.or_else(|| node.scalar()).unwrap_or_default())
        }
        (Data::Number(text), Rules::Resource) => Err(not_text(text, "a number", origin)),
        (Data::Bool(value), Rules::Resource) => {
            Err(not_text(&plain.unwrap_or_else(|| value.to_string().into()), "true or false", origin))
        }
        (Data::Number(text), Rules::Config) => make(match Number::parse(text) {
            Some(Number::Float(value)) => number::float_key(value).into(),
            Some(number) => number.to_yaml().into(),
            None => text.clone(),
        }),
        (Data::Bool(value), Rules::Config) => make(Str::new_static(if *value { "true" } else { "false" })),
        (Data::Null, _) => Err(no_key(origin)),
        (Data::Seq(_) | Data::Map(_), _) => Err(Box::new(
            Diagnostic::error("non-string-key", origin, "a map or a list is used as a key")
                .label("expected text")
                .help("put quotes around it if it is text"),
        )),
    }
}

fn no_key(origin: Origin) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error("non-string-key", origin, "a key is missing, or null")
            .label("expected text before the `:`")
            .help("name the key, or put quotes around it"),
    )
}

fn not_text(written: &str, what: &str, origin: Origin) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error("non-string-key", origin, format!("the key `{written}` is {what}, not text"))
            .label("expected text")
            .help(format!("put quotes around it: \"{written}\":")),
    )
}
