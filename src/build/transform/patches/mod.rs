//! `patches`, `patchesStrategicMerge` and `patchesJson6902`.
//!
//! What a patch is, a strategic merge or a JSON patch, shows in its content: a list is a JSON patch. The
//! caller reads the files.

mod content;
mod inline;
mod json;
mod memory;
mod merge;
pub(crate) mod pages;
mod select;
#[cfg(test)]
mod tests;

pub(crate) use content::Content;
pub(crate) use content::Text;
pub(crate) use content::read;
pub(crate) use content::read_text;
pub(crate) use inline::parse as parse_text;
pub(crate) use select::selector;

use crate::build::decode::Fields;
use crate::build::lookup::Lookup;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::patch::Selector;
use crate::schema::merge::MergeSchema;
use crate::source::Origin;
use crate::source::StepId;
use crate::yaml::Node;

/// Which of the three fields an entry belongs to. They differ in small ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `patches`.
    Any,
    /// `patchesJson6902`.
    Json,
}

/// How the fields of an entry are taken apart: strictly in a kustomization, loosely in a plugin's object.
pub(crate) type Take =
    for<'n> fn(&'n Node, &str, &[&'static str], &mut Diagnostics) -> Result<Fields<'n>, Reported>;

/// In a kustomization.
pub(crate) fn strictly<'n>(
    node: &'n Node,
    place: &str,
    names: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Result<Fields<'n>, Reported> {
    Fields::of(node, place, names, diagnostics)
}

/// In a plugin's object.
pub(crate) fn loosely<'n>(
    node: &'n Node,
    place: &str,
    names: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Result<Fields<'n>, Reported> {
    Fields::of_config(node, place, names, diagnostics)
}

/// An entry of `patches` or `patchesJson6902`.
#[derive(Clone, Debug)]
pub(crate) struct Patch {
    /// The file with the patch.
    pub(crate) path: Option<Node>,
    /// The text of the patch.
    pub(crate) text: Option<Node>,
    form: Form,
    target: Option<Selector>,
    allow_name_change: bool,
    allow_kind_change: bool,
    /// How findings call the entry.
    place: String,
    at: Origin,
}

impl Patch {
    /// Reads an entry.
    pub(crate) fn decode(
        node: &Node,
        place: &str,
        form: Form,
        take: Take,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Reported> {
        let fields = take(node, place, &["path", "patch", "target", "options"], diagnostics)?;
        Self::of(&fields, place, form, take, diagnostics)
    }

    /// Reads an entry whose fields were taken apart. A plugin calls the text of a JSON patch `jsonOp`.
    pub(crate) fn of(
        fields: &Fields<'_>,
        place: &str,
        form: Form,
        take: Take,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Reported> {
        let filled = |node: Option<&Node>| node.filter(|it| it.as_str() != Some("")).cloned();
        let path = filled(fields.text("path", diagnostics)?);
        let text_field = if fields.get("jsonOp").is_some() { "jsonOp" } else { "patch" };
        let text = filled(fields.text(text_field, diagnostics)?)
            .filter(|node| form == Form::Json || node.as_str().is_some_and(|text| !text.trim().is_empty()));
        let target = match fields.get("target") {
            Some(node) => Some(selector(node, &fields.place("target"), take, diagnostics)?),
            None => None,
        };
        let (mut allow_name_change, mut allow_kind_change) = (false, false);
        if let Some(node) = fields.get("options") {
            let place = fields.place("options");
            let options = take(node, &place, &["allowNameChange", "allowKindChange"], diagnostics)?;
            allow_name_change = options.bool("allowNameChange", diagnostics)?.unwrap_or(false);
            allow_kind_change = options.bool("allowKindChange", diagnostics)?.unwrap_or(false);
        }
        let at = fields.origin();
        let fault = match (&path, &text) {
            (None, None) => Some((at, format!("`{place}` has neither `path` nor `patch`"))),
            (Some(_), Some(text)) => Some((text.origin, format!("`{place}` has both `path` and `patch`"))),
            _ => None,
        };
        if let Some((at, message)) = fault {
            let finding = Diagnostic::error("patch-source", at, message)
                .help("name a file with `path`, or write the patch itself under `patch: |-`");
            return Err(diagnostics.error(finding));
        }
        let place = place.to_owned();
        Ok(Self { path, text, form, target, allow_name_change, allow_kind_change, place, at })
    }

    /// Reads the patch itself.
    pub(crate) fn content(&self, text: &Text<'_>, session: &mut Session) -> Result<Content, Reported> {
        match self.form {
            Form::Any => read(text, &self.place, session),
            Form::Json => content::read_json(text, &self.place, session),
        }
    }

    /// Carries the patch out. What it deletes stays as null, so that places stay as they are.
    pub(crate) fn apply(
        &self,
        content: Content,
        objects: &mut [Object],
        lookup: &mut Lookup,
        schema: &MergeSchema,
        step: StepId,
        session: &mut Session,
    ) -> Result<(), Reported> {
        match content {
            Content::Nothing => Ok(()),
            Content::Merge(patches) => {
                let merges = merge::Merges {
                    allow_name_change: self.allow_name_change,
                    allow_kind_change: self.allow_kind_change,
                    schema,
                    step,
                };
                match &self.target {
                    Some(target) => merges.to_selected(self, target, &patches, objects, lookup, session),
                    None => merges.to_named(&patches, false, objects, lookup, session),
                }
            }
            Content::Json(root) => json::apply(self, &root, objects, lookup, step, session),
        }
    }
}

/// Drops findings from `start` on that say the same of the same place as an earlier one.
fn tell_once(start: usize, session: &mut Session) {
    let all = session.diagnostics.all_mut();
    let new = all.split_off(start.min(all.len()));
    for finding in new {
        let place = finding.labels.first().map(|label| label.at);
        let told = all.iter().any(|it| {
            it.code == finding.code
                && it.message == finding.message
                && it.labels.first().map(|label| label.at) == place
        });
        if !told {
            all.push(finding);
        }
    }
}

/// Of the findings from `start` on, drops those at the place of the last one, which says why it ends here.
fn only_the_end(start: usize, session: &mut Session) {
    let all = session.diagnostics.all_mut();
    let Some(last) = all.pop() else { return };
    let place = last.labels.first().map(|label| label.at);
    let new = all.split_off(start.min(all.len()));
    let same = |at: Origin| place.is_some_and(|place| (place.file, place.start) == (at.file, at.start));
    all.extend(new.into_iter().filter(|it| !it.labels.first().is_some_and(|label| same(label.at))));
    all.push(last);
}

/// Carries out an entry of `patchesStrategicMerge`. What it deletes stays as null.
pub(crate) fn apply_strategic(
    patches: &[Object],
    objects: &mut [Object],
    lookup: &mut Lookup,
    schema: &MergeSchema,
    step: StepId,
    session: &mut Session,
) -> Result<(), Reported> {
    let merges = merge::Merges { allow_name_change: false, allow_kind_change: false, schema, step };
    merges.to_named(patches, true, objects, lookup, session)
}
