//! Block scalars: where their text stands, and what kustomize makes of folded ones.

use std::ops::Range;

use super::node::Str;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::source::Origin;

/// The bytes of a block scalar from its `|` or `>` to the end of its last line with text. The parser
/// knows `content`; the header is the first `|` or `>` behind `after` that no comment holds.
pub(super) fn block_range(text: &str, after: usize, content: &Range<usize>) -> Range<usize> {
    let start = find_sign(text, after, content.start, |byte| matches!(byte, b'|' | b'>'));
    let body = text.get(start..content.end).unwrap_or_default();
    start..start + body.trim_end_matches([' ', '\t', '\n', '\r']).len().max(1)
}

/// The first sign of a sort between two places that stands in no comment, tag or anchor; else `before`.
pub(super) fn find_sign(text: &str, after: usize, before: usize, wanted: impl Fn(u8) -> bool) -> usize {
    let mut at = after;
    while at < before {
        match text.as_bytes().get(at) {
            Some(byte) if wanted(*byte) => return at,
            Some(b'#') => at = skip(text, at, |byte| byte == b'\n'),
            Some(b'!' | b'&') => at = skip(text, at, |byte| byte.is_ascii_whitespace()),
            _ => at += 1,
        }
    }
    before
}

fn skip(text: &str, from: usize, until: impl Fn(u8) -> bool) -> usize {
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| until(*byte)).unwrap_or(rest.len()).max(1)
}

/// Folded text after kustomize has written it and read it again.
///
/// kustomize keeps the style of a scalar in memory and lets yaml.v3 write the resource once more. That
/// writer must double the line breaks that folding would swallow, but looks at the first letter of the
/// text, where it should look at the next line, to find out which those are. So text gains line breaks
/// before lines that start with a blank, or loses some if its first line does.
pub(super) fn again(text: &str) -> Str {
    if text.contains('\n') && fits_block(text) { Str::from(read(&write(text), text)) } else { Str::new(text) }
}

/// The lines that yaml.v3 writes, without indentation.
fn write(text: &str) -> String {
    let first = text.trim_start_matches('\n').chars().next();
    let doubles = first.is_some_and(|first| !matches!(first, ' ' | '\t'));
    let mut out = String::with_capacity(text.len() + 8);
    let (mut at_break, mut blank_line) = (true, true);
    for letter in text.chars() {
        if letter == '\n' {
            if !at_break && !blank_line && doubles {
                out.push('\n');
            }
            at_break = true;
        } else {
            if at_break {
                blank_line = matches!(letter, ' ' | '\t');
            }
            at_break = false;
        }
        out.push(letter);
    }
    out
}

/// The text that yaml.v3 reads from the lines it wrote for `original`.
fn read(written: &str, original: &str) -> String {
    let body = written.trim_end_matches('\n');
    let mut out = String::with_capacity(written.len());
    let mut breaks = 0;
    let mut previous: Option<&str> = None;
    for line in body.split('\n') {
        if line.is_empty() {
            breaks += 1;
            continue;
        }
        let blank = |line: &str| line.starts_with([' ', '\t']);
        match previous {
            Some(previous) if blank(previous) || blank(line) => out.push('\n'),
            Some(_) if breaks == 0 => out.push(' '),
            _ => {}
        }
        out.extend(std::iter::repeat_n('\n', breaks));
        breaks = 0;
        out.push_str(line);
        previous = Some(line);
    }
    // One line break is written without a sign and read as one; of several all are kept.
    let trailing = if original.ends_with("\n\n") || body.is_empty() {
        written.len() - body.len()
    } else {
        usize::from(original.ends_with('\n'))
    };
    out.extend(std::iter::repeat_n('\n', trailing));
    out
}

/// True if yaml.v3 writes the text as a block at all: it does not if a line ends in a blank, or if a
/// letter needs an escape.
fn fits_block(text: &str) -> bool {
    !text.ends_with(' ')
        && !text.contains(" \n")
        && text.chars().all(|letter| letter == '\t' || super::emit::is_printable(letter))
        && !text.contains(['\u{2028}', '\u{2029}'])
}

/// The text of a block, as kustomize reads it when it has written it out. `rest` is what follows in the document.
pub(super) fn block(text: &str, folded: bool, rest: &str, origin: Origin, session: &mut Session) -> Str {
    let text = if folded { again(text) } else { Str::new(text) };
    if !grows(&text, rest) {
        return text;
    }
    // It writes an empty line before the comment, and the block keeps that.
    let finding = Diagnostic::warning("block-grows", origin, "this block gains a line break at its end")
        .label("a comment follows, and kustomize puts an empty line before it")
        .help("move the comment, or end the block with `|` in the place of `|+`");
    session.diagnostics.push(finding);
    format!("{text}\n").into()
}

/// True for a block that keeps an empty line at its end, if nothing but comments follows it in the document.
pub(super) fn grows(text: &str, rest: &str) -> bool {
    let mut lines = rest.lines().map(str::trim_start).filter(|line| !line.is_empty()).peekable();
    text.ends_with("\n\n") && lines.peek().is_some() && lines.all(|line| line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::again;

    /// Every pair was printed by kustomize 5.8.1.
    #[test]
    fn folded_text_gains_line_breaks() {
        let pairs = [
            ("a\n b\n\n", "a\n\n b\n\n"),
            ("a b\n", "a b\n"),
            ("a\nb", "a\nb"),
            ("a\n\nb\n", "a\n\nb\n"),
            ("a\n  b\nc\n", "a\n\n  b\nc\n"),
            (" a\nb", " a\nb"),
            ("a\n\n", "a\n\n\n"),
            ("\na\n b", "\na\n\n b"),
            ("a \n b", "a \n b"),
        ];
        for (read, printed) in pairs {
            assert_eq!(again(read), printed, "{read:?}");
        }
    }
}
