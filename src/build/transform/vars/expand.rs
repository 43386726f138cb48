//! `$(NAME)` in text.

use crate::source::Files;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Node;

/// What a var stands for.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    /// The value that takes the place of a text that is nothing but `$(NAME)`.
    pub(crate) data: Data,
    /// The value within other text.
    text: String,
    /// Where it stands.
    pub(crate) origin: Origin,
}

impl Value {
    /// The value of a field. `None` for numbers that kustomize does not read: of base 16 and the like.
    pub(crate) fn of(node: &Node, files: &Files) -> Option<Self> {
        let (data, text) = match &node.data {
            Data::Text(text) => (node.data.clone(), text.to_string()),
            Data::Bool(value) => (node.data.clone(), value.to_string()),
            Data::Number(written) => number(written)?,
            Data::Null => {
                let end = (node.origin.start as usize)..(node.origin.end as usize);
                let text = files.get(node.origin.file).text.get(end).unwrap_or_default().trim().to_owned();
                (Data::Text(text.as_str().into()), text)
            }
            Data::Seq(_) | Data::Map(_) => (node.data.clone(), String::new()),
        };
        Some(Self { data, text, origin: node.origin })
    }
}

/// A number as a value and within text. Whole numbers are read as decimal, even those that YAML reads as
/// octal.
fn number(written: &str) -> Option<(Data, String)> {
    let digits = written.trim_start_matches(['+', '-']);
    if digits.bytes().all(|it| it.is_ascii_digit() || it == b'_') || digits.contains(['x', 'o', 'b', 'X']) {
        let value: i64 = written.parse().ok()?;
        return Some((Data::Number(value.to_string().into()), value.to_string()));
    }
    let value: f64 = written.parse().ok().filter(|value: &f64| value.is_finite())?;
    Some((Data::Number(value.to_string().into()), within_text(value)))
}

/// A number as Go prints it: with an exponent where it is very large or very small.
fn within_text(value: f64) -> String {
    let scientific = format!("{value:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    match exponent.parse::<i32>() {
        Ok(exponent) if value != 0.0 && !(-4..21).contains(&exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{mantissa}e{sign}{:02}", exponent.abs())
        }
        _ => value.to_string(),
    }
}

/// Replaces what `find` knows. A text that is nothing but one `$(NAME)` takes the value's type.
pub(crate) fn expand<'v>(input: &str, find: &mut impl FnMut(&str) -> Option<&'v Value>) -> Data {
    let mut out = String::new();
    let mut rest = input;
    while let Some((before, after)) = rest.split_once('$').filter(|(_, after)| !after.is_empty()) {
        out.push_str(before);
        let mut following = after.chars();
        match following.next() {
            Some('$') => out.push('$'),
            Some('(') => match following.as_str().split_once(')') {
                Some((name, behind)) => {
                    match find(name) {
                        Some(value) if input.len() == name.len() + 3 => return value.data.clone(),
                        Some(value) => out.push_str(&value.text),
                        None => {
                            out.push_str("$(");
                            out.push_str(name);
                            out.push(')');
                        }
                    }
                    rest = behind;
                    continue;
                }
                None => out.push_str("$("),
            },
            // A dollar sign before anything else is no reference, and neither is what it stands before.
            Some(other) => {
                out.push('$');
                out.push(other);
            }
            None => {}
        }
        rest = following.as_str();
    }
    out.push_str(rest);
    Data::Text(out.into())
}

#[cfg(test)]
mod tests {
    use super::Value;
    use super::expand;
    use crate::source::Files;
    use crate::source::Origin;
    use crate::yaml::Data;
    use crate::yaml::Node;

    fn run(input: &str) -> Data {
        let value = |data: Data| Value::of(&Node::new(data, Origin::NONE), &Files::default()).unwrap();
        let host = value(Data::Text("db".into()));
        let port = value(Data::Number("0080".into()));
        let big = value(Data::Number("1e30".into()));
        let yes = value(Data::Bool(true));
        expand(input, &mut |name| match name {
            "HOST" => Some(&host),
            "PORT" => Some(&port),
            "BIG" => Some(&big),
            "YES" => Some(&yes),
            _ => None,
        })
    }

    #[test]
    fn names_are_replaced_and_the_rest_is_kept() {
        let text = |input: &str| match run(input) {
            Data::Text(text) => text.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(text("http://$(HOST):$(PORT)/$(NONE)"), "http://db:80/$(NONE)");
        assert_eq!(text("$$(HOST) $HOST $(HOST $"), "$(HOST) $HOST $(HOST $");
        assert_eq!(text("$x$(HOST)$"), "$xdb$");
        assert_eq!(text("$é$(YES) $(BIG)"), "$étrue 1e+30");
        assert_eq!(text("$(HOST)"), "db");
        assert_eq!(text("$(NONE)"), "$(NONE)");
    }

    #[test]
    fn a_value_alone_keeps_its_type() {
        assert_eq!(run("$(PORT)"), Data::Number("80".into()));
        assert_eq!(run("$(YES)"), Data::Bool(true));
        assert_eq!(run(" $(PORT)"), Data::Text(" 80".into()));
    }

    #[test]
    fn numbers_of_other_bases_are_not_read() {
        assert!(
            Value::of(&Node::new(Data::Number("0x1F".into()), Origin::NONE), &Files::default()).is_none()
        );
    }
}
