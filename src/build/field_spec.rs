//! One row of a table: which kinds, which field, and whether it is made where it is missing.

use crate::build::decode::Fields;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::object::Gvk;
use crate::source::Origin;
use crate::yaml::Node;
use crate::yaml::Str;
use std::borrow::Cow;

/// A field of some kinds of objects. What is `None` matches everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// API group.
    pub group: Option<Str>,
    /// API version.
    pub version: Option<Str>,
    /// Kind.
    pub kind: Option<Str>,
    /// Keys from the root down. Lists on the way are passed through; a key that ends in `[]` says so
    /// (see [`FieldSpec::key`]).
    pub path: Cow<'static, [Str]>,
    /// Whether the field is made where it is missing.
    pub create: bool,
    /// Where the row is written; [`Origin::NONE`] for the built-in ones.
    pub at: Origin,
}

/// A row that is known when the program is compiled: group, version, kind, `create`, and the keys of the path.
macro_rules! row {
    ($group:literal $version:literal $kind:literal $create:literal $($key:literal)*) => {{
        const PATH: &[$crate::yaml::Str] = &[$($crate::yaml::Str::new_static($key)),*];
        FieldSpec {
            group: $crate::build::field_spec::known($group),
            version: $crate::build::field_spec::known($version),
            kind: $crate::build::field_spec::known($kind),
            path: std::borrow::Cow::Borrowed(PATH),
            create: $create,
            at: $crate::source::Origin::NONE,
        }
    }};
}
pub(crate) use row;

/// Text that is known when the program is compiled; `None` if empty.
pub(crate) const fn known(text: &'static str) -> Option<Str> {
    if text.is_empty() { None } else { Some(Str::new_static(text)) }
}

impl FieldSpec {
    /// A field of all kinds that is not made where it is missing.
    pub fn new(path: &str) -> Self {
        Self {
            group: None,
            version: None,
            kind: None,
            path: split(path).into(),
            create: false,
            at: Origin::NONE,
        }
    }

    /// Decodes a row.
    pub fn decode(node: &Node, place: &str, diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        let names = ["group", "version", "kind", "path", "create"];
        let fields = Fields::of(node, place, &names, diagnostics)?;
        let mut row = Self { at: node.origin, ..Self::new("") };
        for name in ["group", "version", "kind", "path"] {
            row.set(name, fields.str(name, diagnostics)?.unwrap_or_default());
        }
        row.create = fields.bool("create", diagnostics)?.unwrap_or_default();
        Ok(row)
    }

    /// Group, version and kind as written, empty for what matches everything.
    pub(crate) fn gvk(&self) -> Gvk {
        let text = |field: &Option<Str>| field.clone().unwrap_or_default();
        Gvk { group: text(&self.group), version: text(&self.version), kind: text(&self.kind) }
    }

    /// True if the row is about objects of this kind.
    pub fn selects(&self, gvk: &Gvk) -> bool {
        selects(self.kind.as_ref(), &gvk.kind)
            && selects(self.group.as_ref(), &gvk.group)
            && selects(self.version.as_ref(), &gvk.version)
    }

    /// The key of a path's element, and whether the element says that it holds a list.
    pub fn key(element: &str) -> (&str, bool) {
        match element.as_bytes() {
            [.., b'[', b']'] => (element.strip_suffix("[]").unwrap_or_default(), true),
            _ => (element, false),
        }
    }

    /// The path as written in a table.
    pub fn shown(&self) -> String {
        let elements: Vec<String> = self.path.iter().map(|element| element.replace('/', "\\/")).collect();
        elements.join("/")
    }

    /// True if this row already covers what `other` asks for: same path, and this one's kinds are
    /// among the other's.
    fn covers(&self, other: &Self) -> bool {
        narrower(self.group.as_ref(), other.group.as_ref())
            && narrower(self.version.as_ref(), other.version.as_ref())
            && narrower(self.kind.as_ref(), other.kind.as_ref())
            && self.path == other.path
    }

    /// Sets a field of the row by its name in a table. False if there is no such field.
    pub(crate) fn set(&mut self, field: &str, value: &str) -> bool {
        match field {
            "group" => self.group = filled(value),
            "version" => self.version = filled(value),
            "kind" => self.kind = filled(value),
            "path" => self.path = split(value).into(),
            "create" => self.create = value == "true",
            _ => return false,
        }
        true
    }
}

fn selects(wanted: Option<&Str>, actual: &Str) -> bool {
    wanted.is_none_or(|wanted| wanted == actual)
}

