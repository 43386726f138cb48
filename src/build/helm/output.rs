//! What helm prints, as objects.

use std::ops::Range;

use crate::build::documents;
use crate::build::helm::Chart;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::source::FileId;
use crate::source::Origin;
use crate::yaml;
use crate::yaml::Rules;

/// How helm says which template a document comes from: with the chart's name, then the path in the chart.
const SOURCE: &str = "# Source: ";

/// Reads the objects. Each value points into what its template became, a text that is named after the
/// template; the step is the entry that asked for the chart.
pub(super) fn read(chart: &Chart<'_>, printed: &str, session: &mut Session) -> Result<Vec<Object>, Reported> {
    let before = session.diagnostics.all().len();
    let result = objects(chart, printed, session).or_else(|reported| {
        // helm, or what is called so, may talk before the first document.
        let Some(start) = printed.find("\n---\n").map(|at| at + 1) else { return Err(reported) };
        let faults = session.diagnostics.all_mut().split_off(before);
        let rest = printed.get(start..).unwrap_or_default();
        objects(chart, rest, session).inspect_err(|_| {
            session.diagnostics.all_mut().truncate(before);
            session.diagnostics.all_mut().extend(faults);
        })
    });
    let mut objects = result?;
    for object in &mut objects {
        object.from_helm = true;
    }
    Ok(objects)
}

fn objects(chart: &Chart<'_>, printed: &str, session: &mut Session) -> Result<Vec<Object>, Reported> {
    let name = format!("{} (rendered by helm)", chart.home.join(chart.entry.value.name.as_str()).display());
    let file = session.files.add(name, printed);
    let before = session.diagnostics.all().len();
    let parsed = yaml::parse(file, Rules::Resource, session);
    let result = parsed.and_then(|documents| documents::objects(documents, session));
    let templates = templates(chart, printed, session);
    let place = |origin: Origin| place(origin, file, &templates);
    for finding in session.diagnostics.all_mut().iter_mut().skip(before) {
        finding.labels.iter_mut().for_each(|label| label.at = place(label.at));
    }
    let mut objects = result?;
    for object in &mut objects {
        object.root.map_origins(&|origin| place(origin).by(chart.step));
    }
    Ok(objects)
}

/// The parts of the text that helm names a template for, and the file that each becomes.
fn templates(chart: &Chart<'_>, printed: &str, session: &mut Session) -> Vec<(Range<usize>, FileId)> {
    let mut starts = Vec::new();
    let mut offset = 0;
    let mut separator = 0;
    for line in printed.split_inclusive('\n') {
        if line.trim_end() == "---" {
            separator = offset;
        } else if let Some(source) = line.strip_prefix(SOURCE) {
            starts.push((separator, source.trim_end()));
        }
        offset += line.len();
    }
    let ends: Vec<usize> = starts.iter().skip(1).map(|it| it.0).chain([printed.len()]).collect();
    let mut out = Vec::with_capacity(starts.len());
    for ((start, source), end) in starts.into_iter().zip(ends) {
        let text = printed.get(start..end).unwrap_or_default();
        // The chart's own name leads; the chart may lie in a folder of another name.
        let within = source.split_once('/').map_or(source, |it| it.1);
        let path = chart.home.join(chart.entry.value.name.as_str()).join(within);
        let shown = path.strip_prefix(chart.root).unwrap_or(&path).display();
        out.push((start..end, session.files.add(format!("{shown} (rendered by helm)"), text)));
    }
    out
}

fn place(origin: Origin, file: FileId, templates: &[(Range<usize>, FileId)]) -> Origin {
    let start = origin.start as usize;
    let found = templates.partition_point(|it| it.0.start <= start).checked_sub(1);
    let Some((range, template)) = found.and_then(|it| templates.get(it)).filter(|it| it.0.contains(&start))
    else {
        return origin;
    };
    if origin.file != file {
        return origin;
    }
    let base = u32::try_from(range.start).unwrap_or(u32::MAX);
    Origin { file: *template, start: origin.start - base, end: origin.end.saturating_sub(base), ..origin }
}
