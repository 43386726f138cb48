//! The number of the project, by which IAM names the Pods of a cluster.

use super::shell::command;
use super::shell::quote;
use crate::plan::ProjectId;
use crate::plan::ProjectNumber;

/// The number of the project: written, or looked up by a command of the block that uses it.
#[derive(Clone, Copy)]
pub(super) struct Number<'a> {
    pub(super) project: &'a ProjectId,
    pub(super) number: Option<&'a ProjectNumber>,
}

impl Number<'_> {
    /// What a block says before it uses the number: a check, or the look-up.
    pub(super) fn first(&self) -> String {
        let describe = command([
            "gcloud",
            "projects",
            "describe",
            self.project.as_str(),
            "--format=value(projectNumber)",
        ]);
        match self.number {
            Some(number) => {
                format!("test \"$({describe})\" = {number} || echo 'the project has another number'")
            }
            None => format!("PROJECT_NUMBER=\"$({describe})\""),
        }
    }

    /// A quoted option that names a service account of the cluster.
    pub(super) fn member(&self, namespace: &str, account: &str) -> String {
        let project = self.project;
        let principal = |number: &str| {
            format!(
                "principal://iam.googleapis.com/projects/{number}/locations/global/workloadIdentityPools/\
                 {project}.svc.id.goog/subject/ns/{namespace}/sa/{account}"
            )
        };
        match self.number {
            Some(number) => quote(&format!("--member={}", principal(number.as_str()))),
            // Names of namespaces and accounts hold nothing that a shell would read.
            None => format!("--member=\"{}\"", principal("$PROJECT_NUMBER")),
        }
    }
}
