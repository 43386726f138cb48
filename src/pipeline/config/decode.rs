//! The text of a configuration to what it says. Every fault has its place, and all are told.

use super::Config;
use super::Globs;
use super::PathIgnores;
use super::keys::FACTS;
use super::keys::MEANT;
use super::keys::TOP;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::Severity;
use crate::diag::nearest;
use crate::report::Pages;
use crate::rules::Mode;
use crate::rules::VersionRange;
use crate::source::EntryKind;
use crate::source::FileId;
use crate::source::Origin;
use crate::source::Tree;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::DeTable;
use toml::de::DeValue;

/// Reads a file that the session holds.
pub(super) fn decode(
    file: FileId,
    path: &Path,
    tree: &dyn Tree,
    pages: &Pages,
    session: &mut Session,
) -> Result<Config, Reported> {
    let text = session.files.get(file).text.to_string();
    let before = session.diagnostics.all().len();
    let mut reader = Reader { file, pages, session };
    let mut config = Config { path: path.to_owned(), ..Config::default() };
    match DeTable::parse(&text) {
        Ok(table) => reader.top(table.get_ref(), &mut config, tree),
        Err(error) => {
            let at = reader.at(error.span().unwrap_or(0..0));
            reader.push("invalid-config", at, one_line(error.message()), None);
        }
    }
    if session.diagnostics.all().len() == before {
        return Ok(config);
    }
    // Told above; this one only proves it.
    let last = session.diagnostics.all_mut().pop();
    match last {
        Some(last) => Err(session.diagnostics.error(last)),
        None => Ok(config),
    }
}

fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(", ")
}

type Value<'t> = Spanned<DeValue<'t>>;
type Table<'t> = DeTable<'t>;

struct Reader<'s> {
    file: FileId,
    pages: &'s Pages,
    session: &'s mut Session,
}

