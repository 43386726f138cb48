//! What a patch holds.

use super::inline;
use crate::build::documents;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::source::FileId;
use crate::source::Origin;
use crate::yaml;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Rules;
use std::sync::Arc;

/// Where the text of a patch comes from.
pub(crate) enum Text<'t> {
    /// A file of its own.
    File(FileId),
    /// A scalar of the kustomization.
    Inline(&'t Node),
}

/// What a patch holds.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// Nothing, or comments only. kustomize takes no offence.
    Nothing,
    /// Objects to merge.
    Merge(Vec<Object>),
    /// A list of operations.
    Json(Node),
}

/// A text and how to read it.
struct Source<'t> {
    text: Arc<str>,
    from: &'t Text<'t>,
}

impl<'t> Source<'t> {
    /// The text of an entry of `patchesJson6902`.
    fn whole(from: &'t Text<'t>, session: &Session) -> Self {
        let text = match from {
            Text::File(file) => Arc::clone(&session.files.get(*file).text),
            Text::Inline(node) => node.as_str().unwrap_or_default().into(),
        };
        Self { text, from }
    }

    /// The text of an entry of `patches`, which kustomize trims if it is written inline.
    fn of(from: &'t Text<'t>, session: &Session) -> Self {
        match from {
            Text::File(_) => Self::whole(from, session),
            Text::Inline(node) => Self { text: node.as_str().unwrap_or_default().trim().into(), from },
        }
    }

    fn at(&self) -> Origin {
        match self.from {
            Text::File(file) => Origin::new(*file, 0, u32::try_from(self.text.len()).unwrap_or(u32::MAX)),
            Text::Inline(node) => node.origin,
        }
    }

    fn parse(&self, rules: Rules, session: &mut Session) -> Result<Vec<Node>, Reported> {
        match self.from {
            Text::File(file) => yaml::parse(*file, rules, session),
            Text::Inline(node) => inline::parse(node, &self.text, rules, session),
        }
    }

    /// The operations, if the text is a list. What starts with `[` must be JSON in the strict sense.
    fn operations(&self, session: &mut Session) -> Result<Option<Node>, Reported> {
        if self.text.starts_with('[')
            && let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(&self.text)
        {
            let finding = Diagnostic::error(
                "malformed-json-patch",
                self.at(),
                "a patch that starts with `[` must be JSON, and this is not",
            )
            .label(error.to_string())
            .help("put keys and texts in double quotes, or write one operation a line: `- op: add`");
            return Err(session.diagnostics.error(finding));
        }
        let root = self.parse(Rules::Config, session)?.into_iter().next();
        let root = root.filter(|root| root.as_seq().is_some());
        let odd = root.iter().flat_map(Node::items).find(|item| item.as_map().is_none() && !item.is_null());
        if let Some(item) = odd {
            let finding = Diagnostic::error(
                "malformed-json-patch",
                item.origin,
                "an operation of a JSON patch is a map",
            )
            .help("write it as `{op: add, path: /spec/replicas, value: 2}`");
            return Err(session.diagnostics.error(finding));
        }
        Ok(root)
    }
}

/// Reads a patch of either sort, as kustomize does: objects if it can be read as such, else operations.
pub(crate) fn read(from: &Text<'_>, place: &str, session: &mut Session) -> Result<Content, Reported> {
    let source = Source::of(from, session);
    let before = session.diagnostics.all().len();
    if source.text.starts_with('[') && source.text.trim_end() != "[]" {
        return match source.operations(session)? {
            Some(root) => Ok(Content::Json(root)),
            None => Ok(Content::Nothing),
        };
    }
    let documents = match source.parse(Rules::Resource, session) {
        Ok(documents) => documents,
        Err(reported) => {
            // The faults count only if it is no list of operations either.
            let faults = session.diagnostics.all_mut().split_off(before);
            if let Ok(Some(root)) = source.operations(session) {
                return Ok(Content::Json(root));
            }
            session.diagnostics.all_mut().truncate(before);
            session.diagnostics.all_mut().extend(faults);
            return Err(reported);
        }
    };
    let mut filled = documents.iter().filter(|document| !documents::is_empty(document)).peekable();
    let Some(first) = filled.peek() else { return Ok(Content::Nothing) };
    match &first.data {
        Data::Seq(_) => {
            session.diagnostics.all_mut().truncate(before);
            Ok(source.operations(session)?.map_or(Content::Nothing, Content::Json))
        }
        Data::Map(map) if map.get("op").is_some() && map.get("kind").is_none() => {
            let finding = Diagnostic::error(
                "malformed-json-patch",
                first.origin,
                format!("`{place}` holds one operation where a list of operations is expected"),
            )
            .help("put `- ` before `op`, and two blanks before the other lines");
            Err(session.diagnostics.error(finding))
        }
        _ => {
            let patches = documents::objects(documents, session)?;
            Ok(if patches.is_empty() { Content::Nothing } else { Content::Merge(patches) })
        }
    }
}

/// Reads an entry of `patchesJson6902`, which must hold at least one operation.
pub(super) fn read_json(from: &Text<'_>, place: &str, session: &mut Session) -> Result<Content, Reported> {
    let source = Source::whole(from, session);
    let found = if source.text.is_empty() { None } else { source.operations(session)? };
    match found {
        Some(root) if root.items().next().is_some() => Ok(Content::Json(root)),
        _ => {
            let message = format!("`{place}` holds no operations");
            let finding = Diagnostic::error("malformed-json-patch", source.at(), message)
                .help("write a list of operations: `- {op: replace, path: /spec/replicas, value: 2}`");
            Err(session.diagnostics.error(finding))
        }
    }
}

/// Reads an entry of `patchesStrategicMerge`: text of objects. `None` if it can only be a path.
pub(crate) fn read_text(entry: &Node, session: &mut Session) -> Option<Vec<Object>> {
    let text = entry.as_str().unwrap_or_default();
    let before = session.diagnostics.all().len();
    let read = inline::parse(entry, text, Rules::Resource, session);
    let read = read.and_then(|documents| documents::objects(documents, session));
    if read.is_err() {
        session.diagnostics.all_mut().truncate(before);
    }
    read.ok()
}
