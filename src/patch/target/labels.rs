//! Label selectors in Kubernetes' syntax: `a=b, c!=d, e in (f, g), h notin (i), j, !k, l>1`.

use crate::yaml::Map;
use crate::yaml::Node;

/// Requirements that must all hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    requirements: Vec<Requirement>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Requirement {
    key: String,
    test: Test,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    Exists,
    Missing,
    In(Vec<String>),
    NotIn(Vec<String>),
    Above(i64),
    Below(i64),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `=`, `==`, `!=`, `<`, `>`, `!`, `(`, `)`, `,`
    Sign(&'static str),
    /// Anything that is none of these.
    Unknown(String),
    End,
}

impl Token {
    fn shown(&self) -> &str {
        match self {
            Self::Word(text) | Self::Unknown(text) => text,
            Self::Sign(sign) => sign,
            Self::End => "the end",
        }
    }
}

const SIGNS: [&str; 9] = ["==", "!=", "=", "<", ">", "!", "(", ")", ","];

/// Splits a selector. Signs are the longest ones that fit, as in Kubernetes.
fn tokens(text: &str) -> Vec<Token> {
    let special = |ch: char| "=!(),<>".contains(ch);
    let mut out = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        let Some(first) = rest.chars().next() else { break };
        if special(first) {
            match SIGNS.iter().find_map(|sign| Some((sign, rest.strip_prefix(sign)?))) {
                Some((sign, tail)) => {
                    out.push(Token::Sign(sign));
                    rest = tail;
                }
                None => {
                    out.push(Token::Unknown(first.to_string()));
                    rest = rest.get(first.len_utf8()..).unwrap_or_default();
                }
            }
            continue;
        }
        let end = rest.find(|ch: char| special(ch) || " \t\r\n".contains(ch)).unwrap_or(rest.len());
        let (word, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        out.push(Token::Word(word.to_owned()));
        rest = tail;
    }
    out.push(Token::End);
    out
}

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
}

impl Parser {
    fn next(&mut self) -> Token {
        self.tokens.next().unwrap_or(Token::End)
    }

    fn peek(&mut self) -> Token {
        self.tokens.peek().cloned().unwrap_or(Token::End)
    }

    fn requirement(&mut self) -> Result<Requirement, String> {
        let mut token = self.next();
        let missing = token == Token::Sign("!");
        if missing {
            token = self.next();
        }
        let Token::Word(key) = token else {
            return Err(format!("expected a label's key, found `{}`", token.shown()));
        };
        check_key(&key)?;
        let ends = matches!(self.peek(), Token::End | Token::Sign(","));
        if missing || ends {
            return Ok(Requirement { key, test: if missing { Test::Missing } else { Test::Exists } });
        }
        let operator = self.next();
        let test = match (&operator, operator.shown()) {
            (Token::Sign(_), "=" | "==") => Test::In(vec![self.value()?]),
            (Token::Sign(_), "!=") => Test::NotIn(vec![self.value()?]),
            (Token::Sign(_), ">") => Test::Above(self.number()?),
            (Token::Sign(_), "<") => Test::Below(self.number()?),
            (Token::Word(_), "in") => Test::In(self.values()?),
            (Token::Word(_), "notin") => Test::NotIn(self.values()?),
            (_, other) => {
                return Err(format!("expected `=`, `!=`, `in` or `notin` after `{key}`, found `{other}`"));
            }
        };
        if let Test::In(values) | Test::NotIn(values) = &test {
            values.iter().try_for_each(|value| check_value(value))?;
        }
        Ok(Requirement { key, test })
    }

    fn value(&mut self) -> Result<String, String> {
        if matches!(self.peek(), Token::End | Token::Sign(",")) {
            return Ok(String::new());
        }
        match self.next() {
            Token::Word(value) => Ok(value),
            other => Err(format!("expected a label's value, found `{}`", other.shown())),
        }
    }

    fn number(&mut self) -> Result<i64, String> {
        let value = self.value()?;
        value.parse().map_err(|_| format!("`{value}` is not a whole number"))
    }

    fn values(&mut self) -> Result<Vec<String>, String> {
        let open = self.next();
        if open != Token::Sign("(") {
            return Err(format!("expected `(`, found `{}`", open.shown()));
        }
        let mut values = Vec::new();
        let mut word = None;
        loop {
            match self.next() {
                Token::Word(value) if word.is_none() => word = Some(value),
                Token::Sign(",") => values.push(word.take().unwrap_or_default()),
                Token::Sign(")") => {
                    values.push(word.take().unwrap_or_default());
                    return Ok(values);
                }
                other => return Err(format!("expected `,` or `)`, found `{}`", other.shown())),
            }
        }
    }
}

