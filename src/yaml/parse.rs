//! Text to nodes.

use std::ops::Range;
use std::sync::Arc;

use granit_parser::Event;
use granit_parser::Options;
use granit_parser::Parser;
use granit_parser::Span;

use super::builder::Builder;
use super::documents::BadSeparator;
use super::documents::split;
use super::fast;
use super::node::{Data, Node};
use super::resolve::Rules;
use super::syntax;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::source::FileId;
use crate::source::Origin;

/// How deep collections may nest, in blocks and in `{}` and `[]` alike, aliases expanded.
pub const MAX_DEPTH: usize = 512;

/// Reads the documents of a file: one root each; a document that holds nothing is [`Data::Null`].
///
/// Every node knows its bytes. A scalar covers its text with the quotes, or from its `|` to its last line;
/// a collection in braces covers the braces; any other collection reaches from its first entry to the end
/// of its last one. What an alias stands for keeps the place of its anchor.
///
/// All faults that can be told apart are reported before it fails: the documents of a file of resources
/// are read one by one.
pub fn parse(file: FileId, rules: Rules, session: &mut Session) -> Result<Vec<Node>, Reported> {
    let text = Arc::clone(&session.files.get(file).text);
    let documents = ranges(&text, rules).map_err(|bad| {
        let at = origin(file, 0, &bad.line);
        session.diagnostics.error(
            Diagnostic::error(
                "bad-document-separator",
                at,
                "something stands behind the `---` that parts two documents",
            )
            .label("kustomize reads a bare `---` here, or one with a comment")
            .help("move what follows the `---` to the next line"),
        )
    })?;
    let mut roots = Vec::with_capacity(documents.len());
    let mut failed = None;
    for document in documents {
        match parse_document(file, &text, document, rules, session) {
            Ok(root) => roots.push(root),
            Err(reported) => failed = Some(reported),
        }
    }
    failed.map_or(Ok(roots), Err)
}

/// The documents of a file, if there is nothing in any of them that would be reported or has to be read slowly.
/// No session is needed, so that files can be read on several threads.
pub fn plain(file: FileId, text: &str, rules: Rules) -> Option<Vec<Node>> {
    let read =
        |document: Range<usize>| fast::read(file, document.start, whole_lines(text.get(document)?), rules);
    ranges(text, rules).ok()?.into_iter().map(read).collect()
}

/// Where the documents of a file stand.
fn ranges(text: &str, rules: Rules) -> Result<Vec<Range<usize>>, BadSeparator> {
    match rules {
        Rules::Resource => split(text),
        Rules::Config => Ok(std::iter::once(0..text.len()).collect()),
    }
}

/// A place in a document that starts at `base`.
pub(super) fn origin(file: FileId, base: usize, range: &Range<usize>) -> Origin {
    let offset = |at: usize| u32::try_from(base + at).unwrap_or(u32::MAX);
    Origin::new(file, offset(range.start), offset(range.end))
}

/// Reads the first document of a range; kustomize never looks at what follows it there.
fn parse_document(
    file: FileId,
    text: &str,
    document: Range<usize>,
    rules: Rules,
    session: &mut Session,
) -> Result<Node, Reported> {
    let base = document.start;
    let text = whole_lines(text.get(document).unwrap_or_default());
    if let Some(root) = fast::read(file, base, text, rules) {
        return Ok(root);
    }
    parse_any(file, base, text, rules, session)
}

/// The text without spaces that stand alone on a last line without an end: they would take the line break
/// from a block above them.
fn whole_lines(text: &str) -> &str {
    let rest = text.trim_end_matches(' ');
    if rest.ends_with('\n') { rest } else { text }
}

/// Reads any YAML. Also the yardstick of [`fast::read`].
pub(super) fn parse_any(
    file: FileId,
    base: usize,
    text: &str,
    rules: Rules,
    session: &mut Session,
) -> Result<Node, Reported> {
    let mut builder = Builder::new(file, base, text, rules);
    let mut events = Parser::new_from_str_with_options(text, options());
    let mut ended = false;
    while let Some(next) = events.next_event() {
        let (event, span) = match next {
            Ok(next) => next,
            Err(_) if ended => break,
            Err(error) => {
                let finding = syntax::explain(&error, file, base, text);
                // A template is no YAML for more than one reason.
                return Err(match builder.failed() {
                    Some(reported) if finding.code == "template-text" => reported,
                    _ => session.diagnostics.error(finding),
                });
            }
        };
        let range = bytes(&span);
        match event {
            Event::DocumentEnd => ended = true,
            Event::DocumentStart(..) if ended => {
                let at = origin(file, base, &(range.start..range.end));
                session.diagnostics.push(
                    Diagnostic::warning("document-ignored", at, "this document is not read")
                        .label("kustomize stops at the end of the document before")
                        .help("part documents by a line that holds `---` alone, in a file of resources"),
                );
                break;
            }
            Event::StreamEnd => break,
            _ if ended => {}
            event => builder.take(event, range, session)?,
        }
    }
    builder.finish(session)
}

fn bytes(span: &Span) -> Range<usize> {
    span.byte_range().unwrap_or_default()
}

/// The parser's options: libyaml's habits, since kustomize's readers descend from it.
fn options() -> Options {
    let mut options = Options::default();
    options.emit_comments = false;
    options.block_scalar_eof_without_line_feed = true;
    options.emit_unresolved_aliases = true;
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    options
}

/// The root of a document without content.
pub(super) fn nothing(file: FileId, base: usize) -> Node {
    Node::new(Data::Null, origin(file, base, &(0..0)))
}
