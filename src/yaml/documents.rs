//! Where the documents of a file begin and end.

use std::ops::Range;

/// A line that should part two documents but says something else.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadSeparator {
    /// The line.
    pub(super) line: Range<usize>,
}

/// The byte ranges of the documents of a file of resources, as kustomize splits it: at every line break
/// that a line starting with `---` follows. The reader of a document sees the text of its range only.
///
/// A separator may be followed by blanks and a comment. kustomize refuses anything else there, even what
/// YAML allows (`--- {a: b}`, `--- !tag`), but only from the second line of the file on.
pub(super) fn split(text: &str) -> Result<Vec<Range<usize>>, BadSeparator> {
    let mut documents = Vec::new();
    let mut start = 0;
    let mut from = 0;
    let separator = memchr::memmem::Finder::new("\n---");
    while let Some(at) = text.get(from..).and_then(|rest| separator.find(rest.as_bytes())) {
        let line_start = from + at + 1;
        let Some(length) = text.get(line_start..).and_then(|rest| rest.find('\n')) else { break };
        let line = line_start..line_start + length;
        let after = text.get(line_start + 3..line.end).unwrap_or_default().trim();
        if !after.is_empty() && !after.starts_with('#') {
            return Err(BadSeparator { line });
        }
        // The line break before the separator belongs to the document: text in a block keeps it.
        documents.push(start..line_start);
        start = line.end + 1;
        // The next separator may not share this one's line break.
        from = start;
    }
    documents.push(start..text.len());
    Ok(documents)
}

#[cfg(test)]
mod tests {
    use super::split;

    fn texts(text: &str) -> Vec<&str> {
        split(text).unwrap().into_iter().map(|range| text.get(range).unwrap()).collect()
    }

    #[test]
    fn splits_at_separator_lines() {
        assert_eq!(texts("a: 1\n---\nb: 2\n"), ["a: 1\n", "b: 2\n"]);
        assert_eq!(texts("---\na: 1\n--- # next\nb: 2\n"), ["---\na: 1\n", "b: 2\n"]);
        assert_eq!(texts("a\n---\n---\nb"), ["a\n", "---\nb"]);
        assert_eq!(texts("a: 1\n---"), ["a: 1\n---"]);
        assert_eq!(texts("a: 1\r\n---\r\nb: 2"), ["a: 1\r\n", "b: 2"]);
        assert_eq!(texts(""), [""]);
    }

    #[test]
    fn content_after_a_separator_is_refused() {
        assert_eq!(split("a: 1\n--- {b: 2}\n").unwrap_err().line, 5..15);
        assert_eq!(texts("--- {b: 2}\n"), ["--- {b: 2}\n"]);
    }
}
