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
use crate::object::ByKind;
use crate::object::Gvk;
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
    /// How often lists were merged.
    merges: usize,
    /// The kinds of the objects that were met.
    met: ByKind<Gvk>,
    /// The kinds in the order in which they were met, if it is to be kept.
    log: Option<Vec<Gvk>>,
}

impl Choice {
    /// The schema as it is now.
    pub(crate) fn schema(&self) -> &MergeSchema {
        self.own.as_ref().unwrap_or_else(|| MergeSchema::builtin())
    }

    /// Notes that the schema is used, for what is named later no longer stands alone then.
    pub(crate) fn used(&mut self) -> &MergeSchema {
        self.merges += 1;
        self.schema()
    }

    /// Notes which objects were met.
    pub(crate) fn met(&mut self, objects: &[Object]) {
        if self.made {
            return;
        }
        for object in objects {
            let gvk = self.met.of(&object.root, |gvk| gvk);
            if let Some(log) = self.log.as_mut().filter(|log| log.last() != Some(gvk)) {
                log.push(gvk.clone());
            }
        }
    }

    /// A choice that keeps a log of the kinds that are met.
    pub(crate) fn logged() -> Self {
        Self { log: Some(Vec::new()), ..Self::default() }
    }

    /// True if a kustomization has named a schema.
    pub(crate) fn is_made(&self) -> bool {
        self.made
    }

    /// How often lists were merged so far.
    pub(crate) fn merges(&self) -> usize {
        self.merges
    }

    /// The kinds that were met so far, each time they were met.
    pub(crate) fn log(&self) -> &[Gvk] {
        self.log.as_deref().unwrap_or_default()
    }

    /// Notes kinds that were met, and whether lists were merged, once more.
    pub(crate) fn repeat(&mut self, met: &[Gvk], merged: bool) {
        for gvk in met {
            self.met.at(&gvk.api_version(), &gvk.kind, |gvk| gvk);
        }
        if let Some(log) = &mut self.log {
            log.extend_from_slice(met);
        }
        self.merges += usize::from(merged);
    }

    /// True if an object was met whose kind the built-in schema does not know.
    fn met_unknown(&self) -> bool {
        let builtin = MergeSchema::builtin();
        self.met.all().iter().any(|gvk| builtin.kind(&gvk.api_version(), &gvk.kind).is_none())
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
        let beside = match (self.merges > 0, self.met_unknown()) {
            (true, _) => Beside::BuiltinLast,
            (false, true) => Beside::BuiltinFirst,
            (false, false) => Beside::Nothing,
        };
        self.own = Some(MergeSchema::read(&root, beside, &mut session.diagnostics)?);
        self.made = true;
        Ok(())
    }
}
