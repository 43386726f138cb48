//! Writes texts, and keeps the column for the folding.

use std::borrow::Cow;
use std::fmt::Write;

use super::style::{Form, Style, is_break, is_printable};

/// A blank behind this column becomes a line break.
const WIDTH: usize = 80;

const SPACES: &str = "                                                                                ";

/// The output, and where in its line it stands.
pub(super) struct Writer<'a> {
    out: &'a mut String,
    /// Column in characters; only counted while a text is written.
    column: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(out: &'a mut String) -> Self {
        Self { out, column: 0 }
    }

    /// Writes text without a line break.
    pub(super) fn put(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.len();
    }

    fn letter(&mut self, letter: char) {
        self.out.push(letter);
        self.column += 1;
    }

    /// Ends the line, unless a block has ended it.
    pub(super) fn end_line(&mut self) {
        if self.column > 0 {
            self.break_line();
        }
    }

    fn break_line(&mut self) {
        self.out.push('\n');
        self.column = 0;
    }

    /// Indents a fresh line.
    pub(super) fn indent(&mut self, columns: usize) {
        let missing = columns.saturating_sub(self.column);
        match SPACES.get(..missing) {
            Some(spaces) => self.out.push_str(spaces),
            None => self.out.extend(std::iter::repeat_n(' ', missing)),
        }
        self.column = columns;
    }

    /// Writes a text; its further lines stand at `indent`. `simple`: it is a key before its `:`.
    pub(super) fn text(&mut self, text: &str, style: Style, indent: usize, simple: bool) {
        match style.form {
            Form::Literal if simple => self.double(text, indent, simple),
            // No blank stands behind the width, so nothing is folded. (Bytes are at least as many as letters.)
            Form::Plain if simple || self.column + text.len() <= WIDTH => self.put(text),
            Form::Plain => self.plain(text, indent, simple),
            Form::Single => self.single(text, indent, simple),
            Form::Double => self.double(text, indent, simple),
            Form::Literal => self.literal(text, indent),
        }
    }

    fn plain(&mut self, text: &str, indent: usize, simple: bool) {
        let mut spaces = false;
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            if letter == ' ' {
                if !simple && !spaces && self.column > WIDTH && letters.peek() != Some(&' ') {
                    self.break_line();
                    self.indent(indent);
                } else {
                    self.letter(letter);
                }
                spaces = true;
            } else {
                self.letter(letter);
                spaces = false;
            }
        }
    }

    fn single(&mut self, text: &str, indent: usize, simple: bool) {
        self.letter('\'');
        let (mut spaces, mut breaks) = (false, false);
        let mut letters = text.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            if letter == ' ' {
                let next = letters.peek().map(|(_, next)| *next);
                if !simple && !spaces && self.column > WIDTH && at > 0 && next.is_some_and(|next| next != ' ')
                {
                    self.break_line();
                    self.indent(indent);
                } else {
                    self.letter(letter);
                }
                spaces = true;
            } else if is_break(letter) {
                if !breaks && letter == '\n' {
                    self.break_line();
                }
                self.out.push(letter);
                self.column = 0;
                breaks = true;
            } else {
                if breaks {
                    self.indent(indent);
                }
                if letter == '\'' {
                    self.letter('\'');
                }
                self.letter(letter);
                (spaces, breaks) = (false, false);
            }
        }
        self.letter('\'');
    }

    fn double(&mut self, text: &str, indent: usize, simple: bool) {
        let plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
        if self.column + text.len() < WIDTH && text.bytes().all(plain) {
            self.put("\"");
            self.put(text);
            self.put("\"");
            return;
        }
        self.letter('"');
        let mut spaces = false;
        // go-yaml looks for a byte order mark at the front of the text whatever letter it is at, so a text
        // that starts with one has every letter escaped.
        let escape_all = text.starts_with('\u{feff}');
        let mut letters = text.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            if letter == ' ' && !escape_all {
                let next = letters.peek().map(|(_, next)| *next);
                if !simple && !spaces && self.column > WIDTH && at > 0 && next.is_some() {
                    self.break_line();
                    self.indent(indent);
                    if next == Some(' ') {
                        self.letter('\\');
                    }
                } else {
                    self.letter(letter);
                }
                spaces = true;
            } else {
                if escape_all || !is_printable(letter) || is_break(letter) || matches!(letter, '"' | '\\') {
                    self.escape(letter);
                } else {
                    self.letter(letter);
                }
                spaces = false;
            }
        }
        self.letter('"');
    }

    fn escape(&mut self, letter: char) {
        let before = self.out.len();
        let short = match letter {
            '\0' => '0',
            '\u{7}' => 'a',
            '\u{8}' => 'b',
            '\t' => 't',
            '\n' => 'n',
            '\u{b}' => 'v',
            '\u{c}' => 'f',
            '\r' => 'r',
            '\u{1b}' => 'e',
            '"' => '"',
            '\\' => '\\',
            '\u{85}' => 'N',
            '\u{a0}' => '_',
            '\u{2028}' => 'L',
            '\u{2029}' => 'P',
            _ => '\0',
        };
        let code = u32::from(letter);
        let _ = match (short, code) {
            ('\0', 0..=0xff) => write!(self.out, "\\x{code:02X}"),
            ('\0', 0..=0xffff) => write!(self.out, "\\u{code:04X}"),
            ('\0', _) => write!(self.out, "\\U{code:08X}"),
            _ => write!(self.out, "\\{short}"),
        };
        self.column += self.out.len() - before;
    }

    fn literal(&mut self, text: &str, indent: usize) {
        self.out.push('|');
        if text.starts_with(|first| first == ' ' || is_break(first)) {
            self.out.push('2');
        }
        let mut ends = text.chars().rev();
        match (ends.next().is_some_and(is_break), ends.next().is_none_or(is_break)) {
            (false, _) => self.out.push('-'),
            (true, true) => self.out.push('+'),
            (true, false) => {}
        }
        self.break_line();
        if !text.contains(['\u{2028}', '\u{2029}']) {
            return self.lines(text, indent);
        }
        let mut breaks = true;
        for letter in text.chars() {
            if is_break(letter) {
                self.out.push(letter);
                self.column = 0;
                breaks = true;
            } else {
                if breaks {
                    self.indent(indent);
                }
                self.letter(letter);
                breaks = false;
            }
        }
    }
}

