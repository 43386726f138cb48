//! Service accounts of Pods as members of IAM bindings.

use super::scene::Scene;
use crate::object::PodTemplate;

/// The member that stands for the Pods of a template. Workload Identity is always on in Autopilot, so no
/// Google service account is needed.
pub(super) fn member(scene: &Scene<'_>, number: &str, template: &PodTemplate<'_>) -> String {
    let project = &scene.plan.spec.project;
    let id = template.object.id();
    let account = template.spec.str_at(&["serviceAccountName"]).unwrap_or("default");
    format!(
        "principal://iam.googleapis.com/projects/{number}/locations/global/workloadIdentityPools/\
         {project}.svc.id.goog/subject/ns/{}/sa/{account}",
        id.effective_namespace()
    )
}
