//! Classes of characters, in brackets and behind backslashes.

use super::Flags;
use super::Parser;
use super::folded;
use regex::Regex;
use std::fmt::Write as _;

/// Reads classes.
pub(super) trait Classes {
    /// A class in brackets, behind the first of them.
    fn class(&mut self, flags: Flags) -> Result<String, String>;
    /// A class behind a backslash (`d`, `W`, `pN`), as it is written within brackets; none if it is a character.
    fn class_escape(&mut self) -> Result<Option<String>, String>;
    /// A character behind a backslash.
    fn character(&mut self) -> Result<char, String>;
}

/// Classes with a letter, which know ASCII only.
const LETTERS: [(char, &str); 6] = [
    ('d', "[0-9]"),
    ('D', "[^0-9]"),
    ('s', "[\\t\\n\\f\\r ]"),
    ('S', "[^\\t\\n\\f\\r ]"),
    ('w', "[0-9A-Za-z_]"),
    ('W', "[^0-9A-Za-z_]"),
];

/// Names of classes within brackets: `[[:alpha:]]`.
const NAMES: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "word", "xdigit",
];

impl Classes for Parser<'_> {
    fn class(&mut self, flags: Flags) -> Result<String, String> {
        let mut out = String::from(if self.take("^") { "[^" } else { "[" });
        let mut first = true;
        loop {
            let missing = || "a `[` has no `]`".to_owned();
            if self.rest.is_empty() {
                return Err(missing());
            }
            if !first && self.take("]") {
                break;
            }
            first = false;
            if let Some(rest) = self.rest.strip_prefix("[:")
                && let Some((name, rest)) = rest.split_once(":]")
            {
                let plain = name.strip_prefix('^').unwrap_or(name);
                if !NAMES.contains(&plain) {
                    return Err(format!("there is no class `[:{name}:]`"));
                }
                let _ = write!(out, "[[:{name}:]]");
                self.rest = rest;
                continue;
            }
            if let Some(rest) = self.rest.strip_prefix('\\') {
                let before = std::mem::replace(&mut self.rest, rest);
                if let Some(class) = self.class_escape()? {
                    out.push_str(&class);
                    continue;
                }
                self.rest = before;
            }
            let low = self.single()?.ok_or_else(missing)?;
            let mut high = low;
            if let Some(rest) = self.rest.strip_prefix('-')
                && !rest.is_empty()
                && !rest.starts_with(']')
            {
                self.rest = rest;
                high = self.single()?.ok_or_else(missing)?;
                if high < low {
                    return Err(format!("the range `{low}-{high}` is backwards"));
                }
            }
            let _ = write!(out, "\\x{{{:X}}}-\\x{{{:X}}}", u32::from(low), u32::from(high));
        }
        out.push(']');
        Ok(folded(&out, flags))
    }

    fn class_escape(&mut self) -> Result<Option<String>, String> {
        let Some(letter) = self.rest.chars().next() else {
            return Err("a backslash stands at the end".to_owned());
        };
        if let Some((_, class)) = LETTERS.iter().find(|(it, _)| *it == letter) {
            self.next();
            return Ok(Some((*class).to_owned()));
        }
        if !matches!(letter, 'p' | 'P') {
            return Ok(None);
        }
        self.next();
        let name = if self.take("{") {
            let (name, rest) = self.rest.split_once('}').ok_or("the name of a class has no end")?;
            self.rest = rest;
            name.to_owned()
        } else {
            self.next().ok_or("the name of a class is missing")?.to_string()
        };
        let (negated, name) = match name.strip_prefix('^') {
            Some(name) => (letter == 'p', name),
            None => (letter == 'P', name.as_str()),
        };
        let sign = if negated { 'P' } else { 'p' };
        // Categories and scripts, but none of the properties that the crate knows beside them.
        let known = ["gc", "sc"].map(|property| format!("\\{sign}{{{property}={name}}}"));
        let plain =
            !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || b"_- ".contains(&it));
        let class = known.into_iter().find(|class| plain && Regex::new(class).is_ok());
        class.map(Some).ok_or_else(|| format!("there is no class `{name}` of characters"))
    }

    fn character(&mut self) -> Result<char, String> {
        let unknown = |it: char| format!("`\\{it}` means nothing");
        let first = self.next().ok_or("a backslash stands at the end")?;
        match first {
            'a' => Ok('\x07'),
            'f' => Ok('\x0C'),
            'n' => Ok('\n'),
            'r' => Ok('\r'),
            't' => Ok('\t'),
            'v' => Ok('\x0B'),
            '0'..='7' => {
                let digits: String =
                    self.rest.chars().take(2).take_while(|it| ('0'..='7').contains(it)).collect();
                // A lone digit other than 0 would be a reference to a group.
                if first != '0' && digits.is_empty() {
                    return Err(unknown(first));
                }
                self.take(&digits);
                let number = u32::from_str_radix(&format!("{first}{digits}"), 8).ok();
                number.and_then(char::from_u32).ok_or_else(|| unknown(first))
            }
            'x' => {
                let digits = if self.take("{") {
                    let (digits, rest) = self.rest.split_once('}').ok_or_else(|| unknown('x'))?;
                    self.rest = rest;
                    digits.to_owned()
                } else {
                    let digits: String = self.rest.chars().take(2).collect();
                    self.take(&digits);
                    if digits.len() != 2 {
                        return Err(unknown('x'));
                    }
                    digits
                };
                let hex = !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_hexdigit());
                let number = u32::from_str_radix(&digits, 16).ok().filter(|_| hex);
                number.and_then(char::from_u32).ok_or_else(|| unknown('x'))
            }
            other if other.is_ascii() && !other.is_ascii_alphanumeric() => Ok(other),
            other => Err(unknown(other)),
        }
    }
}

impl Parser<'_> {
    /// One character of a class.
    fn single(&mut self) -> Result<Option<char>, String> {
        if self.take("\\") { self.character().map(Some) } else { Ok(self.next()) }
    }
}
