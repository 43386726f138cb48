//! `namePrefix` and `nameSuffix`.

use crate::build::field_spec::FieldSpec;
use crate::build::scalars;
use crate::build::transform::field;
use crate::build::transform::field::Made;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Gvk;
use crate::object::Object;
use crate::source::StepId;
use crate::yaml::Node;
use crate::yaml::Str;

/// Where the text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Before the name.
    Prefix,
    /// After the name.
    Suffix,
}

/// Text that is put before or after names.
#[derive(Clone, Debug)]
pub struct Affix {
    /// Where it goes.
    pub side: Side,
    /// The text; its origin is that of the new names.
    pub text: Node,
}

impl Affix {
    /// Renames objects. Definitions of kinds, API services and namespaces keep their names, because other
    /// fields of theirs, or the names of other objects, repeat them.
    pub fn apply(
        &self,
        objects: &mut [Object],
        rows: &[FieldSpec],
        step: StepId,
        session: &mut Session,
    ) -> Result<(), Reported> {
        let text = self.text.scalar().unwrap_or_default();
        for object in objects {
            let original = object.original_id().gvk;
            if keeps_its_name(&original) {
                continue;
            }
            for row in rows.iter().filter(|row| row.selects(&original)) {
                self.apply_row(object, row, &text, step, session)?;
            }
        }
        Ok(())
    }

    fn apply_row(
        &self,
        object: &mut Object,
        row: &FieldSpec,
        text: &Str,
        step: StepId,
        session: &mut Session,
    ) -> Result<(), Reported> {
        if *row.path == ["metadata", "name"] && !text.is_empty() {
            match self.side {
                Side::Prefix => object.prefixes.push(text.clone()),
                Side::Suffix => object.suffixes.push(text.clone()),
            }
            object.remember();
        }
        if !row.selects(&Gvk::of(&object.root)) {
            return Ok(());
        }
        let origin = self.text.origin.by(step);
        let result = field::write(&mut object.root, row, Made::Text, origin, &mut |node| {
            field::scalar_only(node)?;
            let old = scalars::written(node, &session.files);
            let new = match self.side {
                Side::Prefix => format!("{text}{old}"),
                Side::Suffix => format!("{old}{text}"),
            };
            let data = field::unquoted(new, node, session);
            field::put_untyped(node, data, origin, &mut session.trace);
            Ok(())
        });
        result.map_err(|fault| fault.report(row, object, session))
    }
}

/// True for kinds whose names no prefix or suffix touches.
fn keeps_its_name(gvk: &Gvk) -> bool {
    match gvk.kind.as_str() {
        "CustomResourceDefinition" | "Namespace" => true,
        "APIService" => gvk.group == "apiregistration.k8s.io",
        _ => false,
    }
}