fn narrower(own: Option<&Str>, other: Option<&Str>) -> bool {
    other.is_none_or(|other| own == Some(other))
}

/// Text, `None` if empty: an empty group or kind matches everything.
pub(crate) fn filled(value: &str) -> Option<Str> {
    (!value.is_empty()).then(|| value.into())
}

/// Splits a path at `/`; `\/` is a slash within a key, and a slash at the start does not count.
pub(crate) fn split(path: &str) -> Vec<Str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    if !path.contains('\\') {
        return path.split('/').map(Str::new).collect();
    }
    let mut elements: Vec<String> = Vec::new();
    for part in path.split('/') {
        match elements.last_mut() {
            Some(last) if last.ends_with('\\') => {
                last.pop();
                last.push('/');
                last.push_str(part);
            }
            _ => elements.push(part.to_owned()),
        }
    }
    elements.into_iter().map(Str::from).collect()
}

/// Adds a row unless one covers it already; two rows that differ in `create` alone contradict.
pub(crate) fn add(
    list: &mut Vec<FieldSpec>,
    row: FieldSpec,
    diagnostics: &mut Diagnostics,
) -> Result<(), Reported> {
    let Some(old) = list.iter().find(|old| old.covers(&row)) else {
        list.push(row);
        return Ok(());
    };
    if old.create == row.create {
        return Ok(());
    }
    let message = format!(
        "`{}` has `create: {}` here, but `create: {}` {}",
        row.shown(),
        row.create,
        old.create,
        if old.at.is_known() { "in an earlier row" } else { "in the built-in table" }
    );
    let finding = Diagnostic::error("conflicting-field-spec", row.at, message)
        .also(old.at, "the earlier row")
        .help("remove this row, or give it the same `create`");
    Err(diagnostics.error(finding))
}

/// Calls `change` on the node at a path, on each one if lists are on the way. Missing and null values
/// are passed over; `blocked` makes the error for a scalar that is in the way.
pub fn visit<E>(
    node: &mut Node,
    path: &[Str],
    change: &mut impl FnMut(&mut Node) -> Result<(), E>,
    blocked: &mut impl FnMut(&Node) -> E,
) -> Result<(), E> {
    let Some((element, rest)) = path.split_first() else { return change(node) };
    if node.is_null() {
        return Ok(());
    }
    if let Some(items) = node.as_seq_mut() {
        return items.iter_mut().try_for_each(|item| visit(item, path, change, blocked));
    }
    if node.as_map().is_none() {
        return Err(blocked(node));
    }
    match node.get_mut(FieldSpec::key(element).0) {
        Some(value) if !value.is_null() => visit(value, rest, change, blocked),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::FieldSpec;
    use super::add;
    use super::split;
    use crate::diag::Diagnostics;
    use crate::object::Gvk;

    fn row(kind: &str, path: &str, create: bool) -> FieldSpec {
        let mut row = FieldSpec::new(path);
        row.set("kind", kind);
        row.create = create;
        row
    }

    #[test]
    fn splits_paths() {
        assert_eq!(split("spec/template/name"), ["spec", "template", "name"]);
        assert_eq!(split("/a/b"), ["a", "b"]);
        assert_eq!(
            split(r"metadata/annotations/ingress.kubernetes.io\/auth-secret"),
            ["metadata", "annotations", "ingress.kubernetes.io/auth-secret"]
        );
        assert_eq!(FieldSpec::key("containers[]"), ("containers", true));
        assert_eq!(FieldSpec::new(r"a/b\/c").shown(), r"a/b\/c");
    }

    #[test]
    fn empty_fields_match_everything() {
        let gvk = Gvk::new("apps/v1", "Deployment");
        assert!(row("", "a", false).selects(&gvk));
        assert!(row("Deployment", "a", false).selects(&gvk));
        assert!(!row("Pod", "a", false).selects(&gvk));
    }

    #[test]
    fn a_wider_row_counts_as_there_but_a_narrower_one_is_added() {
        let mut diagnostics = Diagnostics::default();
        let mut list = vec![row("Deployment", "spec/x", false)];
        assert!(add(&mut list, row("", "spec/x", false), &mut diagnostics).is_ok());
        assert_eq!(list.len(), 1);
        let mut list = vec![row("", "spec/x", false)];
        assert!(add(&mut list, row("Deployment", "spec/x", false), &mut diagnostics).is_ok());
        assert_eq!(list.len(), 2);
        assert!(add(&mut list, row("", "spec/x", true), &mut diagnostics).is_err());
        assert_eq!(diagnostics.all().first().map(|it| it.code), Some("conflicting-field-spec"));
    }
}
