//! Reads the patches and replacements of a kustomization.

use crate::build::accumulate::Build;
use crate::build::config::Directive;
use crate::build::documents;
use crate::build::lookup::Lookup;
use crate::build::target::Target;
use crate::build::transform::patches;
use crate::build::transform::patches::Content;
use crate::build::transform::patches::Patch;
use crate::build::transform::patches::Text;
use crate::build::transform::replacements;
use crate::build::transform::replacements::Replacement;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::schema::merge::MergeSchema;
use crate::source::StepId;
use crate::yaml;
use crate::yaml::Node;
use crate::yaml::Rules;
use crate::yaml::Str;

/// A patch and what it holds.
pub(crate) struct Loaded {
    patch: Patch,
    content: Content,
}

impl Loaded {
    /// True if it is merged, which needs the schema.
    pub(crate) fn merges(&self) -> bool {
        matches!(self.content, Content::Merge(_))
    }

    /// Carries the patch out.
    pub(crate) fn apply(
        self,
        objects: &mut [Object],
        lookup: &mut Lookup,
        schema: &MergeSchema,
        step: StepId,
        session: &mut Session,
    ) -> Result<(), Reported> {
        self.patch.apply(self.content, objects, lookup, schema, step, session)
    }
}

/// Reads what an entry of `patches` or `patchesJson6902` holds.
pub(crate) fn load(
    build: &mut Build<'_>,
    target: &Target<'_>,
    entry: &Directive<Patch>,
    session: &mut Session,
) -> Result<Loaded, Reported> {
    let patch = &entry.value;
    let content = match (&patch.path, &patch.text) {
        (Some(file), _) => {
            let written = Str::new(file.as_str().unwrap_or_default());
            let named = Directive { field: format!("{}.path", entry.field), at: file.origin, value: written };
            let file = build.loader.file(&target.folder, &named, session)?;
            patch.content(&Text::File(file), session)?
        }
        (None, Some(text)) => patch.content(&Text::Inline(text), session)?,
        (None, None) => Content::Nothing,
    };
    Ok(Loaded { patch: patch.clone(), content })
}

/// Reads what all entries hold. Faults of all of them are reported.
pub(crate) fn load_all(
    build: &mut Build<'_>,
    target: &Target<'_>,
    entries: &[Directive<Patch>],
    session: &mut Session,
) -> Result<Vec<Loaded>, Reported> {
    let mut failed = None;
    let mut out = Vec::with_capacity(entries.len());
    for entry in entries {
        match load(build, target, entry, session) {
            Ok(loaded) => out.push(loaded),
            Err(reported) => failed = Some(reported),
        }
    }
    failed.map_or(Ok(out), Err)
}

/// Reads the entries of `patchesStrategicMerge`, each a file or text. Together they must hold something.
pub(crate) fn load_strategic(
    build: &mut Build<'_>,
    target: &Target<'_>,
    entries: &[Directive<Str>],
    session: &mut Session,
) -> Result<Vec<Vec<Object>>, Reported> {
    let mut out = Vec::with_capacity(entries.len());
    for entry in entries {
        let text = Node::text(entry.value.clone(), entry.at);
        // kustomize takes an entry for text first, and for the name of a file if it is none.
        let inline = entry.value.contains([':', '\n', '{']) || entry.value.is_empty();
        let objects = match inline.then(|| patches::read_text(&text, session)).flatten() {
            Some(objects) => objects,
            None => {
                let file = build.loader.file(&target.folder, entry, session)?;
                documents::objects(yaml::parse(file, Rules::Resource, session)?, session)?
            }
        };
        out.push(objects);
    }
    match entries.first() {
        Some(first) if out.iter().all(Vec::is_empty) => {
            let finding = Diagnostic::error("patch-empty", first.at, "the patches hold no objects")
                .help("remove the entries, or write the patches");
            Err(session.diagnostics.error(finding))
        }
        _ => Ok(out),
    }
}

/// Reads the replacements of all entries; a file may hold several. Each comes with its entry's step.
pub(crate) fn load_replacements(
    build: &mut Build<'_>,
    target: &Target<'_>,
    entries: &[Directive<replacements::Entry>],
    session: &mut Session,
) -> Result<Vec<(Replacement, StepId)>, Reported> {
    let mut out = Vec::with_capacity(entries.len());
    for entry in entries {
        let step = target.begin(entry, session);
        match &entry.value {
            replacements::Entry::Inline(replacement) => out.push(((**replacement).clone(), step)),
            replacements::Entry::File(path) => {
                let written = Str::new(path.as_str().unwrap_or_default());
                let field = format!("{}.path", entry.field);
                let named = Directive { field, at: path.origin, value: written };
                let file = build.loader.file(&target.folder, &named, session)?;
                let root = yaml::parse(file, Rules::Config, session)?.into_iter().next();
                let root = root.unwrap_or_else(|| Node::new(yaml::Data::Null, path.origin));
                out.extend(replacements::of_file(&root, session)?.into_iter().map(|it| (it, step)));
            }
        }
    }
    Ok(out)
}