/// A qualified name: `[prefix/]name`.
fn check_key(key: &str) -> Result<(), String> {
    let (prefix, name) = match key.split_once('/') {
        Some((prefix, name)) => (Some(prefix), name),
        None => (None, key),
    };
    let sound = !name.is_empty() && is_label(name) && prefix.is_none_or(is_subdomain);
    if sound { Ok(()) } else { Err(format!("`{key}` cannot be the key of a label")) }
}

fn check_value(value: &str) -> Result<(), String> {
    if is_label(value) { Ok(()) } else { Err(format!("`{value}` cannot be the value of a label")) }
}

/// At most 63 letters, digits, `-`, `_`, `.`, with a letter or digit at both ends; or nothing.
fn is_label(text: &str) -> bool {
    let bytes = text.as_bytes();
    let end = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii_alphanumeric);
    let inner = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    bytes.len() <= 63 && bytes.iter().all(inner) && end(bytes.first()) && end(bytes.last())
}

/// At most 253 lower-case letters, digits, `-` and `.`, each part with a letter or digit at both ends.
fn is_subdomain(text: &str) -> bool {
    let part = |part: &str| {
        let bytes = part.as_bytes();
        let good = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        bytes.iter().all(|byte| good(byte) || *byte == b'-')
            && bytes.first().is_some_and(good)
            && bytes.last().is_some_and(good)
    };
    text.len() <= 253 && text.split('.').all(part)
}

impl Labels {
    /// Reads a selector; the error says what is wrong with it. An empty one selects everything.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parser = Parser { tokens: tokens(text).into_iter().peekable() };
        let mut requirements = Vec::new();
        if parser.peek() == Token::End {
            return Ok(Self { requirements });
        }
        loop {
            requirements.push(parser.requirement()?);
            match parser.next() {
                Token::End => return Ok(Self { requirements }),
                Token::Sign(",") => {}
                other => return Err(format!("expected `,` or the end, found `{}`", other.shown())),
            }
        }
    }

    /// True if an object's labels or annotations fulfil all requirements.
    pub fn matches(&self, labels: Option<&Map>) -> bool {
        self.requirements.iter().all(|it| {
            let value = labels.and_then(|map| map.get(&it.key)).map(Node::scalar);
            let text = value.as_ref().map(|text| text.as_deref().unwrap_or(""));
            let number = || text.and_then(|text| text.parse::<i64>().ok());
            match &it.test {
                Test::Exists => text.is_some(),
                Test::Missing => text.is_none(),
                Test::In(values) => text.is_some_and(|text| values.iter().any(|it| it == text)),
                Test::NotIn(values) => text.is_none_or(|text| values.iter().all(|it| it != text)),
                Test::Above(limit) => number().is_some_and(|number| number > *limit),
                Test::Below(limit) => number().is_some_and(|number| number < *limit),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Labels;
    use crate::source::Origin;
    use crate::yaml::Node;

    fn selects(selector: &str, labels: &[(&str, &str)]) -> bool {
        let mut node = Node::map(Origin::NONE);
        for (key, value) in labels {
            node.as_map_mut().unwrap().insert(*key, Node::text(*value, Origin::NONE));
        }
        Labels::parse(selector).unwrap().matches(node.as_map())
    }

    #[test]
    fn all_requirements_must_hold() {
        let labels = [("a", "b"), ("app.io/x", "1"), ("in", "notin"), ("e", "")];
        for selector in [
            "",
            " ",
            "a=b",
            "a == b",
            "a,e",
            "!c",
            "c!=d",
            "a in (x, b)",
            "a notin (x,)",
            "app.io/x>0,app.io/x<2",
            "in=notin",
            "in in (in,notin)",
            "e=",
            "e in ()",
            "e in (,)",
            "c notin ()",
            "a=b,!c,e",
            "e=,a",
        ] {
            assert!(selects(selector, &labels), "{selector}");
        }
        for selector in ["a=c", "c", "!a", "a!=b", "a in (x)", "a notin (b)", "a>0", "c<5", "a in ()"] {
            assert!(!selects(selector, &labels), "{selector}");
        }
    }

    #[test]
    fn faults_are_named() {
        for (selector, message) in [
            ("a=b,", "expected a label's key, found `the end`"),
            ("=b", "expected a label's key, found `=`"),
            ("a b", "expected `=`, `!=`, `in` or `notin` after `a`, found `b`"),
            ("a in b", "expected `(`, found `b`"),
            ("a in (b", "expected `,` or `)`, found `the end`"),
            ("a in (b c)", "expected `,` or `)`, found `c`"),
            ("a>b", "`b` is not a whole number"),
            ("a=b c=d", "expected `,` or the end, found `c`"),
            ("-a", "`-a` cannot be the key of a label"),
            ("A.b/c", "`A.b/c` cannot be the key of a label"),
            ("a=x/y", "`x/y` cannot be the value of a label"),
        ] {
            assert_eq!(Labels::parse(selector), Err(message.to_owned()), "{selector}");
        }
    }
}
