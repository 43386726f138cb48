//! Block scalars: where their text stands, and what kustomize makes of folded ones.

use std::ops::Range;

use super::node::Str;

/// The bytes of a block scalar from its `|` or `>` to the end of its last line with text. The parser
/// knows `content`; the header is the first `|` or `>` behind `after` that no comment holds.
pub(super) fn block_range(text: &str, after: usize, content: &Range<usize>) -> Range<usize> {
    let mut at = after.min(content.start);
    while let Some(byte) = text.as_bytes().get(at) {
        match byte {
            b'|' | b'>' => break,
            b'#' => at = skip(text, at, |byte| byte == b'\n'),
            // A tag may hold any of the signs looked for.
            b'!' | b'&' => at = skip(text, at, |byte| byte.is_ascii_whitespace()),
            _ => at += 1,
        }
    }
    let start = at.min(content.start);
    let body = text.get(start..content.end).unwrap_or_default();
    start..start + body.trim_end().len().max(1)
}

fn skip(text: &str, from: usize, until: impl Fn(u8) -> bool) -> usize {
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| until(*byte)).unwrap_or(rest.len()).max(1)
}

/// Folded text after kustomize has written it and read it again.
pub(super) fn again(text: &str) -> Str {
    Str::new(text)
}
