//! Regular expressions as Go's `regexp` package reads them, run by the `regex` crate.
//!
//! The two share an engine's idea (RE2), but not all of the language: in Go `{` may mean itself, `\d`, `\w`,
//! `\s` and `\b` know ASCII only, `\Q…\E` quotes, a count is at most 1000, and a repetition is not repeated.
//! So the text is read by Go's grammar (regexp/syntax of Go 1.25, with Perl's flags), and each piece is written
//! out so that it means the same whatever stands around it.

mod class;

use class::Classes;
use regex::Regex;
use std::fmt::Write as _;

/// The greatest count of a repetition, and of repetitions within each other.
const MAX_REPEAT: u32 = 1000;

/// How deep groups may lie in each other.
const MAX_DEPTH: usize = 250;

/// Compiles an expression of Go.
///
/// # Errors
///
/// What is wrong with the expression, in a few words.
pub fn regexp(text: &str) -> Result<Regex, String> {
    let mut parser = Parser { rest: text, depth: 0 };
    let (pattern, _) = parser.alternatives(&mut Flags::default())?;
    if parser.rest.starts_with(')') {
        return Err("a `)` has no `(` before it".to_owned());
    }
    Regex::new(&pattern).map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "the expression is too large".to_owned(),
        other => {
            other.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
        }
    })
}

/// What `(?flags)` sets.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Clone, Copy, Default)]
struct Flags {
    fold: bool,
    lines: bool,
    all: bool,
    lazy: bool,
}

struct Parser<'t> {
    rest: &'t str,
    depth: usize,
}

/// A piece that may be repeated, and how often it repeats what is in it already.
type Piece = (String, u32);

