//! Our own document, version 1.

use super::Change;
use super::Changes;
use super::FieldChange;
use serde::Serialize;
use serde::Serializer;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    before: &'a str,
    after: Option<&'a str>,
    roots: usize,
    objects: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    root: &'a str,
    name: &'a str,
    change: &'static str,
    before: Option<&'a str>,
    after: Option<&'a str>,
    fields: &'a [FieldChange],
    #[serde(serialize_with = "place")]
    place: &'a Option<(String, usize)>,
}

impl<'a> Item<'a> {
    fn of(change: &'a Change) -> Self {
        Self {
            root: &change.root,
            name: &change.name,
            change: change.word(),
            before: change.before.as_deref(),
            after: change.after.as_deref(),
            fields: &change.fields,
            place: &change.place,
        }
    }
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
}

/// A file and a line.
#[expect(clippy::ref_option, reason = "the signature that serde calls")]
pub(super) fn place<S: Serializer>(
    place: &Option<(String, usize)>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    place.as_ref().map(|(file, line)| Place { file, line: *line }).serialize(serializer)
}

/// Renders the differences.
pub(super) fn render(changes: &Changes) -> String {
    let document = Document {
        version: 1,
        before: &changes.before,
        after: Some(changes.after.as_str()).filter(|it| !it.is_empty()),
        roots: changes.roots,
        objects: changes.objects.iter().map(Item::of).collect(),
    };
    // String keys only, which always encode.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}
