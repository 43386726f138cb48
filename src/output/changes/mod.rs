//! Rendered differences for people, for a pull request, and for programs.

mod json;
mod markdown;
mod text;

use serde::Serialize;
use similar::TextDiff;

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// How differences are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ChangesFormat {
    /// Unified diffs.
    #[default]
    Text,
    /// Markdown that fits a pull-request comment.
    Markdown,
    /// Our own document, version 1.
    Json,
}

/// An object that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The root that renders it.
    pub root: String,
    /// `KIND/NAME`, after the namespace if it has one.
    pub name: String,
    /// What was rendered; `None` if the object is new.
    pub before: Option<String>,
    /// What is rendered; `None` if the object is gone.
    pub after: Option<String>,
    /// The fields that differ, if the object is neither new nor gone.
    pub fields: Vec<FieldChange>,
    /// File and line of the object.
    pub place: Option<(String, usize)>,
}

/// A field that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Its path.
    pub path: String,
    /// The value before; `None` if it had none.
    pub before: Option<String>,
    /// The value after; `None` if it has none any more.
    pub after: Option<String>,
    /// File and line that the value comes from; of the old value if there is no new one.
    #[serde(serialize_with = "json::place")]
    pub place: Option<(String, usize)>,
}

/// All that differs between two states of a tree.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// What the state before is called: `main`.
    pub before: String,
    /// What the state after is called; empty for the work tree.
    pub after: String,
    /// How many roots were compared.
    pub roots: usize,
    /// The objects.
    pub objects: Vec<Change>,
}

impl Changes {
    /// Writes the differences. The result is empty for text if there are none.
    pub fn render(&self, format: ChangesFormat, color: bool) -> String {
        match format {
            ChangesFormat::Text => text::render(self, color),
            ChangesFormat::Markdown => markdown::render(self),
            ChangesFormat::Json => json::render(self),
        }
    }

    /// `3 objects changed, 1 added, 2 removed in 4 roots`.
    pub fn summary(&self) -> String {
        let count = |is: fn(&Change) -> bool| self.objects.iter().filter(|it| is(it)).count();
        let added = count(|it| it.before.is_none());
        let removed = count(|it| it.after.is_none());
        let changed = self.objects.len() - added - removed;
        let mut parts = Vec::new();
        for (count, word) in [(changed, "changed"), (added, "added"), (removed, "removed")] {
            match count {
                0 => {}
                1 => parts.push(format!("1 object {word}")),
                count => parts.push(format!("{count} objects {word}")),
            }
        }
        let what = if parts.is_empty() { "no object changed".to_owned() } else { parts.join(", ") };
        match self.roots {
            1 => format!("{what} in 1 root"),
            count => format!("{what} in {count} roots"),
        }
    }
}

impl Change {
    /// `changed`, `added` or `removed`.
    fn word(&self) -> &'static str {
        match (&self.before, &self.after) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "changed",
        }
    }

    /// A unified diff, its header included.
    fn unified(&self, changes: &Changes) -> String {
        let empty = String::new();
        let (before, after) = (self.before.as_ref().unwrap_or(&empty), self.after.as_ref().unwrap_or(&empty));
        let name = |state: &str, is_there: bool| {
            if !is_there {
                return "/dev/null".to_owned();
            }
            let state = if state.is_empty() { String::new() } else { format!(" ({state})") };
            format!("{}/{}{state}", self.root, self.name)
        };
        let (old, new) =
            (name(&changes.before, self.before.is_some()), name(&changes.after, self.after.is_some()));
        TextDiff::from_lines(before.as_str(), after.as_str())
            .unified_diff()
            .context_radius(CONTEXT)
            .header(&old, &new)
            .to_string()
    }

    /// The places that the changed values come from, each once, as `file:line`.
    fn places(&self) -> Vec<String> {
        let mut places: Vec<&(String, usize)> =
            self.fields.iter().filter_map(|it| it.place.as_ref()).collect();
        if places.is_empty() {
            places.extend(&self.place);
        }
        places.sort();
        places.dedup();
        places.into_iter().map(|(file, line)| format!("{file}:{line}")).collect()
    }
}

#[cfg(test)]
mod tests;
