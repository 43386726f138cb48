//! Plain and quoted scalars.

use super::{Read, Reader};
use crate::yaml::node::Data;
use crate::yaml::node::Node;
use crate::yaml::node::Str;
use crate::yaml::resolve;

/// True for signs that a plain scalar cannot start with.
fn is_indicator(byte: u8) -> bool {
    matches!(
        byte,
        b',' | b'['
            | b']'
            | b'{'
            | b'}'
            | b'#'
            | b'&'
            | b'*'
            | b'!'
            | b'|'
            | b'>'
            | b'\''
            | b'"'
            | b'%'
            | b'@'
            | b'`'
    )
}

impl Reader<'_> {
    /// A plain scalar in a collection at `parent`, with the lines in which it goes on.
    pub(super) fn plain(&mut self, parent: i32, start: usize) -> Option<Read> {
        let first = self.byte(start);
        if is_indicator(first)
            || matches!(first, b'-' | b'?' | b':') && matches!(self.byte(start + 1), b' ' | b'\n')
        {
            return None;
        }
        let (mut end, comment) = self.plain_end(start)?;
        self.advance(self.line.end + 1);
        if self.line.indent <= parent {
            let data = resolve::plain(self.text.get(start..end)?, self.rules).ok()?;
            return Some((Node::new(data, self.origin(start, end)), end));
        }
        let mut commented = comment;
        self.buffer.clear();
        self.buffer.push_str(self.text.get(start..end)?);
        while self.line.indent > parent {
            if commented || self.line.comments {
                return None;
            }
            match self.line.blanks {
                0 => self.buffer.push(' '),
                blanks => self.buffer.extend(std::iter::repeat_n('\n', blanks)),
            }
            let line_start = self.line.start;
            (end, commented) = self.plain_end(line_start)?;
            self.buffer.push_str(self.text.get(line_start..end)?);
            self.advance(self.line.end + 1);
        }
        let data = resolve::plain(&self.buffer, self.rules).ok()?;
        Some((Node::new(data, self.origin(start, end)), end))
    }

    /// The byte behind the plain text of a line, and whether a comment follows it.
    fn plain_end(&self, start: usize) -> Option<(usize, bool)> {
        let mut before = b'\n';
        for (at, byte) in (start..).zip(self.bytes.get(start..self.line.end)?) {
            match byte {
                b':' if matches!(self.byte(at + 1), b' ' | b'\n') => return None,
                b'#' if before == b' ' => return Some((self.trim_spaces(start, at)?, true)),
                b'\t' => return None,
                _ => before = *byte,
            }
        }
        Some((self.trim_spaces(start, self.line.end)?, false))
    }

    fn trim_spaces(&self, start: usize, end: usize) -> Option<usize> {
        Some(start + self.text.get(start..end)?.trim_end_matches(' ').len())
    }

    /// A scalar in quotes that ends in this line.
    pub(super) fn quoted(&mut self, start: usize) -> Option<Read> {
        let inside = start + 1;
        let rest = self.bytes.get(inside..self.line.end)?;
        let (text, end) = if self.byte(start) == b'\'' {
            let length = memchr::memchr(b'\'', rest)?;
            let end = inside + length + 1;
            if self.byte(end) == b'\'' {
                self.single(inside)?
            } else {
                (Str::new(self.text.get(inside..end - 1)?), end)
            }
        } else {
            let length = memchr::memchr2(b'"', b'\\', rest)?;
            let end = inside + length + 1;
            if self.byte(end - 1) == b'\\' {
                self.double(inside)?
            } else {
                (Str::new(self.text.get(inside..end - 1)?), end)
            }
        };
        Some((Node::new(Data::Text(text), self.origin(start, end)), end))
    }

    /// Text in single quotes with a doubled quote in it.
    fn single(&mut self, inside: usize) -> Option<(Str, usize)> {
        self.buffer.clear();
        let mut at = inside;
        loop {
            let length = memchr::memchr(b'\'', self.bytes.get(at..self.line.end)?)?;
            self.buffer.push_str(self.text.get(at..at + length)?);
            at += length + 1;
            if self.byte(at) != b'\'' {
                return Some((Str::new(&self.buffer), at));
            }
            self.buffer.push('\'');
            at += 1;
        }
    }

    /// Text in double quotes with escapes in it.
    fn double(&mut self, inside: usize) -> Option<(Str, usize)> {
        self.buffer.clear();
        let mut at = inside;
        loop {
            let length = memchr::memchr2(b'"', b'\\', self.bytes.get(at..self.line.end)?)?;
            self.buffer.push_str(self.text.get(at..at + length)?);
            at += length + 1;
            if self.byte(at - 1) == b'"' {
                return Some((Str::new(&self.buffer), at));
            }
            let (letter, width) = self.escape(at)?;
            self.buffer.push(letter);
            at += width;
        }
    }

    /// The letter that the escape behind a `\\` means, and the width of the escape.
    fn escape(&self, at: usize) -> Option<(char, usize)> {
        Some(match self.byte(at) {
            b'n' => ('\n', 1),
            b't' => ('\t', 1),
            b'r' => ('\r', 1),
            sign @ (b'"' | b'\\' | b'/' | b' ') => (char::from(sign), 1),
            b'x' => (self.code(at + 1, 2)?, 3),
            b'u' => (self.code(at + 1, 4)?, 5),
            _ => return None,
        })
    }

    /// A scalar in quotes that goes on in the next lines. The line is then the one in which it ends.
    pub(super) fn quoted_lines(&mut self, parent: i32, start: usize) -> Option<Read> {
        let quote = self.byte(start);
        let escape = if quote == b'"' { b'\\' } else { quote };
        self.buffer.clear();
        let mut at = start + 1;
        // Blanks before a line break are dropped, unless an escape made them.
        let mut kept = 0;
        loop {
            let length = memchr::memchr3(quote, escape, b'\n', self.bytes.get(at..)?)?;
            self.buffer.push_str(self.text.get(at..at + length)?);
            at += length + 1;
            match self.byte(at - 1) {
                b'\n' => {
                    let seen = self.buffer.trim_end_matches([' ', '\t']).len();
                    self.buffer.truncate(seen.max(kept));
                    let (next, breaks) = self.next_line(parent, at)?;
                    match breaks {
                        1 => self.buffer.push(' '),
                        _ => self.buffer.extend(std::iter::repeat_n('\n', breaks - 1)),
                    }
                    at = next;
                }
                b'\'' if quote == b'\'' && self.byte(at) == b'\'' => {
                    self.buffer.push('\'');
                    at += 1;
                }
                b'\\' if self.byte(at) == b'\n' => {
                    let (next, breaks) = self.next_line(parent, at + 1)?;
                    if breaks > 1 {
                        return None;
                    }
                    at = next;
                }
                b'\\' => {
                    let (letter, width) = self.escape(at)?;
                    self.buffer.push(letter);
                    at += width;
                }
                _ => break,
            }
            kept = self.buffer.len();
        }
        self.line.end = self.line_end(at);
        Some((Node::new(Data::Text(Str::new(&self.buffer)), self.origin(start, at)), at))
    }

    /// The text of the next line that has some, and how many line breaks lead there; from a line's start.
    fn next_line(&self, parent: i32, from: usize) -> Option<(usize, usize)> {
        let (mut line, mut breaks) = (from, 1);
        loop {
            let content = self.skip_spaces(line);
            match self.bytes.get(content)? {
                b'\n' => {
                    breaks += 1;
                    line = content + 1;
                }
                b'\t' => return None,
                _ => return (i32::try_from(content - line).ok()? > parent).then_some((content, breaks)),
            }
        }
    }

    /// A letter by its hexadecimal code; surrogates are none.
    fn code(&self, at: usize, width: usize) -> Option<char> {
        let digits = self.text.get(at..at + width)?;
        let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        hexadecimal.then(|| u32::from_str_radix(digits, 16).ok()).flatten().and_then(char::from_u32)
    }
}
