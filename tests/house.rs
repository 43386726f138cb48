//! The structure of the source, so that it cannot rot: floors, sizes, rules, pages.
#![expect(clippy::unwrap_used, reason = "a test reads the source tree, and may fail loudly")]

use flightplan::cli;
use flightplan::diag::Page;
use flightplan::rules::RULES;
use regex::Regex;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

/// Floors: a room uses rooms on lower floors only.
const FLOORS: &[(&str, u32)] = &[
    ("source", 0),
    ("diag", 1),
    ("yaml", 2),
    ("report", 2),
    ("object", 3),
    ("schema", 4),
    ("patch", 5),
    ("plan", 6),
    ("build", 7),
    ("rules", 7),
    ("output", 7),
    ("pipeline", 8),
    ("cluster", 9),
    ("cli", 10),
];

/// Rooms that may touch the disk, the environment, processes, the clock and the standard streams.
const OUTSIDE: &[&str] = &["source", "cli", "cluster"];

/// Lines that a source file may have.
const LONGEST: usize = 400;

/// Files that are longer, and are to be split.
const TO_BE_SPLIT: &[&str] = &[];

struct Source {
    path: String,
    text: String,
    is_test: bool,
}

impl Source {
    fn room(&self) -> &str {
        let rest = self.path.strip_prefix("src/").unwrap();
        rest.split('/').next().unwrap().trim_end_matches(".rs")
    }

    /// The text without its unit tests.
    fn product(&self) -> &str {
        if self.is_test { "" } else { self.text.split("#[cfg(test)]\nmod tests {").next().unwrap() }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<Source> {
    let mut list: Vec<Source> = WalkDir::new(root().join("src"))
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.path().extension().is_some_and(|it| it == "rs"))
        .map(|entry| Source {
            path: entry.path().strip_prefix(root()).unwrap().to_str().unwrap().to_owned(),
            text: fs::read_to_string(entry.path()).unwrap(),
            is_test: false,
        })
        .collect();
    list.sort_by(|one, other| one.path.cmp(&other.path));
    // `#[cfg(test)] mod x;` makes x.rs, or the folder x, a test.
    let declared = Regex::new(r"#\[cfg\(test\)\]\n(?:pub )?mod (\w+);").unwrap();
    let mut tests = Vec::new();
    for source in &list {
        let path = source.path.trim_end_matches(".rs").trim_end_matches("/mod");
        tests.extend(declared.captures_iter(&source.text).map(|found| format!("{path}/{}", &found[1])));
    }
    for source in &mut list {
        source.is_test = tests.iter().any(|test| {
            source.path.strip_prefix(test).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        });
    }
    assert!(list.len() > 50, "the source tree was not found");
    assert!(!tests.is_empty(), "no test module was found");
    list
}

fn none(what: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{what}:\n{}", faults.join("\n"));
}

#[test]
fn a_room_uses_rooms_on_lower_floors_only() {
    let floors: BTreeMap<&str, u32> = FLOORS.iter().copied().collect();
    let path = Regex::new(r"\bcrate::(\w+)").unwrap();
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for source in sources() {
        let room = source.room().to_owned();
        if room == "main" || room == "lib" {
            continue;
        }
        let Some(own) = floors.get(room.as_str()) else {
            faults.push(format!("{}: `{room}` has no floor", source.path));
            continue;
        };
        seen.insert(room.clone());
        for found in path.captures_iter(&source.text) {
            let other = &found[1];
            if other == room {
                continue;
            }
            match floors.get(other) {
                Some(floor) if floor < own => {}
                Some(floor) => {
                    faults.push(format!("{}: floor {own} uses `{other}`, floor {floor}", source.path));
                }
                None => faults.push(format!("{}: `crate::{other}` is no room", source.path)),
            }
        }
    }
    assert!(seen.len() >= 12, "only {seen:?} were found");
    none("floors", &faults);
}

#[test]
fn a_file_is_short_enough_to_be_read() {
    let faults: Vec<String> = sources()
        .iter()
        .filter(|source| !source.is_test && source.text.lines().count() > LONGEST)
        .filter(|source| !TO_BE_SPLIT.contains(&source.path.as_str()))
        .map(|source| format!("{}: {} lines, at most {LONGEST}", source.path, source.text.lines().count()))
        .collect();
    none("sizes", &faults);
}

#[test]
fn imports_can_be_read_line_by_line() {
    let several = Regex::new(r"(?m)^\s*use crate::[^;]*[{*]").unwrap();
    let mut faults = Vec::new();
    for source in sources() {
        if several.is_match(&source.text) {
            faults.push(format!("{}: several names in one `use crate::`", source.path));
        }
        if source.text.contains("super::super") {
            faults.push(format!("{}: `super::super`, name the room instead", source.path));
        }
    }
    none("imports", &faults);
}

#[test]
fn only_the_outside_rooms_touch_the_world() {
    let world =
        Regex::new(r"\bstd::(fs|env|process|net)\b|\bio::std(in|out|err)\b|\bSystemTime\b|\bInstant\b")
            .unwrap();
    let faults: Vec<String> = sources()
        .iter()
        .filter(|source| source.room() != "main" && !OUTSIDE.contains(&source.room()))
        .filter_map(|source| {
            world.find(source.product()).map(|it| format!("{}: `{}`", source.path, it.as_str()))
        })
        .collect();
    none("world", &faults);
}

#[test]
fn every_rule_file_is_a_rule_and_its_stem_is_its_code() {
    let mut files: BTreeSet<String> = BTreeSet::new();
    for rule in RULES {
        let stem = Path::new(rule.file).file_stem().unwrap().to_str().unwrap();
        assert_eq!(stem.replace('_', "-"), rule.page.code, "{}", rule.file);
        assert!(files.insert(rule.file.to_owned()), "{} is listed twice", rule.file);
    }
    // A rule lies in the folder of its topic; what lies in `src/rules` itself is the machinery.
    let written = Regex::new(r"(?m)^rule! \{").unwrap();
    for source in sources().iter().filter(|source| source.room() == "rules") {
        assert_eq!(
            written.is_match(&source.text),
            files.contains(&source.path),
            "{}: a rule is listed in RULES, and nothing else is",
            source.path
        );
    }
}

#[test]
fn every_page_says_what_why_and_how() {
    let pages: Vec<Page> = cli::pages().iter().copied().collect();
    assert!(pages.len() > 20, "only {} pages", pages.len());
    let mut faults = Vec::new();
    for page in &pages {
        if !page.docs.trim_start().starts_with("# ") {
            faults.push(format!("{}: no title", page.code));
        }
        for section in ["Why", "Fix"] {
            if page.section(section).is_none_or(|text| text.len() < 10) {
                faults.push(format!("{}: no section `{section}`", page.code));
            }
        }
        if !page.code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit()) {
            faults.push(format!("{}: a code is in kebab case", page.code));
        }
    }
    none("pages", &faults);
}

#[test]
fn every_code_that_is_reported_has_a_page() {
    let made =
        Regex::new(r#"Diagnostic::(?:error|warning)\(\s*"([a-z0-9-]+)"|Diagnostic::new\(\s*"([a-z0-9-]+)""#)
            .unwrap();
    let pages = cli::pages();
    let mut faults = Vec::new();
    let mut count = 0;
    for source in sources() {
        for found in made.captures_iter(source.product()) {
            let code = found.get(1).or(found.get(2)).unwrap().as_str();
            count += 1;
            if pages.find(code).is_none() {
                faults.push(format!("{}: `{code}` has no page", source.path));
            }
        }
    }
    assert!(count > 20, "only {count} codes were found in the source");
    none("codes", &faults);
}
