//! The baseline: findings that are known, and wait. They are told apart by root, code, file, object and field,
//! never by line, so that an edit above one does not bring it back.

use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::report::Finding;
use crate::report::Report;
use crate::report::shown;
use crate::source::Origin;
use crate::yaml;
use crate::yaml::Node;
use crate::yaml::Rules;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

/// The version of the format.
const VERSION: i64 = 1;

/// The letters of the hash that kustomize puts at the end of a generated name.
const HASH: &str = "2456789bcdfghkmt";

/// What tells findings apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Key {
    root: String,
    file: String,
    object: String,
    field: String,
    code: String,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    key: &'a Key,
    count: usize,
}

/// The keys of an entry.
const FIELDS: &[&str] = &["code", "count", "field", "file", "object", "root"];

/// Findings that are known.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// The folder of its file, absolute: its paths count from there.
    folder: PathBuf,
    entries: BTreeMap<Key, (usize, Origin)>,
}

impl Baseline {
    /// A baseline that knows nothing yet. `folder` is that of its file, absolute.
    pub fn empty(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), entries: BTreeMap::new() }
    }

    /// Reads a baseline. Every fault is told with its place.
    pub fn read(folder: &Path, name: &str, bytes: Vec<u8>, session: &mut Session) -> Result<Self, Reported> {
        let file = yaml::read(name, bytes, session)?;
        let documents = yaml::parse(file, Rules::Resource, session)?;
        let start = Origin::new(file, 0, 0);
        let fail = |at: Origin, message: String, session: &mut Session| {
            let finding = Diagnostic::error("invalid-baseline", at, message)
                .help("write it anew with `--baseline FILE --write-baseline`");
            Err(session.diagnostics.error(finding))
        };
        let Some(root) = documents.first().filter(|root| root.as_map().is_some()) else {
            return fail(start, "the baseline is no JSON object".to_owned(), session);
        };
        if root.get("version").and_then(Node::as_i64) != Some(VERSION) {
            let at = root.get("version").map_or(start, |version| version.origin);
            return fail(at, format!("the baseline is not of version {VERSION}"), session);
        }
        let Some(list) = root.get("findings").and_then(Node::as_seq) else {
            return fail(start, "the baseline has no list `findings`".to_owned(), session);
        };
        let mut baseline = Self::empty(folder);
        for item in list {
            let Some(map) = item.as_map() else {
                return fail(item.origin, "an entry of the baseline is no object".to_owned(), session);
            };
            if let Some(entry) = map.iter().find(|entry| !FIELDS.contains(&entry.key.as_str())) {
                let near = nearest(&entry.key, FIELDS.iter().copied());
                let near = near.map_or_else(String::new, |near| format!(", did you mean `{near}`?"));
                let message = format!("an entry of the baseline has no key `{}`{near}", entry.key);
                return fail(entry.key_origin, message, session);
            }
            let text = |key: &str| item.str_at(&[key]).map(ToOwned::to_owned);
            let count = item.get("count").and_then(Node::as_i64).and_then(|it| usize::try_from(it).ok());
            let key = (|| {
                let (root, file, object) = (text("root")?, text("file")?, text("object")?);
                Some(Key { root, file, object, field: text("field")?, code: text("code")? })
            })();
            let (Some(key), Some(count)) = (key, count) else {
                let message = format!("an entry of the baseline needs {}", FIELDS.join(", "));
                return fail(item.origin, message, session);
            };
            let entry = baseline.entries.entry(key).or_insert((0, item.origin));
            entry.0 += count;
        }
        Ok(baseline)
    }

    /// Takes known findings out of a report and counts them. What is known of a root that was checked, and was
    /// not found any more, becomes a finding of the session that read the baseline.
    pub fn apply(mut self, report: &mut Report, working: &Path, session: &mut Session) {
        let before = report.findings.len();
        report.findings.retain(|finding| {
            let known = self.entries.get_mut(&key_of(&self.folder, finding, working));
            let Some((count, _)) = known.filter(|(count, _)| *count > 0) else { return true };
            *count -= 1;
            false
        });
        report.known = before - report.findings.len();
        let checked: Vec<String> =
            report.roots.iter().map(|root| from(&self.folder, root, working)).collect();
        for (key, (count, at)) in &self.entries {
            if *count == 0 || !checked.contains(&key.root) {
                continue;
            }
            let what = if key.field.is_empty() {
                key.object.clone()
            } else {
                format!("{} {}", key.object, key.field)
            };
            let what = if what.is_empty() { key.file.clone() } else { what };
            session.diagnostics.push(
                Diagnostic::warning(
                    "stale-baseline",
                    *at,
                    format!("`{}` of {what} is not found any more", key.code),
                )
                .help("take the entry out, or write the baseline anew with `--write-baseline`"),
            );
        }
    }

    /// The text of a baseline that knows the findings of a report, and what this one knows of roots that the
    /// report is not about. One entry stands on a line, so that a change shows in a review.
    pub fn renewed(&self, report: &Report, working: &Path) -> String {
        let checked: Vec<String> =
            report.roots.iter().map(|root| from(&self.folder, root, working)).collect();
        let mut entries: BTreeMap<Key, usize> = BTreeMap::new();
        for (key, (count, _)) in self.entries.iter().filter(|(key, _)| !checked.contains(&key.root)) {
            entries.insert(key.clone(), *count);
        }
        for finding in &report.findings {
            *entries.entry(key_of(&self.folder, finding, working)).or_default() += 1;
        }
        let line = |(key, count): (&Key, &usize)| {
            serde_json::to_string(&Line { key, count: *count }).unwrap_or_default()
        };
        let lines: Vec<String> = entries.iter().map(line).collect();
        let gap = if lines.is_empty() { "" } else { "\n" };
        format!("{{\"version\": {VERSION}, \"findings\": [{gap}{}{gap}]}}\n", lines.join(",\n"))
    }
}

