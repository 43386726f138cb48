//! Words of commands and of shell scripts.

use super::environment::{Source, Variable, fill};
use crate::source::Origin;

/// Stands for the end of a command of a script.
pub(super) const END: &str = ";";

/// A word of a command and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) at: Origin,
    /// The variables whose values are in it.
    pub(super) sources: Vec<Source>,
    /// True if the shell may make several words of it, and nobody can tell which.
    pub(super) open: bool,
}

impl Word {
    /// A word of `command` or `args`, with its variables filled in.
    pub(super) fn listed(text: &str, at: Origin, value: impl Fn(&str) -> Variable) -> Self {
        let filled = fill(text, value);
        Self { text: filled.text, at, sources: filled.sources, open: false }
    }
}

/// The words of a script: split at blanks and at the ends of commands, quotes taken off, lines continued,
/// variables filled in. `value` says what a variable is.
pub(super) fn split(script: &str, at: Origin, value: &impl Fn(&str) -> Variable) -> Vec<Word> {
    let mut shell = Shell::new(at, script, value);
    shell.run();
    shell.words
}

struct Shell<'s, V> {
    script: &'s str,
    at: Origin,
    value: &'s V,
    words: Vec<Word>,
    /// The word that is being read.
    text: String,
    sources: Vec<Source>,
    /// True if the word exists though it may be empty.
    quoted: bool,
    open: bool,
}

impl<'s, V: Fn(&str) -> Variable> Shell<'s, V> {
    fn new(at: Origin, script: &'s str, value: &'s V) -> Self {
        Self {
            script,
            at,
            value,
            words: Vec::new(),
            text: String::new(),
            sources: Vec::new(),
            quoted: false,
            open: false,
        }
    }

    fn run(&mut self) {
        let mut rest = self.script;
        let mut quote: Option<char> = None;
        while let Some(letter) = rest.chars().next() {
            let after = rest.get(letter.len_utf8()..).unwrap_or_default();
            rest = after;
            match (quote, letter) {
                (Some(mark), _) if letter == mark => quote = None,
                (_, '$') => rest = self.dollar(after, quote),
                (Some('\''), _) => self.text.push(letter),
                (_, '`') => rest = self.command(after, '`', "`", quote),
                (Some(_), '\\') => {
                    let next =
                        after.chars().next().filter(|next| matches!(next, '"' | '\\' | '$' | '`' | '\n'));
                    rest = self.escaped(letter, next, after);
                }
                (None, '\'' | '"') => (quote, self.quoted) = (Some(letter), true),
                (None, '\\') => {
                    let next = after.chars().next();
                    if next == Some('\n') {
                        self.end();
                    }
                    rest = self.escaped(letter, next, after);
                }
                (None, '#') if self.text.is_empty() && !self.quoted => {
                    rest = after.find('\n').and_then(|end| after.get(end..)).unwrap_or_default();
                }
                (None, ';' | '&' | '|' | '\n') => self.stop(),
                (None, _) if letter.is_whitespace() => self.end(),
                _ => self.text.push(letter),
            }
        }
        self.end();
    }

