//! The parser's complaints in our words: what is wrong, where, and what to do.
//!
//! The parser says where it could not go on. The fault is often a little before that place, so each
//! explanation looks at the lines around it.

mod lines;

use granit_parser::ErrorKind;
use granit_parser::ScanError;

use super::parse::origin;
use crate::diag::Diagnostic;
use crate::source::FileId;
use crate::source::Origin;
use lines::{Lines, open_bracket};

/// A syntax error, its place known.
struct Fault<'a> {
    file: FileId,
    base: usize,
    lines: Lines<'a>,
    /// Where the parser stopped.
    at: usize,
}

/// The finding for a syntax error in a document that starts at `base`.
pub(super) fn explain(error: &ScanError, file: FileId, base: usize, text: &str) -> Diagnostic {
    let at = error.marker().byte_offset().unwrap_or(0).min(text.len());
    let fault = Fault { file, base, lines: Lines { text }, at };
    if fault.lines.line(at).contains("{{") || fault.lines.line(at).trim_start().starts_with("{%") {
        let line = fault.lines.line(at);
        let sign = line.find("{{").or_else(|| line.find("{%")).unwrap_or(0);
        return template(file, base, fault.lines.start(at) + sign);
    }
    match error.kind() {
        ErrorKind::MappingValueNotAllowed => fault.colon(),
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry => {
            fault.misfit(error.kind())
        }
        ErrorKind::SimpleKeyExpected => fault.no_colon(),
        ErrorKind::UnclosedQuotedScalar => fault.unclosed_quote(),
        ErrorKind::InvalidColonPlacement
        | ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::UnexpectedEofFlowSequence
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping
        | ErrorKind::UnclosedFlowCollection { .. } => fault.unclosed_bracket(),
        ErrorKind::UnknownQuotedScalarEscape
        | ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidUnicodeEscape => fault.escape(),
        ErrorKind::RecursionLimitExceeded => fault
            .told("nested-too-deeply", format!("values are nested in more than {} levels", super::MAX_DEPTH))
            .help("no Kubernetes object nests so deeply; look for brackets or indentation gone wrong"),
        ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabNotAllowed
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => {
            // The parser stops at the tab or behind it.
            let before = text.get(..at).unwrap_or_default();
            let at = if before.ends_with('\t') { before.len() - 1 } else { at };
            Fault { at, ..fault }
                .told("tab-indentation", "a tab stands where YAML wants blanks")
                .help("replace the tab by blanks")
        }
        ErrorKind::ExpectedDocumentStart | ErrorKind::MissingDocumentEndBeforeDirective => {
            let at = if text.starts_with('%') { 0 } else { text.find("\n%").map_or(at, |found| found + 1) };
            Fault { at, ..fault }
                .told(
                    "yaml-syntax",
                    "a `%` line must be followed by `---`, and kustomize cuts the file there",
                )
                .help("delete the `%` line: manifests need none")
        }
        kind => fault.simple(kind),
    }
}

/// The finding for a `{{` at a byte of a document.
pub(super) fn template(file: FileId, base: usize, start: usize) -> Diagnostic {
    let at = origin(file, base, &(start..start + 2));
    Diagnostic::error("template-text", at, "this is the text of a template, not YAML")
        .label("kustomize fills in no templates")
        .help("render the template first (`helm template`), or put quotes around the value if it is meant as it stands")
}

