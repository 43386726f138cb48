//! `replicas`: how many copies of a workload run.

use crate::build::decode::Fields;
use crate::build::field_spec::FieldSpec;
use crate::build::transform::field;
use crate::build::transform::field::Made;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::object::Gvk;
use crate::object::Object;
use crate::source::Origin;
use crate::source::StepId;
use crate::yaml::Node;

/// One entry of `replicas:`.
#[derive(Clone, Debug)]
pub struct Replicas {
    /// The workload's name, now or before any rename.
    pub name: Node,
    /// How many.
    pub count: i64,
    /// Where the count is written.
    pub count_at: Origin,
}

impl Replicas {
    /// Decodes one entry. A missing name is the empty one and a missing count is 0, as in kustomize.
    pub fn decode(node: &Node, place: &str, diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        let fields = Fields::of(node, place, &["name", "count"], diagnostics)?;
        let name = fields.text("name", diagnostics)?.cloned();
        Ok(Self {
            name: name.unwrap_or_else(|| Node::text("", node.origin)),
            count: fields.int("count", diagnostics)?.unwrap_or_default(),
            count_at: fields.get("count").map_or(node.origin, |it| it.origin),
        })
    }

    /// Sets the count of every object of that name and of a kind in the rows; there must be one.
    pub fn apply(
        &self,
        objects: &mut [Object],
        rows: &[FieldSpec],
        step: StepId,
        session: &mut Session,
    ) -> Result<(), Reported> {
        let name = self.name.as_str().unwrap_or_default();
        let origin = self.count_at.by(step);
        let mut found = false;
        // The places do not depend on the row; looking at each name once is what costs.
        let named: Vec<usize> =
            objects.iter().enumerate().filter(|it| has(it.1, name)).map(|it| it.0).collect();
        for row in rows {
            for place in &named {
                let Some(object) = objects.get_mut(*place) else { continue };
                if !object.ids().any(|id| id.name == name && row.selects(&id.gvk)) {
                    continue;
                }
                found = true;
                if !row.selects(&Gvk::of(&object.root)) {
                    continue;
                }
                let result = field::write(&mut object.root, row, Made::Text, origin, &mut |node| {
                    field::scalar_only(node)?;
                    let data = field::number(self.count, node, session);
                    field::put(node, data, origin, &mut session.trace);
                    Ok(())
                });
                result.map_err(|fault| fault.report(row, object, session))?;
            }
        }
        if found { Ok(()) } else { Err(self.report_unmatched(objects, rows, session)) }
    }

    fn report_unmatched(&self, objects: &[Object], rows: &[FieldSpec], session: &mut Session) -> Reported {
        let name = self.name.as_str().unwrap_or_default();
        let fits = |object: &&Object| rows.iter().any(|row| row.selects(&Gvk::of(&object.root)));
        let names: Vec<&str> = objects.iter().filter(fits).map(Object::name).collect();
        let kinds: Vec<&str> = rows.iter().filter_map(|row| row.kind.as_deref()).collect();
        let message = format!("no object with replicas is called `{name}`");
        let help = match (nearest(name, names.iter().copied()), names.as_slice()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, []) => format!("there is none of the kinds {} here", kinds.join(", ")),
            (None, names) => format!("there are: `{}`", names.join("`, `")),
        };
        session
            .diagnostics
            .error(Diagnostic::error("unmatched-replicas", self.name.origin, message).help(help))
    }
}

/// True if the object has, or has had, the name.
fn has(object: &Object, name: &str) -> bool {
    object.previous.iter().any(|id| id.name == name)
        || object.root.at(&["metadata", "name"]).and_then(Node::scalar).unwrap_or_default() == name
}
