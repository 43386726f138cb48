//! The names that the built-in schema has for types, as far as a list in or below them is merged.

use super::Behind;
use super::MergeSchema;
use super::Place;

/// The name of a definition behind `io.k8s.`, and where its type stands: `apiVersion`, kind, fields. `[]` is
/// an element of a list.
const NAMES: [(&str, &str, &str, &[&str]); 22] = [
    ("apimachinery.pkg.apis.meta.v1.ObjectMeta", "v1", "Pod", &["metadata"]),
    ("api.core.v1.PodTemplateSpec", "apps/v1", "Deployment", &["spec", "template"]),
    ("api.core.v1.PodSpec", "v1", "Pod", &["spec"]),
    ("api.core.v1.Container", "v1", "Pod", &["spec", "containers", "[]"]),
    ("api.core.v1.EphemeralContainer", "v1", "Pod", &["spec", "ephemeralContainers", "[]"]),
    ("api.core.v1.Volume", "v1", "Pod", &["spec", "volumes", "[]"]),
    ("api.core.v1.PodStatus", "v1", "Pod", &["status"]),
    ("api.core.v1.ServiceSpec", "v1", "Service", &["spec"]),
    ("api.core.v1.ServiceStatus", "v1", "Service", &["status"]),
    ("api.core.v1.ReplicationControllerSpec", "v1", "ReplicationController", &["spec"]),
    ("api.core.v1.PersistentVolumeClaimSpec", "v1", "PersistentVolumeClaim", &["spec"]),
    ("api.core.v1.PersistentVolumeClaimTemplate", "v1", "PersistentVolumeClaim", &[]),
    ("api.apps.v1.DeploymentSpec", "apps/v1", "Deployment", &["spec"]),
    ("api.apps.v1.StatefulSetSpec", "apps/v1", "StatefulSet", &["spec"]),
    ("api.apps.v1.DaemonSetSpec", "apps/v1", "DaemonSet", &["spec"]),
    ("api.apps.v1.ReplicaSetSpec", "apps/v1", "ReplicaSet", &["spec"]),
    ("api.batch.v1.JobSpec", "batch/v1", "Job", &["spec"]),
    ("api.batch.v1.JobTemplateSpec", "batch/v1", "CronJob", &["spec", "jobTemplate"]),
    ("api.batch.v1.CronJobSpec", "batch/v1", "CronJob", &["spec"]),
    ("api.batch.v1beta1.JobTemplateSpec", "batch/v1beta1", "CronJob", &["spec", "jobTemplate"]),
    ("api.batch.v1beta1.CronJobSpec", "batch/v1beta1", "CronJob", &["spec"]),
    ("api.networking.v1.IngressSpec", "networking.k8s.io/v1", "Ingress", &["spec"]),
];

/// What the built-in schema has under the name of a definition; `None` if it has none of that name.
pub(super) fn builtin(name: &str) -> Option<&'static Behind> {
    let rest = name.strip_prefix("io.k8s.")?;
    if let Some((_, api_version, kind, path)) = NAMES.iter().find(|(known, ..)| *known == rest) {
        return place(api_version, kind, path).map(|it| it.behind);
    }
    // Kinds are named by their group's first word, their version and themselves.
    let mut words = rest.strip_prefix("api.")?.splitn(3, '.');
    let (group, version, kind) = (words.next()?, words.next()?, words.next()?);
    let schema = MergeSchema::builtin();
    let plain = if group == "core" { version.to_owned() } else { format!("{group}/{version}") };
    let named = [plain, format!("{group}.k8s.io/{version}")];
    if let Some(found) = named.iter().find_map(|api_version| schema.kind(api_version, kind)) {
        return Some(found.behind);
    }
    // Everything else is known, and nothing in it is merged.
    Some(&Behind::Nothing)
}

fn place(api_version: &str, kind: &str, path: &[&str]) -> Option<Place<'static>> {
    path.iter().try_fold(MergeSchema::builtin().kind(api_version, kind)?, |place, step| match *step {
        "[]" => place.list()?.1,
        field => place.field(field),
    })
}

#[cfg(test)]
mod tests {
    use super::NAMES;
    use super::place;

    #[test]
    fn every_name_leads_somewhere() {
        for (name, api_version, kind, path) in NAMES {
            assert!(place(api_version, kind, path).is_some(), "{name}");
        }
    }
}
