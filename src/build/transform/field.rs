//! Writes to the fields that the rows of a table name, as kustomize's `fieldspec` filter does.
//!
//! Lists on the way are passed through. A missing field is made if its row says `create: true`, except
//! below a key that ends in `[]`: no list element is ever made.

use crate::build::field_spec::FieldSpec;
use crate::build::transform::shared;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::ByKind;
use crate::object::Object;
use crate::source::Origin;
use crate::source::StepId;
use crate::source::Trace;
use crate::yaml;
use crate::yaml::Data;
use crate::yaml::Entry;
use crate::yaml::Form;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::Quotes;
use crate::yaml::Rules;
use crate::yaml::Str;
use crate::yaml::Tag;

/// What is made in place of a missing field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Made {
    /// The empty text, to be overwritten.
    Text,
    /// An empty map.
    Map,
    /// Nothing, whatever the row says.
    Nothing,
}

/// Why a field could not be written.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A value of another type stands at the field or on the way to it.
    Unfit {
        /// Where it stands.
        at: Origin,
        /// What was expected.
        wanted: &'static str,
        /// What was found.
        found: &'static str,
    },
    /// The path has an element that names no field, such as an empty one or an index.
    Path(String),
    /// The user was told already.
    Reported(Reported),
}

impl Fault {
    /// A value that is not what was wanted.
    pub(crate) fn unfit(node: &Node, wanted: &'static str) -> Self {
        Self::Unfit { at: node.origin, wanted, found: node.type_name() }
    }

    /// Tells the user.
    pub(crate) fn report(self, row: &FieldSpec, object: &Object, session: &mut Session) -> Reported {
        let path = row.shown();
        let finding = match self {
            Self::Reported(reported) => return reported,
            Self::Unfit { at, wanted, found } => {
                let message = format!("`{path}` cannot be written: expected {wanted} here, found {found}");
                Diagnostic::error("unfit-field", at, message).help("correct the value")
            }
            Self::Path(element) => {
                let message = format!("`{path}` cannot be followed: `{element}` is no name of a field");
                Diagnostic::error("unfit-field", row.at, message)
                    .help("name fields only; lists are passed through by themselves")
            }
        };
        let finding = finding.also(row.at, "this row names the field").about(object.reference());
        session.diagnostics.error(finding)
    }
}

/// Calls `change` on every node at the path of a row. `origin` is that of what is made on the way.
pub(crate) fn write(
    root: &mut Node,
    row: &FieldSpec,
    made: Made,
    origin: Origin,
    change: &mut impl FnMut(&mut Node) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let made = if row.create { made } else { Made::Nothing };
    Walk { made, origin, change }.walk(root, &row.path)
}

struct Walk<'a, F> {
    made: Made,
    origin: Origin,
    change: &'a mut F,
}

impl<F: FnMut(&mut Node) -> Result<(), Fault>> Walk<'_, F> {
    fn walk(&mut self, node: &mut Node, path: &[Str]) -> Result<(), Fault> {
        let Some((element, rest)) = path.split_first() else { return (self.change)(node) };
        match &mut node.data {
            Data::Null => Ok(()),
            Data::Seq(items) => items.iter_mut().try_for_each(|item| self.walk(item, path)),
            Data::Map(map) => match self.enter(map, element, rest.is_empty())? {
                Some(value) => self.walk(value, rest),
                None => Ok(()),
            },
            _ => Err(Fault::unfit(node, "a map or a list")),
        }
    }

    /// The value of a path's element, made if it is missing or null and may be made.
    fn enter<'n>(&self, map: &'n mut Map, element: &str, last: bool) -> Result<Option<&'n mut Node>, Fault> {
        let (key, is_list) = FieldSpec::key(element);
        let key = field(key).ok_or_else(|| Fault::Path(element.to_owned()))?;
        let made = match self.made {
            _ if is_list => Made::Nothing,
            Made::Nothing => Made::Nothing,
            made if last => made,
            _ => Made::Map,
        };
        let value = match made {
            Made::Nothing => map.get_mut(key),
            _ => Some(map.get_or_insert_with(key, || Node::new(Data::Null, self.origin))),
        };
        let Some(value) = value else { return Ok(None) };
        if value.is_null() {
            let data = match made {
                Made::Text => Data::Text("".into()),
                Made::Map => Data::Map(Map::default()),
                // A null that is said to be a list becomes an empty one, whether or not fields are made.
                Made::Nothing if is_list => Data::Seq(Vec::new()),
                Made::Nothing => return Ok(Some(value)),
            };
            value.data = data;
            value.form.quotes = Quotes::Plain;
        }
        Ok(Some(value))
    }
}

