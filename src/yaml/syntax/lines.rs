//! The lines around a place.

/// A text, seen by lines.
#[derive(Clone, Copy)]
pub(super) struct Lines<'a> {
    pub(super) text: &'a str,
}

impl<'a> Lines<'a> {
    /// Start of the line that holds a place.
    pub(super) fn start(self, at: usize) -> usize {
        self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |found| found + 1)
    }

    /// End of the line that holds a place, before its line break.
    pub(super) fn end(self, at: usize) -> usize {
        self.text.get(at..).and_then(|rest| rest.find('\n')).map_or(self.text.len(), |found| at + found)
    }

    /// The line that holds a place.
    pub(super) fn line(self, at: usize) -> &'a str {
        self.text.get(self.start(at)..self.end(at)).unwrap_or_default()
    }

    /// The blanks at the front of the line that holds a place.
    pub(super) fn indent(self, at: usize) -> usize {
        let line = self.line(at);
        line.len() - line.trim_start_matches(' ').len()
    }

    /// Start of the nearest line above the one that starts at `start` that is not blank and no comment.
    pub(super) fn above(self, start: usize) -> Option<usize> {
        let mut start = start;
        while let Some(end) = start.checked_sub(1) {
            start = self.start(end);
            let line = self.line(start).trim();
            if !line.is_empty() && !line.starts_with('#') {
                return Some(start);
            }
        }
        None
    }

    /// The indentations at which a line below `start` could go on with a collection above it: those of the
    /// enclosing lines, and behind their dashes. From left to right.
    pub(super) fn indentations(self, start: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut at = start;
        let mut least = usize::MAX;
        while let Some(above) = self.above(at)
            && least > 0
        {
            at = above;
            let indent = self.indent(above);
            if indent < least {
                let line = self.line(above).trim_start();
                let mut rest = line;
                while let Some(behind) = rest.strip_prefix("- ") {
                    rest = behind.trim_start();
                    found.push(indent + line.len() - rest.len());
                }
                found.push(indent);
                least = indent;
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The last bracket before a place that is not closed there, quotes and comments left out.
pub(super) fn open_bracket(text: &str, at: usize) -> Option<(usize, char)> {
    let mut open = Vec::new();
    let mut quote = None;
    let mut comment = false;
    let mut before = ' ';
    for (offset, letter) in text.get(..at)?.char_indices() {
        match (quote, letter) {
            _ if comment => comment = letter != '\n',
            (Some(sign), _) => {
                if letter == sign && before != '\\' {
                    quote = None;
                }
            }
            (None, '"' | '\'') if matches!(before, ' ' | '[' | '{' | ',' | '\n' | ':') => {
                quote = Some(letter);
            }
            (None, '#') if before.is_whitespace() => comment = true,
            (None, '[' | '{') => open.push((offset, letter)),
            (None, ']' | '}') => {
                open.pop();
            }
            (None, _) => {}
        }
        before = letter;
    }
    open.pop()
}
