//! Values of labels and annotations are text, whatever they were written as.

use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::source::Files;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::Quotes;
use crate::yaml::Str;
use crate::yaml::Tag;

/// The text of a scalar as it was written; lists and maps have none.
pub(crate) fn written(node: &Node, files: &Files) -> Str {
    let otherwise = match &node.data {
        Data::Text(text) | Data::Number(text) => return text.clone(),
        Data::Seq(_) | Data::Map(_) => return Str::default(),
        Data::Null => "null",
        Data::Bool(true) => "true",
        Data::Bool(false) => "false",
    };
    let source = &files.get(node.origin.file).text;
    let source = source
        .get(node.origin.start as usize..node.origin.end as usize)
        .filter(|_| node.form.quotes != Quotes::Printed);
    if node.is_null() && node.form.tag == Tag::None {
        // A copy without a type is null if its text is empty, or spells null.
        let text = source.unwrap_or_default().trim_matches(['"', '\'']);
        return if matches!(text, "null" | "Null" | "NULL" | "~") { text.into() } else { Str::default() };
    }
    match source {
        Some("") if node.is_null() => Str::default(),
        Some(text) if text.eq_ignore_ascii_case(otherwise) || text == "~" => text.into(),
        _ => otherwise.into(),
    }
}

/// Tells of a value that is nothing of the type that its field has, if one is left.
pub(crate) fn refuse_misfits(objects: &[Object], session: &mut Session) -> Result<(), Reported> {
    if session.deferred.is_empty() {
        return Ok(());
    }
    let Some(at) = objects.iter().find_map(|object| misfit(&object.root)) else { return Ok(()) };
    let place = |origin: Origin| (origin.file, origin.start, origin.end);
    let deferred = std::mem::take(&mut session.deferred);
    let index = deferred.iter().position(|(origin, _)| place(*origin) == place(at)).unwrap_or_default();
    match deferred.into_iter().nth(index) {
        Some((_, finding)) => Err(session.diagnostics.error(finding)),
        None => Ok(()),
    }
}

/// The first value that is nothing of the type that its field has.
fn misfit(node: &Node) -> Option<Origin> {
    match &node.data {
        Data::Seq(list) => list.iter().find_map(misfit),
        Data::Map(map) => map.iter().find_map(|entry| misfit(&entry.value)),
        _ => node.is_misfit().then_some(node.origin),
    }
}

/// Makes all values of a map text. False if there is no map, or nothing in it.
pub(crate) fn make_text(node: &mut Node, files: &Files) -> bool {
    let Some(map) = node.as_map_mut() else { return false };
    for entry in map.iter_mut() {
        let text = match &entry.value.data {
            Data::Text(text) => match date(text, &entry.value, files) {
                Some(written) => written,
                None => {
                    entry.value.form.tag = Tag::Own;
                    continue;
                }
            },
            _ => written(&entry.value, files),
        };
        entry.value.data = Data::Text(text);
        entry.value.form.tag = Tag::Own;
    }
    !map.is_empty()
}

/// A date without quotes is read as a point in time, but kept as it was written where text is due.
fn date(text: &str, node: &Node, files: &Files) -> Option<Str> {
    let time = text.len() >= 20 && text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T');
    if !time || node.form.quotes == Quotes::Quoted {
        return None;
    }
    let source =
        files.get(node.origin.file).text.get(node.origin.start as usize..node.origin.end as usize)?;
    // A copy without a type stands in quotes where it was copied from.
    let source = if node.form.tag == Tag::None { source.trim_matches(['"', '\'']) } else { source };
    let plain = source.starts_with(|it: char| it.is_ascii_digit()) && source.get(..10) == text.get(..10);
    (plain && source != text).then(|| source.into())
}

/// A map of texts: that of the node at a path, or an empty one.
pub(crate) fn texts_at(root: &Node, path: &[&str], files: &Files) -> Map {
    let mut node = match root.at(path) {
        Some(node) => node.clone(),
        None => return Map::default(),
    };
    make_text(&mut node, files);
    match node.data {
        Data::Map(map) => map,
        _ => Map::default(),
    }
}
