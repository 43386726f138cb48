//! `labels` and `commonLabels`: labels on objects, pod templates and selectors.

use crate::build::decode;
use crate::build::decode::Fields;
use crate::build::field_spec;
use crate::build::field_spec::FieldSpec;
use crate::build::tables::Tables;
use crate::build::transform::field;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::source::StepId;
use crate::yaml::Map;
use crate::yaml::Node;

/// One entry of `labels:`, or `commonLabels:`.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    /// Keys and texts.
    pub pairs: Map,
    /// Whether selectors get them too, and what is selected.
    pub include_selectors: bool,
    /// Whether pod templates get them too.
    pub include_templates: bool,
    /// Fields of the user's own.
    pub fields: Vec<FieldSpec>,
}

impl Labels {
    /// Decodes one entry of `labels:`.
    pub fn decode(node: &Node, place: &str, diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        let names = ["pairs", "includeSelectors", "includeTemplates", "fields"];
        let fields = Fields::of(node, place, &names, diagnostics)?;
        let mut rows = Vec::new();
        for (index, row) in fields.list("fields", diagnostics)?.iter().enumerate() {
            rows.push(FieldSpec::decode(row, &format!("{place}.fields[{index}]"), diagnostics)?);
        }
        Ok(Self {
            pairs: fields.pairs("pairs", diagnostics)?.map(field::texts).unwrap_or_default(),
            include_selectors: fields.bool("includeSelectors", diagnostics)?.unwrap_or_default(),
            include_templates: fields.bool("includeTemplates", diagnostics)?.unwrap_or_default(),
            fields: rows,
        })
    }

    /// Decodes `commonLabels:`, or the labels of a `LabelTransformer`. Its rows are the table's, without those for `labels:`.
    pub fn decode_common(node: &Node, place: &str, diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        let pairs = field::texts(decode::pairs(node, place, diagnostics)?);
        Ok(Self { pairs, ..Self::default() })
    }

    /// The rows that an entry of `labels:` writes to: its own, then those of the tables.
    pub fn rows(&self, tables: &Tables, diagnostics: &mut Diagnostics) -> Result<Vec<FieldSpec>, Reported> {
        let mut rows = self.fields.clone();
        let mut add = |more: &[FieldSpec]| {
            more.iter().try_for_each(|row| field_spec::add(&mut rows, row.clone(), diagnostics))
        };
        add(&tables.labels)?;
        if self.include_selectors {
            add(&tables.common_labels)?;
        } else {
            if self.include_templates {
                add(&tables.template_labels)?;
            }
            add(&[FieldSpec { create: true, ..FieldSpec::new("metadata/labels") }])?;
        }
        Ok(rows)
    }

    /// Sets them in the fields of the rows.
    pub fn apply(
        &self,
        objects: &mut [Object],
        rows: &[FieldSpec],
        step: StepId,
        session: &mut Session,
    ) -> Result<(), Reported> {
        field::set_pairs(objects, &self.pairs, rows, step, session)
    }
}
