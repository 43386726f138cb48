//! Block scalars: `|` and `>`.

use super::{Read, Reader};
use crate::yaml::fold;
use crate::yaml::node::Data;
use crate::yaml::node::Node;
use crate::yaml::node::Str;
use crate::yaml::resolve::Rules;

impl Reader<'_> {
    /// A block scalar in a collection at `parent`, from its `|` or `>` on.
    pub(super) fn block_scalar(&mut self, parent: i32, start: usize) -> Option<Read> {
        let folded = self.byte(start) == b'>';
        let (chomp, digit, after) = self.header(start + 1);
        let rest = self.skip_spaces(after);
        if !self.is_rest(after, rest) {
            return None;
        }
        let (first, blanks, indent) = match digit {
            0 => self.first_line(parent)?,
            digit => (self.line.end + 1, 0, usize::try_from(parent).ok()? + digit),
        };
        let (next, end, breaks, unfinished) = self.lines(first, blanks, indent, folded)?;
        match chomp {
            b'-' => {}
            b'+' => self.buffer.extend(std::iter::repeat_n('\n', breaks)),
            // The last line of a file may lack its line break, and then the text lacks it too.
            _ if unfinished => {}
            _ => self.buffer.push('\n'),
        }
        self.advance(next);
        if self.line.indent > parent {
            return None;
        }
        // The parser tells of it.
        if self.rules == Rules::Resource
            && fold::grows(&self.buffer, self.text.get(end..).unwrap_or_default())
        {
            return None;
        }
        let text = if folded && self.rules == Rules::Resource {
            fold::again(&self.buffer)
        } else {
            Str::new(&self.buffer)
        };
        Some((Node::new(Data::Text(text), self.origin(start, end)), end))
    }

    /// The sign that tells what becomes of the last line breaks, the indentation relative to the collection
    /// (0 if it is to be found out), and the byte behind both.
    fn header(&self, at: usize) -> (u8, usize, usize) {
        let (first, second) = (self.byte(at), self.byte(at + 1));
        let digit = |byte: u8| usize::from(byte - b'0');
        match (first, second) {
            (b'-' | b'+', b'1'..=b'9') => (first, digit(second), at + 2),
            (b'1'..=b'9', b'-' | b'+') => (second, digit(first), at + 2),
            (b'-' | b'+', _) => (first, 0, at + 1),
            (b'1'..=b'9', _) => (b'\n', digit(first), at + 1),
            _ => (b'\n', 0, at),
        }
    }

    /// Start of the first line with text, the number of blank lines before it, and its indentation.
    fn first_line(&self, parent: i32) -> Option<(usize, usize, usize)> {
        let mut line = self.line.end + 1;
        let (mut blanks, mut widest) = (0, 0);
        loop {
            if line >= self.bytes.len() {
                return None;
            }
            let content = self.skip_spaces(line);
            let indent = content - line;
            match self.byte(content) {
                b'\n' => {
                    blanks += 1;
                    widest = widest.max(indent);
                    line = content + 1;
                }
                b'\t' => return None,
                _ if i32::try_from(indent).ok()? <= parent || widest > indent => return None,
                _ => return Some((line, blanks, indent)),
            }
        }
    }

    /// Puts the lines together in the buffer. Gives the start of the line behind them, the end of the last
    /// text, how many line breaks end the scalar, and whether the text ends without one.
    fn lines(
        &mut self,
        first: usize,
        blanks: usize,
        indent: usize,
        folded: bool,
    ) -> Option<(usize, usize, usize, bool)> {
        self.buffer.clear();
        let mut breaks = blanks;
        let (mut line, mut end) = (first, first);
        // Whether the line before has text that may be folded.
        let mut before: Option<bool> = None;
        let mut unfinished = false;
        while line < self.bytes.len() {
            let line_end = self.line_end(line);
            let own = self.bytes.get(line..line_end)?;
            let spaces = own.iter().take(indent).take_while(|byte| **byte == b' ').count();
            if spaces < indent {
                match own.get(spaces) {
                    // Blanks at the very end of the text make no line.
                    None => {
                        breaks += usize::from(line_end < self.bytes.len());
                        line = line_end + 1;
                        continue;
                    }
                    Some(b'\t') => return None,
                    Some(_) => break,
                }
            }
            let text = self.text.get(line + indent..line_end)?;
            if text.is_empty() {
                breaks += usize::from(line_end < self.bytes.len());
                line = line_end + 1;
                continue;
            }
            let folds = folded && !text.starts_with([' ', '\t']);
            match before {
                Some(true) if folds && breaks == 1 => {
                    self.buffer.push(' ');
                    breaks = 0;
                }
                // Of several line breaks the first is folded away.
                Some(true) if folds => breaks -= 1,
                _ => {}
            }
            self.buffer.extend(std::iter::repeat_n('\n', breaks));
            self.buffer.push_str(text);
            let seen = text.trim_end_matches([' ', '\t']);
            if !seen.is_empty() {
                end = line + indent + seen.len();
            }
            before = Some(folds);
            unfinished = line_end >= self.bytes.len();
            breaks = usize::from(!unfinished);
            line = line_end + 1;
        }
        // A scalar without text, or of blanks only, is for the parser to judge.
        (end > first).then_some((line, end, breaks, unfinished))
    }
}