impl Writer<'_> {
    /// The lines of a block whose only line breaks are `\n`.
    fn lines(&mut self, text: &str, indent: usize) {
        let mut rest = text;
        while !rest.is_empty() {
            let (line, next) = rest.split_once('\n').map_or((rest, None), |(line, next)| (line, Some(next)));
            if !line.is_empty() {
                self.indent(indent);
                self.put(line);
            }
            let Some(next) = next else { return };
            self.break_line();
            rest = next;
        }
    }
}

/// The text that go-yaml reads from the JSON in between: Go's JSON leaves U+0085 as it is, and go-yaml
/// folds it as a line break, with the blanks around it.
pub(super) fn through_json(text: &str) -> Cow<'_, str> {
    if !text.contains('\u{85}') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut breaks = 0;
    let mut parts = text.split('\u{85}').peekable();
    let mut first = true;
    while let Some(part) = parts.next() {
        let mut part = part;
        if !first {
            part = part.trim_start_matches(' ');
        }
        if parts.peek().is_some() {
            part = part.trim_end_matches(' ');
        }
        if !first {
            breaks += 1;
            if !part.is_empty() || parts.peek().is_none() {
                if breaks == 1 {
                    out.push(' ');
                }
                out.extend(std::iter::repeat_n('\n', breaks - 1));
                breaks = 0;
            }
        }
        first = false;
        out.push_str(part);
    }
    Cow::Owned(out)
}
