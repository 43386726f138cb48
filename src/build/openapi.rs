//! Which schema decides how lists are merged.
//!
//! kustomize has one schema for the whole process. The first kustomization that names one wins, the root
//! being asked first; what was used before it is kept below it or above it (`SetSchema` and `initSchema` in
//! kyaml/openapi/openapi.go).

use crate::build::config::OpenApi;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::object::Object;
use crate::schema::merge::Beside;
use crate::schema::merge::MergeSchema;
use crate::source::FileId;
use crate::yaml;
use crate::yaml::Rules;

/// The versions of Kubernetes whose schema kustomize 5.8.1 carries.
const VERSIONS: [&str; 1] = ["v1.21.2"];

/// The schema of a build.
#[derive(Debug, Default)]
pub(crate) struct Choice {
    /// True if a kustomization has named one.
    made: bool,
    own: Option<MergeSchema>,
    /// True if lists were merged already.
    used: bool,
    /// True if an object was met whose kind the built-in schema does not know.
    unknown: bool,
}

impl Choice {
    /// The schema as it is now.
    pub(crate) fn schema(&self) -> &MergeSchema {
        self.own.as_ref().unwrap_or_else(|| MergeSchema::builtin())
    }

    /// Notes that the schema is used, for what is named later no longer stands alone then.
    pub(crate) fn used(&mut self) -> &MergeSchema {
        self.used = true;
        self.schema()
    }

    /// Notes which objects were met.
    pub(crate) fn met(&mut self, objects: &[Object]) {
        if self.unknown || self.made {
            return;
        }
        let builtin = MergeSchema::builtin();
        self.unknown = objects.iter().any(|object| {
            let gvk = object.id().gvk;
            builtin.kind(&gvk.api_version(), &gvk.kind).is_none()
        });
    }

    /// Takes what a kustomization says into account. `file` is the one that its `path` names.
    pub(crate) fn make(
        &mut self,
        said: &OpenApi,
        file: Option<FileId>,
        session: &mut Session,
    ) -> Result<(), Reported> {
        if self.made {
            return Ok(());
        }
        if let Some((version, at)) = &said.version
            && !version.is_empty()
            && !VERSIONS.contains(&version.as_str())
        {
            let message = format!("kustomize 5.8.1 has no schema of Kubernetes `{version}`");
            let finding = Diagnostic::error("unknown-openapi-version", *at, message);
            let finding = match nearest(version, VERSIONS) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding.help(format!(
                    "the version that it has is `{}`; the lists it merges are the same ones today",
                    VERSIONS.join("`, `")
                )),
            };
            return Err(session.diagnostics.error(finding));
        }
        self.made = said.version.as_ref().is_some_and(|(version, _)| !version.is_empty());
        let Some(file) = file else { return Ok(()) };
        let root = yaml::parse(file, Rules::Config, session)?.into_iter().next();
        let Some(root) = root else { return Ok(()) };
        let beside = match (self.used, self.unknown) {
            (true, _) => Beside::BuiltinLast,
            (false, true) => Beside::BuiltinFirst,
            (false, false) => Beside::Nothing,
        };
        self.own = Some(MergeSchema::read(&root, beside, &mut session.diagnostics)?);
        self.made = true;
        Ok(())
    }
}