impl Fault<'_> {
    fn origin(&self, start: usize, end: usize) -> Origin {
        origin(self.file, self.base, &(start..end))
    }

    /// A finding where the parser stopped.
    fn told(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        let width =
            self.lines.text.get(self.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Diagnostic::error(code, self.origin(self.at, self.at + width), message)
    }

    /// A `: ` where no key may stand.
    fn colon(&self) -> Diagnostic {
        let start = self.lines.start(self.at);
        let before = self.lines.text.get(start..self.at).unwrap_or_default();
        if let Some(first) = before.find(": ") {
            let value = start + first + 2;
            let written = self.lines.text.get(value..self.lines.end(self.at)).unwrap_or_default().trim();
            return Diagnostic::error(
                "yaml-syntax",
                self.origin(self.at, self.at + 1),
                "a value holds `: `, which would start another map",
            )
            .label("the second `:` of the line")
            .help(format!("put quotes around the value: `'{}'`", written.replace('\'', "''")));
        }
        let own = self.lines.indent(self.at);
        let key_start = start + own;
        let Some(above) = self.lines.above(start) else {
            return self
                .told("yaml-syntax", "a `: ` stands where no key may stand")
                .help("put quotes around text that holds `: `");
        };
        let line = self.lines.line(above);
        let indent = self.lines.indent(above);
        if indent == own {
            let end = above + line.trim_end().len();
            let help = match line.trim_start().split_once(':') {
                Some((key, value)) => format!("put a blank behind the `:` — `{key}: {value}`"),
                None => "write it as `key: value`, or indent it below the key that it belongs to".to_owned(),
            };
            return Diagnostic::error(
                "yaml-syntax",
                self.origin(above + indent, end),
                "this line has no key with `: `",
            )
            .label("expected `key: value`")
            .also(self.origin(key_start, self.at), "the text runs on to here")
            .help(help);
        }
        Diagnostic::error("bad-indentation", self.origin(key_start, self.at), "this key is indented, but the line above has its value already")
            .label(format!("indented by {own}"))
            .also(self.origin(above + indent, above + line.trim_end().len()), format!("indented by {indent}"))
            .help(format!("indent it by {indent} to stand beside the line above, or remove that line's value to stand below it"))
    }

    /// A line that fits none of the collections around it.
    fn misfit(&self, kind: &ErrorKind) -> Diagnostic {
        let start = self.lines.start(self.at);
        let own = self.lines.indent(self.at);
        let content = start + own;
        let is_element = self.lines.line(self.at).trim_start().starts_with("- ");
        let around = self.lines.indentations(start);
        let end = content + self.lines.line(self.at).trim().len();
        let fits = around.contains(&own);
        let message = match (kind, is_element) {
            _ if !fits => "this line fits no indentation above it",
            (ErrorKind::ExpectedBlockSequenceEntry, _) => {
                "this line stands among the elements of a list and is none"
            }
            (_, true) => "a list element stands among the keys of a map",
            _ => "this line stands among the keys of a map and is none",
        };
        let list: Vec<String> = around.iter().map(usize::to_string).collect();
        let help = match (kind, is_element) {
            _ if !fits => format!("indent it by {} to go on with a collection above", list.join(" or ")),
            (ErrorKind::ExpectedBlockSequenceEntry, _) => {
                "start it with `- `, or indent it as its own key is indented".to_owned()
            }
            (_, true) => "put the list below its key, and give that key no value of its own".to_owned(),
            _ => "write it as `key: value`".to_owned(),
        };
        Diagnostic::error("bad-indentation", self.origin(content, end), message)
            .label(format!("indented by {own}"))
            .help(help)
    }

    fn no_colon(&self) -> Diagnostic {
        let start = self.lines.start(self.at) + self.lines.indent(self.at);
        let end = start + self.lines.line(self.at).trim().len();
        Diagnostic::error("yaml-syntax", self.origin(start, end), "this line has no key with `: `")
            .label("expected `key: value`")
            .help("add a `: `, or indent the line if it belongs to the text above")
    }

    fn unclosed_quote(&self) -> Diagnostic {
        let quote = self.lines.text.get(self.at..).and_then(|rest| rest.chars().next()).unwrap_or('"');
        self.told("unclosed-quote", format!("the {quote} that opens here is never closed"))
            .label("opens here")
            .help(format!("close it with {quote} at the end of the text"))
    }

    fn unclosed_bracket(&self) -> Diagnostic {
        // The parser may point at the bracket itself.
        let own = self.lines.text.get(self.at..).and_then(|rest| rest.chars().next());
        let open = match own {
            Some(sign @ ('[' | '{')) => Some((self.at, sign)),
            _ => open_bracket(self.lines.text, self.at),
        };
        let Some((open, sign)) = open else {
            return self
                .told("unclosed-bracket", "a `,` or the closing bracket is missing before this")
                .help("close the bracket");
        };
        let close = if sign == '[' { ']' } else { '}' };
        Diagnostic::error(
            "unclosed-bracket",
            self.origin(open, open + 1),
            format!("this `{sign}` is not closed"),
        )
        .label("opens here")
        .also(self.origin(self.at, self.at), format!("a `,` or the `{close}` is missing before this"))
        .help(format!("close it with `{close}`, or put quotes around the text if it starts with `{sign}`"))
    }

    /// A bad escape: the parser names the quote, the fault is behind a `\`.
    fn escape(&self) -> Diagnostic {
        let rest = self.lines.text.get(self.at..).unwrap_or_default();
        let mut letters = rest.char_indices();
        while let Some((at, letter)) = letters.next() {
            if letter != '\\' {
                continue;
            }
            let Some((_, sign)) = letters.next() else { break };
            let width = match sign {
                'x' => 2,
                'u' => 4,
                'U' => 8,
                '0' | 'a' | 'b' | 't' | '\t' | 'n' | 'v' | 'f' | 'r' | 'e' | ' ' | '"' | '/' | '\\' | 'N'
                | '_' | 'L' | 'P' | '\n' | '\r' => continue,
                _ => 0,
            };
            let digits = rest.get(at + 2..at + 2 + width).unwrap_or_default();
            if width > 0
                && digits.len() == width
                && u32::from_str_radix(digits, 16).is_ok_and(|code| char::from_u32(code).is_some())
            {
                continue;
            }
            let start = self.at + at;
            let end = start + 1 + sign.len_utf8();
            return Diagnostic::error(
                "yaml-syntax",
                self.origin(start, end),
                format!("`\\{sign}` is no escape in double quotes"),
            )
            .label("expected `\\n`, `\\t`, `\\\"`, `\\\\`, `\\x41`, `\\u0041` or the like")
            .help("double the `\\`, or use single quotes, in which `\\` is just a sign");
        }
        self.told("yaml-syntax", "a text in double quotes has an escape that means nothing")
            .help("use single quotes, in which `\\` is just a sign")
    }

    /// Faults that need one sentence.
    fn simple(&self, kind: &ErrorKind) -> Diagnostic {
        let (message, help) = match kind {
            ErrorKind::UnexpectedCharacter { character } if character.is_control() => {
                let code = u32::from(*character);
                return self
                    .told("yaml-syntax", format!("the control character U+{code:04X} stands here"))
                    .help("delete it; in double quotes it can be written as an escape");
            }
            ErrorKind::UnexpectedCharacter { character } => {
                return self
                    .told("yaml-syntax", format!("text cannot start with `{character}`"))
                    .help("put quotes around the text");
            }
            ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
                return self
                    .told("unclosed-bracket", format!("`{open}` is closed by `{close}`"))
                    .help("make the two brackets fit");
            }
            ErrorKind::MisplacedFlowCollectionEnd => {
                ("this bracket closes nothing", "delete it, or put quotes around the text")
            }
            ErrorKind::InvalidTrailingSingleQuotedScalar => (
                "text follows the closing quote",
                "in single quotes a quote is doubled: `'it''s'`; or put the whole text in double quotes",
            ),
            ErrorKind::InvalidTrailingDoubleQuotedScalar => (
                "text follows the closing quote",
                "put quotes around the whole text; inside double quotes a quote is written `\\\"`",
            ),
            ErrorKind::BlockSequenceEntryNotAllowed => {
                ("a list cannot start behind its key", "put the `- ` on the next line")
            }
            ErrorKind::InvalidBlockScalarHeader => (
                "text stands behind a `|` or `>`",
                "start the text on the next line, indented; put quotes around text that starts with `|` or `>`",
            ),
            ErrorKind::CommentInterceptedScalar => (
                "a comment stands in a text that goes on in the next line",
                "move the comment above the text, or put quotes around the text",
            ),
            ErrorKind::BomInsideDocument => (
                "a byte order mark (U+FEFF) stands in the middle of the file",
                "delete it; it comes from joining files that were saved with one",
            ),
            ErrorKind::UndeclaredTagHandle => (
                "this tag starts with a name that is declared nowhere",
                "put quotes around text that starts with `!`",
            ),
            ErrorKind::InvalidBlockScalarIndent | ErrorKind::InvalidIndentation => {
                return self
                    .told("bad-indentation", "this line is indented less than the text that it belongs to")
                    .help("indent it as the lines around it are");
            }
            _ => {
                return self
                    .told("yaml-syntax", format!("this is not YAML: {kind}"))
                    .help("look at this line and the one above: quotes, brackets, indentation, the blank behind `:`");
            }
        };
        self.told("yaml-syntax", message).help(help)
    }
}

#[cfg(test)]
mod tests;
