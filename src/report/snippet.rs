//! A file as miette reads it. The stock source walks the whole text for each label; this one asks the
//! line index, which is a thousand times faster on a large file.

use crate::source::File;
use miette::MietteError;
use miette::MietteSpanContents;
use miette::SourceCode;
use miette::SourceSpan;
use miette::SpanContents;
use std::sync::Arc;

/// Lines longer than this are not shown: a minified document would fill the terminal.
const LONGEST_LINE: usize = 400;

/// A file as miette reads it.
#[derive(Debug)]
pub(super) struct Snippet {
    /// The path in the heading.
    pub(super) path: String,
    /// The file.
    pub(super) file: Arc<File>,
}

impl Snippet {
    /// True if the lines of a range, and those beside them, are short enough to be shown.
    pub(super) fn fits(&self, start: u32, end: u32) -> bool {
        let first = self.file.position(start).line.saturating_sub(1).max(1);
        let last = self.file.position(end).line + 1;
        (first..=last).filter_map(|line| self.file.line(line)).all(|line| line.len() <= LONGEST_LINE)
    }
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let offset = |at: usize| u32::try_from(at).map_err(|_| MietteError::OutOfBounds);
        let start = offset(span.offset())?;
        let end = offset(span.offset() + span.len().saturating_sub(1))?;
        let first = self.file.position(start).line.saturating_sub(context_lines_before).max(1);
        let last = self.file.position(end).line + context_lines_after;
        // Without lines before it, the text starts at the span itself: miette asks so for the heading's column.
        let (from, column) = if context_lines_before == 0 {
            (span.offset(), self.file.position(start).column - 1)
        } else {
            (self.file.line_start(first).ok_or(MietteError::OutOfBounds)? as usize, 0)
        };
        let to = self.file.line_start(last + 1).map_or(self.file.text.len(), |next| next as usize);
        let data = self.file.text.get(from..to).ok_or(MietteError::OutOfBounds)?;
        let count = data.lines().count();
        let shown = SourceSpan::new(from.into(), to - from);
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            data.as_bytes(),
            shown,
            first - 1,
            column,
            count,
        )))
    }
}
