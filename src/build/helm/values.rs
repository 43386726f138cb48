//! The values that a chart is inflated with.

use crate::build::accumulate::Build;
use crate::build::config::Directive;
use crate::build::helm::Chart;
use crate::build::places;
use crate::build::target::Target;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::patch;
use crate::patch::Outcome;
use crate::schema::merge::MergeSchema;
use crate::source::FileId;
use crate::yaml;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::Rules;
use crate::yaml::Str;

/// How `valuesInline` and the file of values meet: they win, as they do if nothing is said; the file wins;
/// or the file does not count.
pub(super) const MERGES: [&str; 3] = ["merge", "override", "replace"];

/// What helm gets as values.
pub(super) struct Values {
    /// The text of the first file of values.
    pub(super) text: Vec<u8>,
    /// The paths of the files that are laid over it.
    pub(super) additional: Vec<String>,
}

impl Values {
    /// Brings a chart's values together.
    pub(super) fn of(
        chart: &Chart<'_>,
        build: &mut Build<'_>,
        target: &Target<'_>,
        session: &mut Session,
    ) -> Result<Self, Reported> {
        let said = &chart.entry.value;
        let additional = said.additional_values_files.iter().filter_map(Node::as_str);
        // Even what looks absolute lies below the kustomization for helm.
        let path =
            |file: &str| places::clean(&chart.root.join(file.trim_start_matches('/'))).display().to_string();
        let additional = additional.map(path).collect();
        let inline = said.values_inline.as_ref().filter(|it| it.as_map().is_some_and(|map| !map.is_empty()));
        let (file, bytes) = match (inline, said.values_merge.as_str()) {
            (Some(inline), "replace") => return Ok(Self { text: printed(inline), additional }),
            _ => read(chart, build, target, session)?,
        };
        let text = match inline {
            None => bytes,
            Some(inline) => merged(chart, inline, file, session)?,
        };
        Ok(Self { text, additional })
    }
}

fn printed(values: &Node) -> Vec<u8> {
    let mut out = String::new();
    yaml::emit(values, &mut out);
    out.into_bytes()
}

/// The file of values: `valuesFile`, or the one that came with the chart.
fn read(
    chart: &Chart<'_>,
    build: &mut Build<'_>,
    target: &Target<'_>,
    session: &mut Session,
) -> Result<(FileId, Vec<u8>), Reported> {
    let said = &chart.entry.value;
    let (field, value) = if said.values_file.is_empty() {
        let file = chart.home.join(said.name.as_str()).join("values.yaml");
        (chart.entry.field.clone(), file.display().to_string().into())
    } else {
        (format!("{}.valuesFile", chart.entry.field), said.values_file.clone())
    };
    let named: Directive<Str> = Directive { field, at: chart.entry.at, value };
    let (bytes, file) = build.loader.bytes(&target.folder, &named, session)?;
    Ok((file, bytes))
}

/// Lays `valuesInline` over the file, or with `valuesMerge: merge` the other way round. Null removes what it
/// is laid over, and a list takes the place of another.
fn merged(
    chart: &Chart<'_>,
    inline: &Node,
    file: FileId,
    session: &mut Session,
) -> Result<Vec<u8>, Reported> {
    let root = yaml::parse(file, Rules::Resource, session)?.into_iter().next();
    let Some(root) = root.filter(|root| root.as_map().is_some() || root.is_null()) else {
        let message = "a file of values is a map, and this is none";
        let finding = Diagnostic::error("helm-chart", chart.entry.at, message)
            .also(crate::source::Origin::new(file, 0, 0), "the file of values")
            .help("write `name: value` lines, or set `valuesMerge: replace` to leave the file out");
        return Err(session.diagnostics.error(finding));
    };
    let root = if root.is_null() { Node::map(root.origin) } else { root };
    let (mut below, above) = match chart.entry.value.values_merge.as_str() {
        "merge" => (inline.clone(), root),
        _ => (root, inline.clone()),
    };
    let outcome = patch::merge(&mut below, &above, &MergeSchema::default(), chart.step, session)?;
    if outcome == Outcome::Deleted {
        below.data = yaml::Data::Map(Map::default());
    }
    Ok(printed(&below))
}
