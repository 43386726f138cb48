//! The tables of fields that the steps of a build write to: kustomize's own, and rows from users'
//! `configurations:` files.
//!
//! The built-in tables are data, `*.yaml` beside this file. What is compiled is made of them: static rows, so that
//! no run spends time on reading them. `UPDATE_EXPECT=1 cargo test --lib tables` writes `*.rs` anew, and a test
//! holds that they are the same.

#[cfg(test)]
mod compile;
#[rustfmt::skip]
mod fields;
#[rustfmt::skip]
mod labels;
#[rustfmt::skip]
mod name_references;
#[rustfmt::skip]
mod var_references;

use std::borrow::Cow;

use crate::build::decode::Fields;
use crate::build::field_spec;
use crate::build::field_spec::FieldSpec;
use crate::build::order;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::object::Gvk;
use crate::yaml::Node;
use crate::yaml::Str;

/// What a `configurations:` file may hold.
const TABLES: [&str; 11] = [
    "namePrefix",
    "nameSuffix",
    "namespace",
    "commonLabels",
    "labels",
    "templateLabels",
    "commonAnnotations",
    "images",
    "replicas",
    "varReference",
    "nameReference",
];

/// Fields that hold the names of objects of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Referral {
    /// API group of the objects named; `None` for any.
    pub group: Option<Str>,
    /// API version of the objects named; `None` for any.
    pub version: Option<Str>,
    /// Kind of the objects named; `None` for any.
    pub kind: Option<Str>,
    /// Where their names stand in other objects.
    pub fields: Rows,
}

/// Rows of a table.
pub type Rows = Cow<'static, [FieldSpec]>;

/// A referral that is known when the program is compiled.
macro_rules! referral {
    ($group:literal $version:literal $kind:literal $($row:expr,)*) => {{
        const ROWS: &[FieldSpec] = &[$($row),*];
        Referral {
            group: $crate::build::field_spec::known($group),
            version: $crate::build::field_spec::known($version),
            kind: $crate::build::field_spec::known($kind),
            fields: std::borrow::Cow::Borrowed(ROWS),
        }
    }};
}
pub(crate) use referral;

impl Referral {
    /// True if objects of this kind are the ones named.
    pub fn selects(&self, gvk: &Gvk) -> bool {
        let fits = |wanted: &Option<Str>, actual: &Str| wanted.as_ref().is_none_or(|it| it == actual);
        fits(&self.kind, &gvk.kind) && fits(&self.group, &gvk.group) && fits(&self.version, &gvk.version)
    }

    fn gvk(&self) -> Gvk {
        let text = |field: &Option<Str>| field.clone().unwrap_or_default();
        Gvk { group: text(&self.group), version: text(&self.version), kind: text(&self.kind) }
    }

    fn set(&mut self, field: &str, value: &str) -> bool {
        match field {
            "group" => self.group = field_spec::filled(value),
            "version" => self.version = field_spec::filled(value),
            "kind" => self.kind = field_spec::filled(value),
            _ => return false,
        }
        true
    }
}

/// All tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tables {
    /// Fields that get the name prefix.
    pub name_prefix: Rows,
    /// Fields that get the name suffix.
    pub name_suffix: Rows,
    /// Fields that get the namespace, besides `metadata/namespace`.
    pub namespace: Rows,
    /// Fields that get labels that are selected by.
    pub common_labels: Rows,
    /// Fields that get `labels:`, besides `metadata/labels`.
    pub labels: Rows,
    /// Fields that get `labels:` with `includeTemplates`.
    pub template_labels: Rows,
    /// Fields that get annotations.
    pub common_annotations: Rows,
    /// Fields that hold images.
    pub images: Rows,
    /// Fields that hold a replica count.
    pub replicas: Rows,
    /// Fields that hold names of other objects, in the order in which they are followed.
    pub name_references: Cow<'static, [Referral]>,
    /// Fields in which `$(VAR)` is replaced.
    pub var_references: Rows,
}

