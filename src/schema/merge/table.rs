//! The built-in table. `schemas/kustomize/merge-keys.py` makes it.

use super::Behind;
use super::MergeSchema;
use super::Type;
use crate::yaml::Str;
use std::sync::OnceLock;

/// Lines are `kind <apiVersion> <kind> <behind>` and `type <number> <behind>=<field>,<field> …`, where
/// `<behind>` is `-`, `?`, the number of a type, or `[<key>,<key>]<behind>` for a list that is merged.
const TABLE: &str = include_str!("builtin.txt");

/// The kinds of the table, and its types, each read when it is first asked for: a run needs a few of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// `apiVersion`, kind, and what lies behind it.
    pub(super) kinds: Vec<(&'static str, &'static str, Behind)>,
    types: Vec<Line>,
}

#[derive(Clone, Debug)]
struct Line {
    text: &'static str,
    read: OnceLock<Type>,
}

impl Table {
    pub(super) fn kind(&self, api_version: &str, kind: &str) -> Option<&Behind> {
        let found = self.kinds.iter().find(|it| it.1 == kind && it.0 == api_version);
        found.map(|(_, _, behind)| behind)
    }

    pub(super) fn type_at(&self, number: usize) -> Option<&Type> {
        self.types.get(number).map(|line| line.read.get_or_init(|| fields(line.text)))
    }
}

/// Takes the table apart into lines. Tests hold that every line of it is understood.
pub(super) fn read() -> MergeSchema {
    let mut table = Table::default();
    let mut text = TABLE;
    while let Some((line, rest)) = cut(text, b'\n') {
        text = rest;
        if let Some(rest) = line.strip_prefix("type ") {
            table.types.push(Line { text: rest, read: OnceLock::new() });
        } else if let Some((api_version, rest)) = line.strip_prefix("kind ").and_then(|it| cut(it, b' '))
            && let Some((kind, target)) = cut(rest, b' ')
        {
            table.kinds.push((api_version, kind, behind(target)));
        }
    }
    MergeSchema { table, ..MergeSchema::default() }
}

/// Text before and behind an ASCII character. The table is read at nearly every start, and this takes a quarter of
/// the time of `split_once`.
fn cut(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = memchr::memchr(at, text.as_bytes())?;
    Some((text.get(..place)?, text.get(place + 1..)?))
}

/// The fields of a type. The first word is its number.
fn fields(line: &str) -> Type {
    let mut fields = Type::default();
    for (target, names) in line.split(' ').skip(1).filter_map(|it| it.rsplit_once('=')) {
        for name in names.split(',') {
            fields.fields.insert(name.into(), behind(target));
        }
    }
    fields.rest = fields.fields.remove("*");
    fields
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
