//! Patches that are written inside a kustomization: what is read from the text keeps its place in the
//! kustomization's own file.

use crate::diag::Reported;
use crate::diag::Session;
use crate::source::FileId;
use crate::source::Origin;
use crate::yaml;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Rules;

/// Reads the documents of a text that stands in a scalar.
pub(crate) fn parse(
    scalar: &Node,
    text: &str,
    rules: Rules,
    session: &mut Session,
) -> Result<Vec<Node>, Reported> {
    let outer = session.files.get(scalar.origin.file);
    let source = outer.text.get(scalar.origin.start as usize..scalar.origin.end as usize).unwrap_or_default();
    let lines = Lines::of(text, source, scalar.origin);
    let name = format!("{} (text in it)", outer.path);
    let file = session.files.add(name, text);
    let before = session.diagnostics.all().len();
    let result = yaml::parse(file, rules, session);
    for finding in session.diagnostics.all_mut().iter_mut().skip(before) {
        finding.labels.iter_mut().for_each(|label| lines.shift(file, &mut label.at));
    }
    let mut roots = result?;
    for root in &mut roots {
        lines.shift_all(file, root);
    }
    Ok(roots)
}

/// Where the lines of the text begin in the file that holds it.
struct Lines {
    /// The scalar as a whole.
    at: Origin,
    /// Start in the text, start in the outer file; empty if the text stands there in another form.
    starts: Vec<(u32, u32)>,
}

fn small(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

impl Lines {
    fn of(text: &str, source: &str, at: Origin) -> Self {
        let starts = match source.find(text) {
            // Plain text, or text in quotes without anything that had to be escaped.
            Some(found) => vec![(0, at.start + small(found))],
            None => block(text, source, at.start).unwrap_or_default(),
        };
        Self { at, starts }
    }

    fn shift(&self, file: FileId, origin: &mut Origin) {
        if origin.file != file {
            return;
        }
        let found = |offset: u32| {
            let line = self.starts.partition_point(|(start, _)| *start <= offset).checked_sub(1)?;
            let (inner, outer) = self.starts.get(line)?;
            Some((outer + (offset - inner)).min(self.at.end))
        };
        *origin = match (found(origin.start), found(origin.end)) {
            (Some(start), Some(end)) => Origin { file: self.at.file, start, end, ..*origin },
            _ => Origin { step: origin.step, past: origin.past, ..self.at },
        };
    }

    fn shift_all(&self, file: FileId, node: &mut Node) {
        let empty = node.is_null() && node.origin.start == node.origin.end;
        self.shift(file, &mut node.origin);
        if empty {
            // What was left empty must not look like a null that was written.
            node.origin.end = node.origin.start;
        }
        match &mut node.data {
            Data::Seq(list) => list.iter_mut().for_each(|item| self.shift_all(file, item)),
            Data::Map(map) => {
                for entry in map {
                    self.shift(file, &mut entry.key_origin);
                    self.shift_all(file, &mut entry.value);
                }
            }
            _ => {}
        }
    }
}

/// The lines of a literal block (`|`), which stand in the file one by one, further to the right. `None` for
/// every other form.
fn block(text: &str, source: &str, base: u32) -> Option<Vec<(u32, u32)>> {
    let mut outer = source.strip_prefix('|').map(|_| 0)?;
    let mut starts = Vec::new();
    let mut inner = 0;
    let mut wanted = text.split_inclusive('\n').peekable();
    for (index, line) in source.split_inclusive('\n').enumerate() {
        if index > 0 {
            let Some(next) = wanted.peek() else { break };
            let (next, found) = (next.trim_end_matches(['\n', '\r']), line.trim_end_matches(['\n', '\r']));
            // Blank lines before the text were trimmed from it, and those within may be shorter in the file.
            let blank = found.trim().is_empty();
            if found.ends_with(next) || (blank && next.trim().is_empty()) {
                if !(blank && inner == 0 && !next.is_empty()) {
                    let lead = found.len().saturating_sub(next.len());
                    starts.push((small(inner), base + small(outer + lead)));
                    inner += wanted.next().map_or(0, str::len);
                }
            } else if inner > 0 || !blank {
                return None;
            }
        }
        outer += line.len();
    }
    wanted.peek().is_none().then_some(starts)
}