impl Tables {
    /// The tables of kustomize 5.8.1.
    pub fn builtin() -> &'static Self {
        static TABLES: Tables = Tables {
            name_prefix: Cow::Borrowed(fields::NAME_PREFIX),
            name_suffix: Cow::Borrowed(fields::NAME_SUFFIX),
            namespace: Cow::Borrowed(fields::NAMESPACE),
            common_labels: Cow::Borrowed(labels::COMMON_LABELS),
            labels: Cow::Borrowed(&[]),
            template_labels: Cow::Borrowed(labels::TEMPLATE_LABELS),
            common_annotations: Cow::Borrowed(labels::COMMON_ANNOTATIONS),
            images: Cow::Borrowed(fields::IMAGES),
            replicas: Cow::Borrowed(fields::REPLICAS),
            name_references: Cow::Borrowed(name_references::NAME_REFERENCE),
            var_references: Cow::Borrowed(var_references::VAR_REFERENCE),
        };
        &TABLES
    }

    /// Adds the rows of a `configurations:` file. A row that is covered already adds nothing; one that
    /// contradicts another is an error.
    pub fn merge(&mut self, config: &Node, diagnostics: &mut Diagnostics) -> Result<(), Reported> {
        if config.is_null() {
            return Ok(());
        }
        let fields = Fields::of(config, "", &TABLES, diagnostics)?;
        for table in TABLES {
            for (index, node) in fields.list(table, diagnostics)?.iter().enumerate() {
                let place = format!("{table}[{index}]");
                if table == "nameReference" {
                    let referral = decode_referral(node, &place, diagnostics)?;
                    self.add_referral(referral, diagnostics)?;
                } else if let Some(list) = self.list(table) {
                    let row = FieldSpec::decode(node, &place, diagnostics)?;
                    field_spec::add(list, row, diagnostics)?;
                }
            }
        }
        self.sort();
        Ok(())
    }

    /// Adds the rows of other tables, as a base hands them up to what builds on it.
    pub fn absorb(&mut self, other: &Self, diagnostics: &mut Diagnostics) -> Result<(), Reported> {
        let mut other = other.clone();
        for table in TABLES {
            let incoming = other.list(table).map(std::mem::take).unwrap_or_default();
            if let Some(list) = self.list(table) {
                for row in incoming {
                    field_spec::add(list, row, diagnostics)?;
                }
            }
        }
        for referral in other.name_references.into_owned() {
            self.add_referral(referral, diagnostics)?;
        }
        self.sort();
        Ok(())
    }

    pub(crate) fn add_referral(
        &mut self,
        new: Referral,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Reported> {
        let Some(old) = self.name_references.to_mut().iter_mut().find(|old| old.gvk() == new.gvk()) else {
            self.name_references.to_mut().push(new);
            return Ok(());
        };
        new.fields
            .into_owned()
            .into_iter()
            .try_for_each(|row| field_spec::add(old.fields.to_mut(), row, diagnostics))
    }

    /// The order in which references are followed counts: a name that one row has renewed is looked up
    /// by the next. That of the other rows counts when tables are merged: a row for one kind that comes
    /// first covers a later one for all kinds.
    pub(crate) fn sort(&mut self) {
        let order = order::Order::default();
        self.name_references.to_mut().sort_by_cached_key(|it| order::kind_key(&it.gvk(), &order));
        for table in TABLES {
            if let Some(list) = self.list(table) {
                list.sort_by_cached_key(|row| order::kind_key(&row.gvk(), &order));
            }
        }
    }

    /// The tables of a kustomization with these `configurations:` files: the built-in ones first, then
    /// those of the files.
    pub(crate) fn configured(files: &[&Node], diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        let mut own = Self::default();
        for file in files {
            let mut rows = Self::default();
            rows.merge(file, diagnostics)?;
            own.absorb(&rows, diagnostics)?;
        }
        let mut tables = Self::builtin().clone();
        tables.absorb(&own, diagnostics)?;
        Ok(tables)
    }

    fn list(&mut self, table: &str) -> Option<&mut Vec<FieldSpec>> {
        Some(match table {
            "namePrefix" => self.name_prefix.to_mut(),
            "nameSuffix" => self.name_suffix.to_mut(),
            "namespace" => self.namespace.to_mut(),
            "commonLabels" => self.common_labels.to_mut(),
            "labels" => self.labels.to_mut(),
            "templateLabels" => self.template_labels.to_mut(),
            "commonAnnotations" => self.common_annotations.to_mut(),
            "images" => self.images.to_mut(),
            "replicas" => self.replicas.to_mut(),
            "varReference" => self.var_references.to_mut(),
            _ => return None,
        })
    }
}

fn decode_referral(node: &Node, place: &str, diagnostics: &mut Diagnostics) -> Result<Referral, Reported> {
    let fields = Fields::of(node, place, &["group", "version", "kind", "fieldSpecs"], diagnostics)?;
    let mut referral = Referral::default();
    for name in ["group", "version", "kind"] {
        referral.set(name, fields.str(name, diagnostics)?.unwrap_or_default());
    }
    for (index, row) in fields.list("fieldSpecs", diagnostics)?.iter().enumerate() {
        referral.fields.to_mut().push(FieldSpec::decode(
            row,
            &format!("{place}.fieldSpecs[{index}]"),
            diagnostics,
        )?);
    }
    Ok(referral)
}

#[cfg(test)]
mod tests {
    use super::Tables;
    use crate::object::Gvk;

    #[test]
    fn the_built_in_tables_are_read_whole() {
        let tables = Tables::builtin();
        let references: usize = tables.name_references.iter().map(|it| it.fields.len()).sum();
        assert_eq!((tables.name_references.len(), references), (16, 167));
        assert_eq!((tables.common_labels.len(), tables.template_labels.len()), (32, 10));
        assert_eq!((tables.common_annotations.len(), tables.images.len()), (9, 6));
        assert_eq!((tables.var_references.len(), tables.replicas.len()), (72, 4));
        assert_eq!((tables.name_prefix.len(), tables.name_suffix.len(), tables.namespace.len()), (1, 1, 3));
        assert!(tables.labels.is_empty());
        let rows =
            tables.name_references.iter().flat_map(|it| it.fields.iter()).chain(tables.common_labels.iter());
        assert!(rows.into_iter().all(|row| row.path.iter().all(|element| !element.is_empty())));
    }

    #[test]
    fn rows_say_what_they_select() {
        let service = Gvk::new("v1", "Service");
        let rows: Vec<_> =
            Tables::builtin().common_labels.iter().filter(|row| row.selects(&service)).collect();
        assert_eq!(
            rows.iter().map(|row| row.shown()).collect::<Vec<_>>(),
            ["spec/selector", "metadata/labels"]
        );
        assert!(rows.iter().all(|row| row.create));
    }
}