    /// Takes the letter behind a backslash as it is; a continued line is none.
    fn escaped<'t>(&mut self, backslash: char, next: Option<char>, after: &'t str) -> &'t str {
        match next {
            Some('\n') => {}
            Some(next) => self.text.push(next),
            None => self.text.push(backslash),
        }
        next.and_then(|next| after.get(next.len_utf8()..)).unwrap_or(after)
    }

    /// Reads what stands behind a `$`.
    fn dollar<'t>(&mut self, after: &'t str, quote: Option<char>) -> &'t str {
        let named = |text: &str| {
            let end = text.find(|it: char| !it.is_ascii_alphanumeric() && it != '_').unwrap_or(text.len());
            text.split_at_checked(end).map(|(name, tail)| (name.to_owned(), tail.len()))
        };
        let tail_of = |length: usize| after.get(after.len() - length..).unwrap_or_default();
        if let Some(inner) = after.strip_prefix('(') {
            // Kubernetes fills in its variables before the shell reads the script, quotes or not.
            if let Some((name, tail)) = inner.split_once(')')
                && let Variable::Set(value, at) = (self.value)(name)
            {
                self.insert(name, &value, at, quote);
                return tail;
            }
            return if quote == Some('\'') {
                self.text.push('$');
                after
            } else {
                self.command(inner, ')', "$(", quote)
            };
        }
        if quote == Some('\'') {
            self.text.push('$');
            return after;
        }
        let (name, default, tail) = match after.strip_prefix('{') {
            Some(inner) => {
                let Some((inside, tail)) = inner.split_once('}') else {
                    self.text.push('$');
                    return after;
                };
                match inside.split_once(":-") {
                    Some((name, default)) => (name.to_owned(), Some(default), tail),
                    None => (inside.to_owned(), None, tail),
                }
            }
            None => match named(after) {
                Some((name, length)) => (name, None, tail_of(length)),
                None => (String::new(), None, after),
            },
        };
        let known = if self.assigns(&name) { Variable::Elsewhere } else { (self.value)(&name) };
        match (known, default) {
            (Variable::Set(value, _), Some(default)) if value.is_empty() => {
                self.insert_text(default, quote, &[]);
            }
            (Variable::Set(value, at), _) => self.insert(&name, &value, at, quote),
            (Variable::Unset, Some(default)) if !default.contains(['$', '`']) => {
                self.insert_text(default, quote, &[]);
            }
            _ => {
                self.text.push('$');
                self.text.push_str(after.get(..after.len() - tail.len()).unwrap_or_default());
                self.open |= quote.is_none();
                // `$@` and the like.
                if name.is_empty() && after.starts_with(['@', '*', '#', '?', '!', '-']) {
                    self.open = true;
                }
            }
        }
        tail
    }

    /// True if the script itself sets a variable: then nobody can tell what it is where it is used.
    fn assigns(&self, name: &str) -> bool {
        let before = |at: usize| self.script.get(..at).and_then(|it| it.chars().next_back());
        let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_';
        self.script.match_indices(name).any(|(at, _)| {
            let after = self.script.get(at + name.len()..).unwrap_or_default();
            let alone = before(at).is_none_or(|it| it.is_whitespace() || matches!(it, ';' | '&' | '|' | '('));
            alone && !after.starts_with(is_name) && before(at) != Some('$')
        }) || ["eval ", "source ", ". /", ". ./"].iter().any(|it| self.script.contains(it))
    }

    /// Adds the value of a variable to the word.
    fn insert(&mut self, name: &str, value: &str, at: Origin, quote: Option<char>) {
        self.insert_text(value, quote, &[Source { name: name.to_owned(), at }]);
    }

    /// Adds a text to the word. Outside of quotes its blanks part words.
    fn insert_text(&mut self, value: &str, quote: Option<char>, sources: &[Source]) {
        self.sources.extend_from_slice(sources);
        for letter in value.chars() {
            if quote.is_none() && letter.is_whitespace() {
                self.end();
                self.sources.extend_from_slice(sources);
            } else {
                self.text.push(letter);
            }
        }
    }

    /// Leaves a command whose output goes into the word as it is.
    fn command<'t>(&mut self, inner: &'t str, close: char, opening: &str, quote: Option<char>) -> &'t str {
        let mut depth = 1_usize;
        let end = inner.find(|letter: char| {
            if letter == close {
                depth -= 1;
            } else if letter == '(' {
                depth += usize::from(close == ')');
            }
            depth == 0
        });
        let end = end.map_or(inner.len(), |end| end + close.len_utf8());
        self.text.push_str(opening);
        self.text.push_str(inner.get(..end).unwrap_or_default());
        self.open |= quote.is_none();
        inner.get(end..).unwrap_or_default()
    }

    /// Ends the word.
    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        let sources = std::mem::take(&mut self.sources);
        if !text.is_empty() || self.quoted {
            self.words.push(Word { text, at: self.at, sources, open: self.open });
        }
        (self.quoted, self.open) = (false, false);
    }

    /// Ends the command.
    fn stop(&mut self) {
        self.end();
        self.words.push(Word { text: END.to_owned(), at: self.at, sources: Vec::new(), open: false });
    }
}
