//! Waivers in the comments of files. What looks like a comment within a text is none: a script in a ConfigMap
//! has comments of its own.

use super::{Found, INNER, Scope, bracketed, owned};
use crate::diag::Session;
use crate::object::Rendered;
use crate::source::File;
use crate::source::FileId;
use crate::source::Origin;
use crate::yaml;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Rules;

/// How every waiver starts.
const OPENING: &str = "allow[";

/// A comment that is a waiver.
struct Comment<'f> {
    number: usize,
    line: &'f str,
    /// Where in its line it starts.
    start: usize,
    /// Where in its file it starts.
    offset: u32,
}

/// The waivers in the comments of every file. Those of a text that was read as YAML by itself, such as a patch
/// within a kustomization, count in the file that holds the text as well: findings are told there.
pub(super) fn all(rendered: &Rendered, session: &Session, found: &mut Vec<Found>) {
    let holds = |file: &File| file.text.contains(OPENING);
    if !session.files.iter().any(|(_, file)| holds(file)) {
        return;
    }
    let texts = texts_of(rendered);
    let mut inner: Vec<(&str, &str)> = Vec::new();
    let (within, outer): (Vec<_>, Vec<_>) = session
        .files
        .iter()
        .filter(|(_, file)| holds(file))
        .partition(|(_, file)| file.path.ends_with(INNER));
    for (id, file) in within.into_iter().chain(outer) {
        let mut spans = scalars(file);
        spans.extend(texts.iter().filter(|at| at.file == id).map(|at| (at.start, at.end)));
        for comment in comments(file) {
            let read_there = (file.path.as_str(), comment.line.trim());
            if is_text(file, &spans, comment.offset) && !inner.contains(&read_there) {
                continue;
            }
            if let Some(path) = file.path.strip_suffix(INNER) {
                inner.push((path, comment.line.trim()));
            }
            found.push(waiver(id, file, &comment));
        }
    }
}

/// The places of the texts of a result that may hold something like a waiver: a whole file, where a generator
/// made it an entry.
fn texts_of(rendered: &Rendered) -> Vec<Origin> {
    let mut texts = Vec::new();
    for object in rendered.objects.iter().chain(&rendered.local) {
        object.root.walk(&mut |node| {
            if let Data::Text(text) = &node.data
                && text.contains(OPENING)
            {
                texts.push(node.origin);
            }
        });
    }
    texts
}

/// The places of the texts in a file; none if it is no YAML.
fn scalars(file: &File) -> Vec<(u32, u32)> {
    let read = |rules| {
        let mut alone = Session::default();
        let own = alone.files.add("", file.text.to_string());
        yaml::parse(own, rules, &mut alone).ok()
    };
    let mut spans = Vec::new();
    let mut note = |node: &Node| {
        if matches!(node.data, Data::Text(_)) {
            spans.push((node.origin.start, node.origin.end));
        }
    };
    let documents = read(Rules::Resource).or_else(|| read(Rules::Config)).unwrap_or_default();
    for document in &documents {
        document.walk(&mut note);
    }
    spans
}

/// True for a place within a text. What stands behind the `|` or `>` of a block is a comment all the same.
fn is_text(file: &File, spans: &[(u32, u32)], at: u32) -> bool {
    spans.iter().any(|(start, end)| {
        let source = file.text.get(*start as usize..*end as usize).unwrap_or_default();
        let is_block = source.starts_with(['|', '>']);
        let header = if is_block { source.find('\n').unwrap_or(source.len()) } else { 0 };
        *start as usize + header <= at as usize && at < *end
    })
}

/// The comments of a file that are waivers, or would be if no text held them.
fn comments(file: &File) -> impl Iterator<Item = Comment<'_>> {
    (1..=file.line_count()).filter_map(|number| {
        let line = file.line(number)?;
        let start = comment_of(line)?;
        let offset = file.line_start(number)?.saturating_add(u32::try_from(start).ok()?);
        Some(Comment { number, line, start, offset })
    })
}

/// The waiver of a comment. One on a line of its own covers the next line that is not a comment.
fn waiver(id: FileId, file: &File, comment: &Comment<'_>) -> Found {
    let is_comment = |text: &str| text.trim_start().starts_with('#');
    let covered = if is_comment(comment.line) {
        let other = |line: &usize| !file.line(*line).is_some_and(is_comment);
        (comment.number + 1..=file.line_count()).find(other).unwrap_or(comment.number)
    } else {
        comment.number
    };
    let written = comment.line.get(comment.start..).unwrap_or("");
    let end = comment.offset.saturating_add(u32::try_from(written.len()).unwrap_or(0));
    (
        Origin::new(id, comment.offset, end),
        file.path.clone(),
        comment.number,
        Scope::Line(id, covered),
        owned(bracketed(written.trim_start_matches('#').trim_start())),
    )
}

/// Where the comment of a line starts, if it is a waiver.
fn comment_of(line: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = line.get(from..)?.find('#').map(|at| at + from) {
        let before = line.get(..at)?;
        let opens = before.is_empty() || before.ends_with([' ', '\t']);
        if opens && line.get(at..)?.trim_start_matches('#').trim_start().starts_with(OPENING) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}
