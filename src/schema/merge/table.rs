//! The built-in table. `schemas/kustomize/merge-keys.py` makes it.

use super::Behind;
use super::MergeSchema;
use super::Type;
use crate::yaml::Str;

/// Lines are `kind <apiVersion> <kind> <behind>` and `type <number> <behind>=<field>,<field> …`, where
/// `<behind>` is `-`, `?`, the number of a type, or `[<key>,<key>]<behind>` for a list that is merged.
const TABLE: &str = include_str!("builtin.txt");

/// Reads the table. Tests hold that every line of it is understood.
pub(super) fn read() -> MergeSchema {
    let mut schema = MergeSchema::default();
    for line in TABLE.lines() {
        let mut words = line.split(' ');
        match (words.next(), words.next(), words.next()) {
            (Some("kind"), Some(api_version), Some(kind)) => {
                let behind = words.next().map_or(Behind::Nothing, behind);
                schema.kinds.entry(api_version.into()).or_default().insert(kind.into(), behind);
            }
            (Some("type"), Some(_), first) => {
                let mut fields = Type::default();
                for (target, names) in first.into_iter().chain(words).filter_map(|it| it.rsplit_once('=')) {
                    for name in names.split(',') {
                        fields.fields.insert(name.into(), behind(target));
                    }
                }
                fields.rest = fields.fields.remove("*");
                schema.types.push(fields);
            }
            _ => {}
        }
    }
    schema
}

fn behind(text: &str) -> Behind {
    if let Some((keys, item)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let keys = keys.split(',').filter(|key| !key.is_empty()).map(Str::from).collect();
        return Behind::List(keys, Some(Box::new(behind(item))));
    }
    match text {
        "?" => Behind::Opaque,
        text => text.parse().map_or(Behind::Nothing, Behind::Type),
    }
}
