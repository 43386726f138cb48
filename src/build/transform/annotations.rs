//! `commonAnnotations`: annotations on every object and pod template.

use crate::build::decode;
use crate::build::field_spec::FieldSpec;
use crate::build::transform::field;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::source::StepId;
use crate::yaml::Map;
use crate::yaml::Node;

/// Annotations to be set.
#[derive(Clone, Debug, Default)]
pub struct Annotations {
    /// Keys and texts.
    pub pairs: Map,
}

impl Annotations {
    /// Decodes `commonAnnotations:`.
    pub fn decode(node: &Node, place: &str, diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        Ok(Self { pairs: field::texts(decode::pairs(node, place, diagnostics)?) })
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