impl<'t> Parser<'t> {
    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next()?;
        self.rest = chars.as_str();
        Some(next)
    }

    fn take(&mut self, prefix: &str) -> bool {
        self.rest.strip_prefix(prefix).is_some_and(|rest| {
            self.rest = rest;
            true
        })
    }

    /// Everything up to the end of a group. Flags set in it last until there.
    fn alternatives(&mut self, flags: &mut Flags) -> Result<Piece, String> {
        let mut out = String::new();
        let mut count = 1;
        loop {
            if self.take("|") {
                out.push('|');
                continue;
            }
            if self.rest.is_empty() || self.rest.starts_with(')') {
                return Ok((out, count));
            }
            let Some((piece, inner)) = self.piece(flags)? else { continue };
            let (piece, inner) = self.repeated(piece, inner, *flags)?;
            out.push_str(&piece);
            count = count.max(inner);
        }
    }

    /// One piece; none for flags, and for a quotation of nothing.
    fn piece(&mut self, flags: &mut Flags) -> Result<Option<Piece>, String> {
        if let Some(rest) = self.rest.strip_prefix("\\Q") {
            return self.quotation(rest, *flags);
        }
        let Some(first) = self.next() else { return Ok(None) };
        let piece = match first {
            '(' => return self.group(flags),
            '*' | '+' | '?' => return Err(format!("`{first}` has nothing to repeat")),
            '[' => self.class(*flags)?,
            '^' => if flags.lines { "(?m:^)" } else { "\\A" }.to_owned(),
            '$' => if flags.lines { "(?m:$)" } else { "\\z" }.to_owned(),
            '.' => if flags.all { "(?s:.)" } else { "(?-s:.)" }.to_owned(),
            '\\' => self.escaped(*flags)?,
            '{' => match self.count()? {
                Some(_) => return Err("`{` has nothing to repeat".to_owned()),
                None => literal('{', *flags),
            },
            other => literal(other, *flags),
        };
        Ok(Some((piece, 1)))
    }

    /// `\Q…\E`, of which a repetition takes the last character.
    fn quotation(&mut self, rest: &'t str, flags: Flags) -> Result<Option<Piece>, String> {
        let (text, rest) = rest.split_once("\\E").unwrap_or((rest, ""));
        self.rest = rest;
        let mut chars: Vec<char> = text.chars().collect();
        let Some(last) = chars.pop() else { return Ok(None) };
        let mut out: String = chars.into_iter().map(|it| literal(it, flags)).collect();
        let (last, count) = self.repeated(literal(last, flags), 1, flags)?;
        out.push_str(&last);
        // It is not repeated again, as a group would be.
        Ok(Some((out, count)))
    }

    fn group(&mut self, flags: &mut Flags) -> Result<Option<Piece>, String> {
        let mut inner = *flags;
        if self.take("?") {
            if self.take("P<") || self.rest.strip_prefix('<').is_some_and(|it| !it.starts_with(['=', '!'])) {
                self.take("<");
                let (name, rest) = self.rest.split_once('>').ok_or("the name of a group has no end")?;
                let fits = |it: char| it == '_' || it.is_ascii_alphanumeric();
                if name.is_empty() || !name.chars().all(fits) {
                    return Err(format!("a group cannot be called `{name}`"));
                }
                self.rest = rest;
            } else if self.flags(&mut inner)? {
                *flags = inner;
                return Ok(None);
            }
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("groups lie too deep in each other".to_owned());
        }
        let (text, count) = self.alternatives(&mut inner)?;
        self.depth -= 1;
        if !self.take(")") {
            return Err("a `(` has no `)`".to_owned());
        }
        Ok(Some((format!("(?:{text})"), count)))
    }

    /// Flags behind `(?`; true if they stand for themselves, false if a group follows.
    fn flags(&mut self, flags: &mut Flags) -> Result<bool, String> {
        let (mut on, mut seen) = (true, false);
        loop {
            let flag = match self.next() {
                Some('i') => &mut flags.fold,
                Some('m') => &mut flags.lines,
                Some('s') => &mut flags.all,
                Some('U') => &mut flags.lazy,
                Some('-') if on => {
                    (on, seen) = (false, false);
                    continue;
                }
                Some(end @ (':' | ')')) if on || seen => return Ok(end == ')'),
                _ => return Err("`(?` is followed by what Go does not know".to_owned()),
            };
            (*flag, seen) = (on, true);
        }
    }

    /// A piece with the repetition behind it, if there is one.
    fn repeated(&mut self, piece: String, inner: u32, flags: Flags) -> Result<Piece, String> {
        let (mark, times) = match self.rest.chars().next() {
            Some(mark @ ('*' | '+' | '?')) => {
                self.next();
                (mark.to_string(), None)
            }
            Some('{') => {
                let before = self.rest;
                self.next();
                match self.count()? {
                    Some((least, most)) => {
                        let mark = match most {
                            Some(most) => format!("{{{least},{most}}}"),
                            None => format!("{{{least},}}"),
                        };
                        (mark, Some((least, most)))
                    }
                    None => {
                        self.rest = before;
                        return Ok((piece, inner));
                    }
                }
            }
            _ => return Ok((piece, inner)),
        };
        let lazy = self.take("?");
        let again = self.rest.starts_with(['*', '+', '?']);
        if again || (self.rest.starts_with('{') && self.is_count()) {
            return Err("a repetition is repeated".to_owned());
        }
        let inner = match times {
            None => inner,
            Some((_, Some(0))) => 1,
            Some((least, most)) => inner.saturating_mul(most.unwrap_or(least).max(1)),
        };
        if inner > MAX_REPEAT {
            return Err(format!("more than {MAX_REPEAT} repetitions"));
        }
        let lazy = if lazy == flags.lazy { "" } else { "?" };
        Ok((format!("(?:{piece}){mark}{lazy}"), inner))
    }

    fn is_count(&self) -> bool {
        let mut ahead = Parser { rest: self.rest, depth: 0 };
        ahead.next();
        !matches!(ahead.count(), Ok(None))
    }

    /// The counts behind a `{`; none, and nothing taken, if it is no repetition.
    fn count(&mut self) -> Result<Option<(u32, Option<u32>)>, String> {
        let Some((inside, rest)) = self.rest.split_once('}') else { return Ok(None) };
        let number = |text: &str| {
            let plain = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
            let plain = plain && (text.len() == 1 || !text.starts_with('0'));
            plain.then(|| text.parse().unwrap_or(u32::MAX))
        };
        let (least, most) = match inside.split_once(',') {
            None => (number(inside), number(inside).map(Some)),
            Some((least, "")) => (number(least), Some(None)),
            Some((least, most)) => (number(least), number(most).map(Some)),
        };
        let (Some(least), Some(most)) = (least, most) else { return Ok(None) };
        if least > MAX_REPEAT || most.is_some_and(|most| most > MAX_REPEAT || least > most) {
            return Err(format!("`{{{inside}}}` is no count of repetitions"));
        }
        self.rest = rest;
        Ok(Some((least, most)))
    }

    /// What follows a backslash, outside of brackets.
    fn escaped(&mut self, flags: Flags) -> Result<String, String> {
        for (letter, meaning) in [("A", "\\A"), ("b", "(?-u:\\b)"), ("B", "(?-u:\\B)"), ("z", "\\z")] {
            if self.take(letter) {
                return Ok(meaning.to_owned());
            }
        }
        match self.class_escape()? {
            Some(class) => Ok(folded(&format!("[{class}]"), flags)),
            None => Ok(literal(self.character()?, flags)),
        }
    }
}

/// A character that means itself.
fn literal(it: char, flags: Flags) -> String {
    let mut out = String::new();
    let _ = write!(out, "\\x{{{:X}}}", u32::from(it));
    folded(&out, flags)
}

fn folded(pattern: &str, flags: Flags) -> String {
    if flags.fold { format!("(?i:{pattern})") } else { pattern.to_owned() }
}

#[cfg(test)]
mod tests;
