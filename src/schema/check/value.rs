//! One value against its type: is it the right kind of value, and one of those allowed?

use super::names;
use crate::object::Quantity;
use crate::schema::Format;
use crate::schema::Shape;
use crate::schema::Type;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Number;
use foldhash::HashMap;
use regex::Regex;
use std::sync::LazyLock;
use std::sync::Mutex;

/// What is wrong with a value, in words that follow the name of its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// True if it is another kind of value, false if it is one of the right kind that is not allowed.
    pub wrong_type: bool,
    /// What is wrong: "must be a whole number, not the text \"3\"".
    pub message: String,
    /// The change to make.
    pub help: Option<String>,
    /// What to write in its place, as YAML writes it; only if the meaning is plain.
    pub instead: Option<Instead>,
}

/// What to write in the place of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instead {
    /// The same in quotes.
    Quoted,
    /// This.
    Written(String),
}

impl Fault {
    fn invalid(message: impl Into<String>) -> Self {
        Self { wrong_type: false, message: message.into(), help: None, instead: None }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    fn instead(self, instead: Instead) -> Self {
        Self { instead: Some(instead), ..self }
    }
}

/// Text that some later step fills in (`${VAR}` of Flux, `{{ }}` of a template) is not judged.
pub(super) fn is_placeholder(text: &str) -> bool {
    text.contains("${") || text.contains("{{")
}

/// What is wrong with a value itself, if anything; what is in a map or list is not looked at. `key` is the
/// key that the value stands under, for the advice. Null counts as absent.
pub fn fault(of: Type<'_>, node: &Node, key: &str) -> Option<Fault> {
    if let Data::Text(text) = &node.data
        && is_placeholder(text)
    {
        return None;
    }
    let shape = of.shape();
    let fits = match (&node.data, shape) {
        (Data::Null, _) | (_, Shape::Any) => return None,
        (Data::Map(map), Shape::Object | Shape::Map | Shape::Free | Shape::Metadata) => {
            return count(of, map.len(), "entries");
        }
        (Data::Seq(list), Shape::List) => return count(of, list.len(), "elements"),
        (Data::Number(text), Shape::Integer | Shape::IntOrString) => {
            Number::parse(text).is_none_or(Number::is_integer)
        }
        (
            Data::Text(_),
            Shape::String | Shape::Time | Shape::Bytes | Shape::IntOrString | Shape::Quantity,
        )
        | (Data::Number(_), Shape::Number | Shape::Quantity)
        | (Data::Bool(_), Shape::Boolean) => true,
        _ => false,
    };
    if !fits {
        return Some(wrong_type(shape, node, key));
    }
    match &node.data {
        Data::Text(text) => text_fault(of, text),
        Data::Number(text) => number_fault(of, text),
        _ => None,
    }
}

fn expected(shape: Shape) -> &'static str {
    match shape {
        Shape::Any => "anything",
        Shape::Object | Shape::Map | Shape::Free | Shape::Metadata => "a map",
        Shape::List => "a list",
        Shape::String => "text",
        Shape::Integer => "a whole number",
        Shape::Number => "a number",
        Shape::Boolean => "`true` or `false`",
        Shape::IntOrString => "a whole number or text",
        Shape::Quantity => "a quantity such as `500m` or `4Gi`",
        Shape::Time => "a time such as `\"2026-01-31T12:00:00Z\"`",
        Shape::Bytes => "text in base64",
    }
}

/// A value as a person would name it.
pub(super) fn found(node: &Node) -> String {
    match &node.data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => format!("the boolean `{value}`"),
        Data::Number(text) => format!("the number `{text}`"),
        Data::Text(text) => format!("the text {:?}", short(text)),
        Data::Seq(_) => "a list".to_owned(),
        Data::Map(_) => "a map".to_owned(),
    }
}

fn short(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    if line.chars().count() > 40 || line.len() < text.trim_end().len() {
        format!("{}…", line.chars().take(40).collect::<String>())
    } else {
        line.to_owned()
    }
}

fn wrong_type(shape: Shape, node: &Node, key: &str) -> Fault {
    let message = format!("must be {}, not {}", expected(shape), found(node));
    let fault = Fault { wrong_type: true, message, help: None, instead: None };
    match (shape, &node.data) {
        (Shape::String | Shape::Time | Shape::Bytes, Data::Bool(_) | Data::Number(_)) => {
            let written = node.scalar().unwrap_or_default();
            fault.help(format!("add quotes: `{key}: \"{written}\"`")).instead(Instead::Quoted)
        }
        (Shape::Integer | Shape::Number, Data::Text(text)) if Number::parse(text).is_some() => fault
            .help(format!("remove the quotes: `{key}: {text}`"))
            .instead(Instead::Written(text.to_string())),
        (Shape::Boolean, Data::Text(text)) => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "y" => fault
                .help(format!("write `{key}: true`, without quotes"))
                .instead(Instead::Written("true".to_owned())),
            "false" | "no" | "off" | "n" => fault
                .help(format!("write `{key}: false`, without quotes"))
                .instead(Instead::Written("false".to_owned())),
            _ => fault,
        },
        (Shape::List, Data::Map(_)) => fault.help("start its first line with `- ` to make it a list"),
        (Shape::List, Data::Text(_) | Data::Number(_)) => {
            let written = node.scalar().unwrap_or_default();
            fault.help(format!("make it a list: `{key}: [{}]`", quoted(&written)))
        }
        (Shape::Object | Shape::Map, Data::Seq(list)) if list.iter().all(|it| it.as_map().is_some()) => {
            fault.help("remove the `- ` before its fields")
        }
        _ => fault,
    }
}

