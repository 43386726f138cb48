//! `replacements`: copies a value from one object into fields of others.
//!
//! The source must be exactly one object, named by exact texts; targets are selected by patterns. Where
//! kustomize 5.8.1 goes on without a word (a target that matches nothing), we warn.

mod exact;
mod field_path;
mod find;
pub(crate) mod pages;
mod reprint;
mod source;
mod structured;
mod target;
#[cfg(test)]
mod tests;

use crate::build::builtin;
use crate::build::decode::Fields;
use crate::build::transform::patches::Take;
use crate::build::transform::patches::loosely;
use crate::build::transform::patches::strictly;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::source::Origin;
use crate::source::StepId;
use crate::yaml::Node;
use crate::yaml::Str;
use crate::yaml::spelled;
use source::Source;
use target::Target;

/// An entry of `replacements`.
#[derive(Clone, Debug)]
pub(crate) enum Entry {
    /// What to copy, and where to.
    Inline(Box<Replacement>),
    /// A file with one or several such.
    File(Node),
}

/// What to copy, and where to.
#[derive(Clone, Debug)]
pub(crate) struct Replacement {
    source: Source,
    targets: Vec<Target>,
}

/// How a field's text is taken apart and put together.
#[derive(Clone, Debug, Default)]
struct Options {
    delimiter: String,
    index: i64,
    create: bool,
}

impl Options {
    fn decode(node: &Node, place: &str, take: Take, diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        let fields = take(node, place, &["delimiter", "index", "encoding", "create"], diagnostics)?;
        if let Some(node) = fields.text("encoding", diagnostics)?.filter(|it| it.as_str() != Some("")) {
            let message = format!("`{}` has no effect", fields.place("encoding"));
            let finding = Diagnostic::warning("encoding-ignored", node.origin, message)
                .help("kustomize knows the field and does not read it; copy a value that is encoded already");
            diagnostics.push(finding);
        }
        Ok(Self {
            delimiter: fields.str("delimiter", diagnostics)?.unwrap_or_default().to_owned(),
            index: fields.int("index", diagnostics)?.unwrap_or_default(),
            create: fields.bool("create", diagnostics)?.unwrap_or_default(),
        })
    }
}

impl Entry {
    /// Reads an entry of a kustomization.
    pub(crate) fn decode(node: &Node, place: &str, diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        Self::read(node, place, strictly, true, diagnostics)
    }

    /// Reads an entry of a plugin's object.
    pub(crate) fn decode_loosely(
        node: &Node,
        place: &str,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Reported> {
        Self::read(node, place, loosely, false, diagnostics)
    }

    /// Reads an entry; `listed` if it stands in a kustomization.
    fn read(
        node: &Node,
        place: &str,
        take: Take,
        listed: bool,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Reported> {
        let fields = take(node, place, &["path", "source", "sourceValue", "targets"], diagnostics)?;
        let Some(path) = fields.text("path", diagnostics)?.filter(|it| it.as_str() != Some("")) else {
            let replacement = Replacement::of(&fields, place, take, diagnostics)?;
            // kustomize hands the entry on as text, in which an empty list is left out.
            if listed && replacement.targets.is_empty() {
                return Err(diagnostics.error(no_targets(&fields, place)));
            }
            return Ok(Self::Inline(Box::new(replacement)));
        };
        if fields.get("source").is_some() || !fields.list("targets", diagnostics)?.is_empty() {
            let message = format!("`{place}` has both `path` and a replacement of its own");
            let finding = Diagnostic::error("replacement-source", path.origin, message)
                .help("write one entry for the file and another one for the replacement");
            return Err(diagnostics.error(finding));
        }
        Ok(Self::File(path.clone()))
    }
}

/// The replacements of a file: a list, or a single one. Fields that do not exist there are only warned of.
pub(crate) fn of_file(root: &Node, session: &mut Session) -> Result<Vec<Replacement>, Reported> {
    let mut root = root.clone();
    builtin::loosen(&mut root);
    let read = |node: &Node, place: &str, session: &mut Session| {
        let found = &mut session.diagnostics;
        let fields = loosely(node, place, &["source", "sourceValue", "targets"], found)?;
        Replacement::of(&fields, place, loosely, found)
    };
    match root.as_seq() {
        Some(list) => list
            .iter()
            .enumerate()
            .map(|(index, node)| read(node, &format!("replacements[{index}]"), session))
            .collect(),
        None => Ok(vec![read(&root, "replacement", session)?]),
    }
}

fn no_targets(fields: &Fields<'_>, place: &str) -> Diagnostic {
    Diagnostic::error("replacement-source", fields.origin(), format!("`{place}` has no `targets`")).help(
        "list where the value goes: `targets: [{select: {kind: Deployment}, fieldPaths: [spec.replicas]}]`",
    )
}

impl Replacement {
    fn of(
        fields: &Fields<'_>,
        place: &str,
        take: Take,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Reported> {
        let source = Source::decode(fields, place, take, diagnostics)?;
        let mut targets = Vec::new();
        for (index, node) in fields.list("targets", diagnostics)?.iter().enumerate() {
            let place = format!("{}[{index}]", fields.place("targets"));
            targets.push(Target::decode(node, &place, take, diagnostics)?);
        }
        if fields.get("targets").is_none() {
            return Err(diagnostics.error(no_targets(fields, place)));
        }
        Ok(Self { source, targets })
    }

    /// Copies the value.
    pub(crate) fn apply(
        &self,
        objects: &mut [Object],
        step: StepId,
        session: &mut Session,
    ) -> Result<(), Reported> {
        let mut value = self.source.value(objects, step, session)?;
        let live = self.source.live(objects);
        self.targets
            .iter()
            .try_for_each(|target| target.apply(&mut value, live.as_ref(), objects, step, session))
    }
}

/// The value that is copied.
#[derive(Clone, Debug)]
struct Value {
    node: Node,
    /// True if its type follows from the text alone, as that of `sourceValue` does.
    untyped: bool,
}

impl Value {
    /// The text of a scalar as it is written; nothing for maps and lists, as in kustomize.
    fn text(&self, session: &Session) -> Str {
        spelled(&self.node, session).or_else(|| self.node.scalar()).unwrap_or_default()
    }
}

/// A field path and where it stands.
#[derive(Clone, Debug)]
struct FieldPath {
    written: String,
    at: Origin,
}