/// The name of the field that an element of a path means, if it means one.
fn field(key: &str) -> Option<&str> {
    // Nearly all are of this sort.
    if let [b'a'..=b'z' | b'A'..=b'Z', .., b'a'..=b'z' | b'A'..=b'Z'] = key.as_bytes() {
        return Some(key);
    }
    let key = key.trim();
    let none =
        key.is_empty() || key == "-" || key == "*" || key.starts_with('[') || key.parse::<i64>().is_ok();
    (!none).then_some(key)
}

/// Puts a value in the place of another one.
pub(crate) fn put(node: &mut Node, data: Data, origin: Origin, trace: &mut Trace) {
    node.origin = trace.replace(node.origin, origin);
    node.data = data;
    node.form = Form { quotes: node.form.quotes.inherited(), tag: Tag::Own };
}

/// Puts a value there that has no type of its own.
pub(crate) fn put_untyped(node: &mut Node, data: Data, origin: Origin, trace: &mut Trace) {
    put(node, data, origin, trace);
    node.form.tag = Tag::None;
}

/// Passes scalars and null, which a scalar may replace.
pub(crate) fn scalar_only(node: &Node) -> Result<(), Fault> {
    match node.data {
        Data::Seq(_) | Data::Map(_) => Err(Fault::unfit(node, "a single value")),
        _ => Ok(()),
    }
}

/// What a text means that kustomize writes over a scalar without saying that it is text: it keeps the
/// quotes of the value that it replaces, so without quotes `12` becomes a number (`SetScalar` in
/// api/filters/filtersutil/setters.go has no tag).
pub(crate) fn unquoted(text: String, old: &Node, session: &Session) -> Data {
    let read = if yaml::is_quoted(old, session) { None } else { yaml::unquoted(&text, Rules::Resource) };
    read.unwrap_or_else(|| Data::Text(text.into()))
}

/// A whole number; text if the value that it replaces is in quotes, which it keeps.
pub(crate) fn number(value: i64, old: &Node, session: &Session) -> Data {
    let text = value.to_string().into();
    if yaml::is_quoted(old, session) { Data::Text(text) } else { Data::Number(text) }
}

/// Sets entries, such as labels, in the maps that the rows name.
pub(crate) fn set_pairs(
    objects: &mut [Object],
    pairs: &Map,
    rows: &[FieldSpec],
    step: StepId,
    session: &mut Session,
) -> Result<(), Reported> {
    let Some(first) = pairs.iter().next() else { return Ok(()) };
    let origin = first.value.origin.by(step);
    let mut kinds: ByKind<Vec<&FieldSpec>> = ByKind::default();
    let mut added = vec![0_usize; pairs.len()];
    for object in objects {
        let rows = kinds.of(&object.root, |gvk| rows.iter().filter(|row| row.selects(&gvk)).collect());
        added.fill(0);
        for row in rows.iter().copied() {
            let marked = is_marked(object, row).then(|| FieldSpec { create: true, ..row.clone() });
            let row = marked.as_ref().unwrap_or(row);
            let trace = &mut session.trace;
            let result = write(&mut object.root, row, Made::Map, origin, &mut |node| match &mut node.data {
                // A null that is not to be made into a map stays one.
                Data::Null => Ok(()),
                Data::Map(map) => {
                    for (pair, added) in pairs.iter().zip(&mut added) {
                        *added += usize::from(set_pair(map, pair, step, trace));
                    }
                    Ok(())
                }
                _ => Err(Fault::unfit(node, "a map")),
            });
            result.map_err(|fault| fault.report(row, object, session))?;
        }
        for (pair, added) in pairs.iter().zip(&added) {
            if *added > 1 {
                shared::note(object, &pair.key, pair.value.origin.by(step));
            }
        }
    }
    Ok(())
}

/// True for the annotations of an object that kustomize keeps notes in by now: it has some, even if its file
/// has none.
fn is_marked(object: &Object, row: &FieldSpec) -> bool {
    !row.create && *row.path == ["metadata", "annotations"] && object.has_memory()
}

/// True if the entry is new.
fn set_pair(map: &mut Map, pair: &Entry, step: StepId, trace: &mut Trace) -> bool {
    let origin = pair.value.origin.by(step);
    match map.get_mut(&pair.key) {
        Some(old) => {
            put(old, pair.value.data.clone(), origin, trace);
            false
        }
        None => {
            map.push(Entry {
                key: pair.key.clone(),
                key_origin: pair.key_origin.by(step),
                value: {
                    let mut value = Node::new(pair.value.data.clone(), origin);
                    value.form.quotes = Quotes::Plain;
                    value.visited();
                    value
                },
            });
            true
        }
    }
}

/// A map of texts, a null value being the empty text.
pub(crate) fn texts(map: &Map) -> Map {
    map.iter()
        .map(|entry| Entry {
            value: match entry.value.data {
                Data::Null => Node::text("", entry.value.origin),
                _ => entry.value.clone(),
            },
            ..entry.clone()
        })
        .collect()
}