fn quoted(text: &str) -> String {
    let plain =
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/'));
    if plain && !text.is_empty() { text.to_owned() } else { format!("{text:?}") }
}

fn count(of: Type<'_>, count: usize, what: &str) -> Option<Fault> {
    let limits = of.limits();
    if count < limits.min_items as usize {
        let message = if count == 0 {
            "must not be empty".to_owned()
        } else {
            format!("must have at least {} {what}, not {count}", limits.min_items)
        };
        return Some(Fault::invalid(message));
    }
    let most = limits.max_items.filter(|most| count > *most as usize)?;
    Some(Fault::invalid(format!("must have at most {most} {what}, not {count}")))
}

fn text_fault(of: Type<'_>, text: &str) -> Option<Fault> {
    match of.shape() {
        Shape::Quantity => {
            return Quantity::parse(text.trim()).is_none().then(|| {
                Fault::invalid(format!("must be a quantity such as `500m` or `4Gi`, not {:?}", short(text)))
            });
        }
        Shape::Time => {
            return (!is_time(text)).then(|| {
                let wanted = expected(Shape::Time);
                Fault::invalid(format!("must be {wanted}, not {:?}", short(text)))
            });
        }
        Shape::Bytes => return bytes_fault(text),
        _ => {}
    }
    if !text.is_empty() && of.enumeration().next().is_some() && !of.enumeration().any(|it| it == text) {
        let list: Vec<_> = of.enumeration().map(|it| format!("`{it}`")).collect();
        let fault = Fault::invalid(format!("is {:?}, which is not one of {}", short(text), list.join(", ")));
        return Some(match crate::diag::nearest(text, of.enumeration()) {
            // Another case of the letters is a slip; another word may be another meaning.
            Some(near) if near.eq_ignore_ascii_case(text) => {
                fault.help(format!("write `{near}`")).instead(Instead::Written(near.to_owned()))
            }
            Some(near) => fault.help(format!("write `{near}`")),
            None => fault,
        });
    }
    let wrong = match of.format() {
        Format::Label if !text.is_empty() => names::label(text),
        Format::PortName if !text.is_empty() => names::port_name(text),
        _ => None,
    };
    if let Some(wrong) = wrong {
        return Some(Fault::invalid(format!("is {:?}, which {wrong}", short(text))));
    }
    let limits = of.limits();
    let length = text.chars().count();
    if length < limits.min_length as usize {
        return Some(Fault::invalid(format!("must have at least {} characters", limits.min_length)));
    }
    if let Some(most) = limits.max_length.filter(|most| length > *most as usize) {
        return Some(Fault::invalid(format!("must have at most {most} characters, not {length}")));
    }
    let pattern = limits.pattern.filter(|pattern| !matches(pattern, text))?;
    Some(Fault::invalid(format!("is {:?}, which does not match `{pattern}`", short(text))))
}

fn number_fault(of: Type<'_>, text: &str) -> Option<Fault> {
    let number = Number::parse(text)?;
    let whole = number.as_i64();
    let fits = match of.format() {
        Format::Int32 => whole.is_some_and(|whole| i32::try_from(whole).is_ok()),
        Format::Int64 => whole.is_some(),
        _ => true,
    };
    if !fits {
        let bits = if of.format() == Format::Int32 { 32 } else { 64 };
        return Some(Fault::invalid(format!("is {text}, which does not fit {bits} bits")));
    }
    let limits = of.limits();
    if let Some(least) = limits.minimum.filter(|least| number.as_f64() < *least) {
        return Some(Fault::invalid(format!("must be at least {least}, not {text}")));
    }
    let most = limits.maximum.filter(|most| number.as_f64() > *most)?;
    Some(Fault::invalid(format!("must be at most {most}, not {text}")))
}

/// `2026-01-31T12:00:00Z`, perhaps with a fraction and an offset.
fn is_time(text: &str) -> bool {
    static TIME: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$").ok());
    TIME.as_ref().is_none_or(|it| it.is_match(text))
}

fn bytes_fault(text: &str) -> Option<Fault> {
    use base64::Engine as _;
    let dense: String = text.chars().filter(|it| !matches!(it, '\n' | '\r')).collect();
    base64::engine::general_purpose::STANDARD.decode(dense).err()?;
    Some(
        Fault::invalid("must be text in base64".to_owned())
            .help("encode it (`base64 -w0`), or in a Secret put it under `stringData`"),
    )
}

fn matches(pattern: &str, text: &str) -> bool {
    static PATTERNS: LazyLock<Mutex<HashMap<String, Option<Regex>>>> = LazyLock::new(Mutex::default);
    let Ok(mut patterns) = PATTERNS.lock() else { return true };
    if !patterns.contains_key(pattern) {
        // A pattern in Go's syntax that Rust's does not know is not judged.
        patterns.insert(pattern.to_owned(), Regex::new(pattern).ok());
    }
    patterns.get(pattern).and_then(Option::as_ref).is_none_or(|it| it.is_match(text))
}
