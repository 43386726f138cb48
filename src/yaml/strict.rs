//! What the readers of kustomize refuse, or read in another way, though YAML 1.2 and our parser allow it.
//! Their scanner descends from libyaml, which knows YAML 1.1.

use std::ops::Range;

/// A place that kustomize cannot read, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused {
    /// The code of the finding.
    pub(super) code: &'static str,
    /// Bytes in the document.
    pub(super) at: Range<usize>,
    /// What is wrong.
    pub(super) message: &'static str,
    /// What to do.
    pub(super) help: &'static str,
}

/// True if the text between values must be looked at: only tabs, anchors and tags can be wrong there.
pub(super) fn has_traps(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'\t' | b'&' | b'!' | b'*'))
}

/// A line break that only libyaml takes for one, anywhere in a file.
pub(super) fn odd_break(text: &str) -> Option<Refused> {
    if text.is_ascii() {
        return None;
    }
    let at = text.find(['\u{85}', '\u{2028}', '\u{2029}'])?;
    let width = text.get(at..)?.chars().next()?.len_utf8();
    Some(Refused {
        code: "odd-line-break",
        at: at..at + width,
        message: "an invisible letter stands here that kustomize takes for a line break (U+0085, U+2028 or U+2029)",
        help: "delete it; if it is meant, write it as \"\\u2028\" in double quotes",
    })
}

/// Looks at the blanks, signs, comments, anchors and tags between two values.
pub(super) fn gap(text: &str, gap: Range<usize>, flow: bool) -> Option<Refused> {
    let bytes = text.as_bytes();
    let line_start = |at: usize| at.checked_sub(1).is_none_or(|before| bytes.get(before) == Some(&b'\n'));
    // At the start of a line, or behind the sign of an entry, a tab would be indentation.
    let mut indents = line_start(gap.start);
    let mut at = gap.start;
    while at < gap.end {
        match bytes.get(at)? {
            b'\t' if indents && !flow => return Some(tab(at)),
            b'#' => {
                at = end_of(bytes, at, |byte| byte == b'\n');
                continue;
            }
            b'-' if line_start(at) && text.get(at..)?.starts_with("---") => {
                indents = false;
                at += 2;
            }
            b'\n' | b'-' | b'?' => indents = true,
            b'&' => {
                let end = end_of(bytes, at, |byte| byte.is_ascii_whitespace());
                if let Some(refused) = anchor(text, at + 1..end) {
                    return Some(refused);
                }
                (indents, at) = (false, end);
                continue;
            }
            b'!' => {
                let end = end_of(bytes, at, |byte| byte.is_ascii_whitespace());
                if flow && text.get(at..end)?.contains([',', '[', ']', '{', '}']) {
                    return Some(Refused {
                        code: "yaml-syntax",
                        at: at..end,
                        message: "a tag in braces or brackets has no blank behind it, and kustomize reads the sign as part of the tag",
                        help: "put a blank behind the tag",
                    });
                }
                (indents, at) = (false, end);
                continue;
            }
            b' ' | b'\t' | b'\r' => {}
            _ => indents = false,
        }
        at += 1;
    }
    None
}

fn end_of(bytes: &[u8], from: usize, stop: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().position(|byte| stop(*byte)).unwrap_or(rest.len()).max(1)
}

fn tab(at: usize) -> Refused {
    Refused {
        code: "tab-indentation",
        at: at..at + 1,
        message: "a tab stands where YAML wants blanks",
        help: "replace the tab by blanks",
    }
}

/// The name of an anchor or an alias.
pub(super) fn anchor(text: &str, name: Range<usize>) -> Option<Refused> {
    let sound = text
        .get(name.clone())?
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    (!sound).then_some(Refused {
        code: "yaml-syntax",
        at: name,
        message: "the name of an anchor has a sign that kustomize does not read there",
        help: "use letters, digits, `-` and `_`",
    })
}

/// A plain scalar that libyaml refuses, or cuts elsewhere than YAML 1.2 does.
pub(super) fn plain_scalar(text: &str, at: &Range<usize>, flow: bool) -> Option<Refused> {
    if text.as_bytes().get(at.start) == Some(&b'%') {
        return Some(Refused {
            code: "yaml-syntax",
            at: at.start..at.start + 1,
            message: "text cannot start with `%`",
            help: "put quotes around the text",
        });
    }
    if !flow {
        return None;
    }
    let colon =
        matches!(text.as_bytes().get(at.end..at.end + 2), Some([b':', b',' | b']' | b'}' | b'[' | b'{']));
    let question = text.as_bytes().get(at.start) == Some(&b'?');
    (colon || question).then(|| Refused {
        code: "yaml-syntax",
        at: at.clone(),
        message: if colon {
            "no blank stands behind this `:`, and kustomize reads it as part of the text"
        } else {
            "text in braces or brackets starts with `?`, which kustomize reads as the sign of a key"
        },
        help: "put quotes around the text, or a blank behind the `:`",
    })
}

/// The lines of a block scalar: from its header at `block.start`, its text starting at `content`.
pub(super) fn block(text: &str, block: &Range<usize>, content: usize, end: usize) -> Option<Refused> {
    let body = text.get(block.start..end)?;
    if !body.contains('\t') {
        return None;
    }
    let first = text.get(..content)?.rfind('\n').map_or(0, |at| at + 1);
    let indent = content - first;
    let header = body.split('\n').next()?;
    let explicit = header.bytes().take(3).any(|byte| byte.is_ascii_digit());
    let mut at = block.start + header.len() + 1;
    for line in body.split('\n').skip(1) {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        // Until the indentation is known, and in front of it, libyaml stops at a tab.
        let unknown = !explicit && at <= first;
        if line.as_bytes().get(blanks) == Some(&b'\t') && (blanks < indent || unknown) {
            return Some(tab(at + blanks));
        }
        at += line.len() + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{block, gap, odd_break};

    #[test]
    fn tabs_are_refused_where_they_indent() {
        let code = |text: &str, flow| gap(text, 0..text.len(), flow).map(|refused| refused.at.start);
        assert_eq!(code("\n\t", false), Some(1));
        assert_eq!(code("\n  \t# c", false), Some(3));
        assert_eq!(code("\n- \t", false), Some(3));
        assert_eq!(code("\n\t", true), None);
        assert_eq!(code(" # a\tb\n", false), None);
        let after_value = ":\t";
        assert_eq!(gap(&format!("a{after_value}"), 1..3, false), None);
    }

    #[test]
    fn tabs_in_blocks() {
        let at = |text: &str, content| {
            block(text, &(0..text.len()), content, text.len()).map(|refused| refused.at.start)
        };
        assert_eq!(at("|\n  a\tb\n", 4), None);
        assert_eq!(at("|\n  \ta\n", 4), Some(4));
        assert_eq!(at("|2\n  \ta\n", 5), None);
        assert_eq!(at("|\n \t\n  a\n", 7), Some(3));
        assert_eq!(at("|\n  a\n  \tb\n", 4), None);
        assert_eq!(at("|\n  a\n\tb\n", 4), Some(6));
    }

    #[test]
    fn odd_line_breaks() {
        assert_eq!(odd_break("ä: \u{2028}").unwrap().at, 4..7);
        assert_eq!(odd_break("ä"), None);
    }
}
