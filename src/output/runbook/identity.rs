//! Service accounts of Pods as members of IAM bindings.

use std::collections::BTreeSet;

use super::number::Number;
use crate::object::PodTemplate;

/// The options that name the Pods of templates. Workload Identity is always on in Autopilot, so no Google
/// service account is needed.
pub(super) fn members(number: Number<'_>, templates: &[PodTemplate<'_>]) -> BTreeSet<String> {
    let member = |template: &PodTemplate<'_>| {
        let id = template.object.id();
        let account = template.spec.str_at(&["serviceAccountName"]).unwrap_or("default");
        number.member(id.effective_namespace(), account)
    };
    templates.iter().map(member).collect()
}