/// A path as the baseline writes it: from its own folder.
fn from(folder: &Path, path: &str, working: &Path) -> String {
    shown(&working.join(path).to_string_lossy(), folder)
}

fn key_of(folder: &Path, finding: &Finding, working: &Path) -> Key {
    let object = finding.resource.as_ref().map(|it| {
        let slash = if it.namespace.is_empty() { "" } else { "/" };
        format!("{} {} {}{slash}{}", it.api_version, it.kind, it.namespace, without_hash(&it.name))
    });
    let file = finding.locations.first().map(|place| from(folder, &place.path, working));
    // What is not about an object has nothing else to be told by.
    let field = if object.is_none() { Some(finding.message.clone()) } else { finding.field.clone() };
    Key {
        root: finding.root.as_deref().map(|root| from(folder, root, working)).unwrap_or_default(),
        file: file.unwrap_or_default(),
        object: object.unwrap_or_default(),
        field: field.unwrap_or_default(),
        code: finding.code.to_owned(),
    }
}

/// A name without the hash of its contents, which changes with them.
fn without_hash(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((rest, hash)) if hash.len() == 10 && hash.chars().all(|letter| HASH.contains(letter)) => rest,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::Baseline;
    use super::without_hash;
    use crate::diag::Session;
    use std::path::Path;

    #[test]
    fn a_hash_is_told_from_a_name() {
        assert_eq!(without_hash("settings-7h5k8g4b2m"), "settings");
        assert_eq!(without_hash("settings-production"), "settings-production");
        assert_eq!(without_hash("a"), "a");
    }

    #[test]
    fn faults_have_their_place() {
        for (text, line, words) in [
            ("", 1, "no JSON object"),
            ("[]", 1, "no JSON object"),
            ("{\"version\": 2}", 1, "not of version 1"),
            ("{\"version\": 1}", 1, "no list `findings`"),
            ("{\"version\": 1, \"findings\": [\n3]}", 2, "no object"),
            ("{\"version\": 1, \"findings\": [\n{\"coed\": \"x\"}]}", 2, "did you mean `code`?"),
            ("{\"version\": 1, \"findings\": [\n\n{\"code\": \"x\"}]}", 3, "needs code, count"),
            ("{\"version\": 1, \"findings\": [", 1, ""),
        ] {
            let mut session = Session::default();
            assert!(Baseline::read(Path::new("/r"), "b.json", text.into(), &mut session).is_err(), "{text}");
            let fault = &session.diagnostics.all()[0];
            let at = fault.labels[0].at;
            assert!(fault.message.contains(words), "{text}: {}", fault.message);
            assert_eq!(session.files.get(at.file).position(at.start).line, line, "{text}");
        }
    }
}