impl Reader<'_> {
    fn at(&self, span: Range<usize>) -> Origin {
        let small = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Origin::new(self.file, small(span.start), small(span.end))
    }

    fn push(&mut self, code: &'static str, at: Origin, message: String, help: Option<String>) {
        let finding = Diagnostic::error(code, at, message);
        self.session.diagnostics.push(match help {
            Some(help) => finding.help(help),
            None => finding,
        });
    }

    fn top(&mut self, table: &Table<'_>, config: &mut Config, tree: &dyn Tree) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "select" => config.select = self.codes(value, "select"),
                "ignore" => config.ignore = self.codes(value, "ignore"),
                "deny" => config.deny = self.severity(value, "deny"),
                "severity" => {
                    let Some(table) = self.table(value, "severity") else { continue };
                    for (code, value) in table {
                        let known = self.code(code.get_ref(), code.span());
                        if let (true, Some(severity)) = (known, self.severity(value, code.get_ref())) {
                            config.severity.insert(code.get_ref().to_string(), severity);
                        }
                    }
                }
                "facts" => {
                    let Some(table) = self.table(value, "facts") else { continue };
                    self.facts(table, config);
                }
                "exclude" => {
                    let patterns = self.texts(value, "exclude");
                    config.exclude = self.globs(&patterns);
                }
                "per-path-ignores" => {
                    let Some(table) = self.table(value, "per-path-ignores") else { continue };
                    for (pattern, codes) in table {
                        let paths = self.globs(&[(pattern.get_ref().to_string(), pattern.span())]);
                        let codes = self.codes(codes, pattern.get_ref());
                        config.per_path.push(PathIgnores { paths, codes });
                    }
                }
                "catalog" => {
                    let Some(folder) = self.text(value, "catalog") else { continue };
                    let folder = config.folder().join(folder);
                    if tree.kind(&folder) == Some(EntryKind::Folder) {
                        config.catalog = Some(folder);
                    } else {
                        let message = "`catalog` names no folder".to_owned();
                        let help = "its path counts from the folder of this file".to_owned();
                        let at = self.at(value.span());
                        self.push("invalid-config", at, message, Some(help));
                    }
                }
                other => self.unknown(other, key.span(), "the configuration", TOP),
            }
        }
    }

    fn facts(&mut self, table: &Table<'_>, config: &mut Config) {
        let facts = &mut config.facts;
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "project" => facts.project = self.text(value, "project"),
                "location" => facts.location = self.text(value, "location"),
                "zones" => {
                    facts.zones = self.texts(value, "zones").into_iter().map(|(text, _)| text).collect();
                }
                "gke" => facts.gke |= self.flag(value, "gke").unwrap_or(false),
                "gke-version" => {
                    let Some(text) = self.text(value, "gke-version") else { continue };
                    facts.gke_version = VersionRange::parse(&text);
                    if facts.gke_version.is_none() {
                        let help =
                            "write it as `\"1.34\"`, or in full as `\"1.34.1-gke.2037000\"`".to_owned();
                        let message = format!("`{text}` is no version of GKE");
                        let at = self.at(value.span());
                        self.push("invalid-config", at, message, Some(help));
                    }
                }
                "mode" => {
                    let names = Mode::ALL.map(Mode::name);
                    facts.mode = self.one_of(value, "mode", &names).and_then(|text| Mode::of(&text));
                }
                other => self.unknown(other, key.span(), "`[facts]`", FACTS),
            }
        }
    }

    fn unknown(&mut self, key: &str, span: Range<usize>, place: &str, known: &[&str]) {
        let other = MEANT.iter().find(|(name, meant)| *name == key && known.contains(meant));
        let right = other.map(|(_, meant)| *meant).or_else(|| nearest(key, known.iter().copied()));
        let help = match right {
            Some(right) => format!("did you mean `{right}`?"),
            None => {
                let names: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
                format!("the keys are {}", names.join(", "))
            }
        };
        let at = self.at(span);
        self.push("unknown-config-key", at, format!("{place} has no key `{key}`"), Some(help));
    }

    fn wrong(&mut self, value: &Value<'_>, name: &str, wanted: &str) {
        let found = value.get_ref().type_str();
        let at = self.at(value.span());
        self.push("invalid-config", at, format!("`{name}` must be {wanted}, not {found}"), None);
    }

    fn table<'v, 't>(&mut self, value: &'v Value<'t>, name: &str) -> Option<&'v Table<'t>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong(value, name, "a table");
        }
        table
    }

    fn text(&mut self, value: &Value<'_>, name: &str) -> Option<String> {
        match value.get_ref().as_str() {
            Some("") => {
                let at = self.at(value.span());
                self.push("invalid-config", at, format!("`{name}` must not be empty"), None);
                None
            }
            Some(text) => Some(text.to_owned()),
            None => {
                self.wrong(value, name, "text in quotes");
                None
            }
        }
    }

    fn flag(&mut self, value: &Value<'_>, name: &str) -> Option<bool> {
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(value, name, "`true` or `false`");
        }
        flag
    }

    fn texts(&mut self, value: &Value<'_>, name: &str) -> Vec<(String, Range<usize>)> {
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(value, name, "a list of text");
            return Vec::new();
        };
        let place = format!("an element of `{name}`");
        list.iter().filter_map(|item| Some((self.text(item, &place)?, item.span()))).collect()
    }

    fn one_of(&mut self, value: &Value<'_>, name: &str, names: &[&str]) -> Option<String> {
        let text = self.text(value, name)?;
        if names.contains(&text.as_str()) {
            return Some(text);
        }
        let help = match nearest(&text, names.iter().copied()) {
            Some(right) => format!("did you mean `{right}`?"),
            None => format!("it is one of {}", names.join(", ")),
        };
        let at = self.at(value.span());
        self.push("invalid-config", at, format!("`{name}` cannot be `{text}`"), Some(help));
        None
    }

    fn severity(&mut self, value: &Value<'_>, name: &str) -> Option<Severity> {
        let all = [Severity::Error, Severity::Warning, Severity::Info];
        let text = self.one_of(value, name, &all.map(Severity::name))?;
        all.into_iter().find(|it| it.name() == text)
    }

    fn codes(&mut self, value: &Value<'_>, name: &str) -> Vec<String> {
        let texts = self.texts(value, name);
        texts.into_iter().filter(|(code, span)| self.code(code, span.clone())).map(|(code, _)| code).collect()
    }

    /// True if there is such a code; else it is told.
    fn code(&mut self, code: &str, span: Range<usize>) -> bool {
        if self.pages.find(code).is_some() {
            return true;
        }
        let help = match self.pages.nearest(code) {
            Some(right) => format!("did you mean `{right}`?"),
            None => "`flightplan rules --all` lists every code".to_owned(),
        };
        let at = self.at(span);
        self.push("unknown-code", at, format!("there is no code `{code}`"), Some(help));
        false
    }

    fn globs(&mut self, patterns: &[(String, Range<usize>)]) -> Globs {
        match Globs::new(patterns.iter().map(|(text, _)| text)) {
            Ok(globs) => globs,
            Err((index, words)) => {
                let span = patterns.get(index).map_or(0..0, |(_, span)| span.clone());
                let at = self.at(span);
                self.push("invalid-config", at, format!("the pattern cannot be read: {words}"), None);
                Globs::default()
            }
        }
    }
}
