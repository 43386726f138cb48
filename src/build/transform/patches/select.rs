//! Targets as they are written in a kustomization.

use super::Patch;
use super::Take;
use crate::build::lookup::Lookup;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::patch::Pattern;
use crate::patch::Selector;
use crate::patch::target::Query;
use crate::yaml::Node;

/// The fields of a selector.
const FIELDS: [&str; 7] =
    ["group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector"];

/// Reads a selector.
pub(crate) fn selector(
    node: &Node,
    place: &str,
    take: Take,
    diagnostics: &mut Diagnostics,
) -> Result<Selector, Reported> {
    let fields = take(node, place, &FIELDS, diagnostics)?;
    let pattern = |name: &str, diagnostics: &mut Diagnostics| match fields.text(name, diagnostics)? {
        Some(node) => Pattern::new(node.as_str().unwrap_or_default(), node.origin, diagnostics),
        None => Ok(None),
    };
    let group = pattern("group", diagnostics)?;
    let version = pattern("version", diagnostics)?;
    let kind = pattern("kind", diagnostics)?;
    let name = pattern("name", diagnostics)?;
    let namespace = pattern("namespace", diagnostics)?;
    let query = |name: &str, diagnostics: &mut Diagnostics| {
        let node = fields.text(name, diagnostics)?;
        Ok(node.map(|node| Query::new(node.as_str().unwrap_or_default(), node.origin)))
    };
    Ok(Selector {
        group,
        version,
        kind,
        name,
        namespace,
        labels: query("labelSelector", diagnostics)?,
        annotations: query("annotationSelector", diagnostics)?,
        at: Some(node.origin),
    })
}

/// The places of the objects that a patch is for. kustomize says nothing if there are none; we do.
pub(super) fn selected(
    patch: &Patch,
    target: &Selector,
    objects: &[Object],
    lookup: &mut Lookup,
    session: &mut Session,
) -> Result<Vec<usize>, Reported> {
    let mut found = Vec::new();
    for place in lookup.selected(target, objects) {
        let Some(object) = objects.get(place) else { continue };
        if !object.root.is_null() && target.selects(object, &mut session.diagnostics)? {
            found.push(place);
        }
    }
    if found.is_empty() {
        let message =
            format!("the target of `{}` matches no object, so the patch changes nothing", patch.place);
        let mut finding =
            Diagnostic::warning("patch-target-no-match", target.at.unwrap_or(patch.at), message);
        if let Some(help) = target.suggestion(objects) {
            finding = finding.help(help);
        }
        session.diagnostics.push(finding);
    }
    Ok(found)
}
