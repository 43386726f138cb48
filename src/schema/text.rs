//! Reads `schemas/**/*.types`, the text that the built-in table is made from (`schemas/README.md` tells the format).

use super::pack::Bounds;
use super::pack::Builder;
use super::pack::Definition;
use super::pack::Kind;
use super::types::Flag;
use super::types::Format;
use super::types::Shape;
use foldhash::HashMap;
use foldhash::HashSet;
use std::path::Path;

/// A table as its readable text.
#[derive(Default)]
struct Reader {
    builder: Builder,
    names: HashMap<String, u32>,
    aliases: HashSet<String>,
}

/// All `.types` files below a folder, in the order of their paths.
fn read(folder: &Path) -> Vec<String> {
    let mut paths: Vec<_> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|it| it == "types"))
        .collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// The table that the texts below a folder give.
pub(super) fn pack(folder: &Path) -> Vec<u8> {
    let texts = read(folder);
    let mut reader = Reader::default();
    let lines = || {
        texts.iter().flat_map(|text| text.lines()).filter(|line| !line.starts_with('#') && !line.is_empty())
    };
    for line in lines() {
        if let Some(rest) = line.strip_prefix("type\t").or(line.strip_prefix("alias\t")) {
            let name = rest.split('\t').next().unwrap();
            let index = reader.builder.reserve();
            if line.starts_with("alias") {
                reader.aliases.insert(name.to_owned());
            }
            assert!(reader.names.insert(name.to_owned(), index).is_none(), "{name} twice");
        }
    }
    // Aliases first: a field may add notes to one.
    for line in lines().filter(|line| line.starts_with("alias")) {
        let cells: Vec<&str> = line.split('\t').collect();
        let of = reader.noted(cells[2], &cells[3..]).0;
        let definition = reader.builder.get(of).unwrap().clone();
        reader.builder.fill(reader.names[cells[1]], definition);
    }
    let mut open: Option<(u32, Definition)> = None;
    for line in lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        if let ["", name, typed, notes @ ..] = cells.as_slice() {
            let (of, required) = reader.noted(typed, notes);
            open.as_mut().expect("a type").1.fields.push(((*name).to_owned(), of, required));
            continue;
        }
        if let Some((index, definition)) = open.take() {
            reader.builder.fill(index, definition);
        }
        match cells.as_slice() {
            ["type", name, notes @ ..] => {
                let mut definition = Definition::new(Shape::Object);
                definition.name = go_name(name);
                for text in notes {
                    note(&mut definition, text);
                }
                open = Some((reader.names[*name], definition));
            }
            ["alias", ..] => {}
            ["kind", api_version, kind, typed, notes @ ..] => reader.kind(api_version, kind, typed, notes),
            _ => panic!("{line}"),
        }
    }
    if let Some((index, definition)) = open {
        reader.builder.fill(index, definition);
    }
    reader.builder.object_meta(reader.names["meta.v1.ObjectMeta"]);
    reader.builder.finish()
}

/// `core.v1.Container` is `Container`; the paths of custom kinds are no names.
fn go_name(name: &str) -> Option<String> {
    let parts: Vec<&str> = name.split('.').collect();
    match parts.as_slice() {
        [_, _, name] => Some((*name).to_owned()),
        _ => None,
    }
}

impl Reader {
    fn expression(&mut self, typed: &str) -> u32 {
        if let Some(inner) = typed.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            let of = self.expression(inner);
            return self.builder.add(Definition { of, ..Definition::new(Shape::List) });
        }
        if let Some(inner) = typed.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
            let of = self.expression(inner);
            return self.builder.add(Definition { of, ..Definition::new(Shape::Map) });
        }
        let (shape, format) = match typed {
            "any" => (Shape::Any, Format::None),
            "object" => (Shape::Free, Format::None),
            "string" => (Shape::String, Format::None),
            "integer" => (Shape::Integer, Format::None),
            "int32" => (Shape::Integer, Format::Int32),
            "int64" => (Shape::Integer, Format::Int64),
            "number" => (Shape::Number, Format::None),
            "boolean" => (Shape::Boolean, Format::None),
            "int-or-string" => (Shape::IntOrString, Format::None),
            "quantity" => (Shape::Quantity, Format::None),
            "time" => (Shape::Time, Format::None),
            "bytes" => (Shape::Bytes, Format::None),
            name => return *self.names.get(name).unwrap_or_else(|| panic!("no type {name}")),
        };
        self.builder.add(Definition { format, ..Definition::new(shape) })
    }

    /// A type with notes of its own, and whether it is required.
    fn noted(&mut self, typed: &str, notes: &[&str]) -> (u32, bool) {
        let base = self.expression(typed);
        let required = notes.contains(&"required");
        let notes: Vec<_> = notes.iter().filter(|it| !matches!(**it, "required" | "optional")).collect();
        if notes.is_empty() {
            return (base, required);
        }
        if self.names.contains_key(typed) && !self.aliases.contains(typed) {
            // The notes of a field would make a second type of an object. The only one there is, a strategy of
            // patches, is kustomize's business.
            assert_eq!(notes, [&"retain-keys"], "{typed}");
            return (base, required);
        }
        let mut definition = self.builder.get(base).unwrap().clone();
        for text in notes {
            note(&mut definition, text);
        }
        (self.builder.add(definition), required)
    }

    fn kind(&mut self, api_version: &str, kind: &str, typed: &str, notes: &[&str]) {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let minor = |key: &str| {
            let found = notes.iter().find_map(|note| note.strip_prefix(key));
            found.map_or(0, |text| text.parse().unwrap())
        };
        self.builder.kind(Kind {
            name: kind.to_owned(),
            group: group.to_owned(),
            version: version.to_owned(),
            of: (typed != "-").then(|| self.names[typed]),
            since: minor("since=1."),
            removed: minor("removed=1."),
            namespaced: !notes.contains(&"cluster"),
        });
    }
}

fn note(definition: &mut Definition, text: &str) {
    let list = |text: &str| text.split('|').map(str::to_owned).collect::<Vec<_>>();
    let limits: &mut Bounds = &mut definition.limits;
    match text.split_once('=').unwrap_or((text, "")) {
        ("open", _) => definition.set(Flag::Open),
        ("partial", _) => definition.set(Flag::Partial),
        ("atomic", _) => definition.set(Flag::Atomic),
        ("set", _) => definition.set(Flag::Set),
        ("unique", _) => definition.set(Flag::Unique),
        ("merge-set", _) => definition.set(Flag::MergeSet),
        ("retain-keys", _) => definition.set(Flag::RetainKeys),
        ("label", _) => definition.format = Format::Label,
        ("port-name", _) => definition.format = Format::PortName,
        ("labels", _) => definition.format = Format::Labels,
        ("annotations", _) => definition.format = Format::Annotations,
        ("merge", key) => definition.merge_key = Some(key.to_owned()),
        ("keys", keys) => definition.keys = list(keys),
        ("enum" | "one-of", values) => definition.values = list(values),
        ("default", value) => definition.default = Some(value.to_owned()),
        ("minimum", value) => limits.minimum = value.parse::<f64>().unwrap().to_bits(),
        ("maximum", value) => limits.maximum = value.parse::<f64>().unwrap().to_bits(),
        ("min-length", value) => limits.min_length = value.parse().unwrap(),
        ("max-length", value) => limits.max_length = value.parse().unwrap(),
        ("min-items", value) => limits.min_items = value.parse().unwrap(),
        ("max-items", value) => limits.max_items = value.parse().unwrap(),
        ("pattern", value) => limits.pattern = Some(value.to_owned()),
        _ => panic!("unknown note {text}"),
    }
}
