//! Every rule against the examples of its page and against `tests/rules/<id>/*.yaml`, each alone and then as
//! `flightplan check` would look at them. These are its fixtures: no rule is without a failing and a passing one.
//!
//! A block ` ```yaml fail ` must be flagged on the lines that say `# flag`, and nowhere else; a block
//! ` ```yaml pass ` must not be flagged. Words after that are facts: `gke`, `location=asia-northeast1`,
//! `gke-version=1.30`, `project=my-project`. A file of `tests/rules/<id>/` is such a block: `fail-*.yaml` or
//! `pass-*.yaml`, its facts in a first line `# facts: ...`.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may")]

use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use flightplan::diag::Severity;
use flightplan::pipeline::Outcome;
use flightplan::pipeline::Settings;
use flightplan::pipeline::check_stream;
use flightplan::rules;
use flightplan::rules::Catalog;
use flightplan::rules::Given;
use flightplan::rules::RULES;
use flightplan::rules::Rule;
use flightplan::rules::VersionRange;

/// One example of a rule.
struct Case {
    /// Where it stands, for messages.
    name: String,
    is_on_page: bool,
    fails: bool,
    given: Given,
    text: String,
}

fn given(words: &str, name: &str) -> Given {
    let mut given = Given::default();
    for word in words.split_whitespace() {
        match word.split_once('=') {
            None if word == "gke" => given.gke = true,
            Some(("location", value)) => given.location = Some(value.to_owned()),
            Some(("project", value)) => given.project = Some(value.to_owned()),
            Some(("gke-version", value)) => given.gke_version = Some(VersionRange::parse(value).unwrap()),
            _ => panic!("{name}: `{word}` is no fact"),
        }
    }
    given
}

/// The examples of a rule's page.
fn blocks(rule: &Rule) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut open = false;
    for line in rule.page.docs.lines() {
        if open {
            if line.starts_with("```") {
                open = false;
            } else if let Some(case) = cases.last_mut() {
                case.text.push_str(line);
                case.text.push('\n');
            }
        } else if let Some(words) = line.strip_prefix("```yaml ") {
            open = true;
            let (verdict, facts) = words.split_once(' ').unwrap_or((words, ""));
            let name = format!("{}, block {}", rule.page.code, cases.len() + 1);
            let fails = match verdict {
                "fail" => true,
                "pass" => false,
                other => panic!("{name}: `{other}` is neither `fail` nor `pass`"),
            };
            cases.push(Case {
                given: given(facts, &name),
                name,
                is_on_page: true,
                fails,
                text: String::new(),
            });
        }
    }
    cases
}

/// The examples of a rule in `tests/rules`.
fn files(rule: &Rule) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules").join(rule.page.code);
    let Ok(entries) = std::fs::read_dir(&folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let case = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let stem = path.file_name().unwrap().to_string_lossy().into_owned();
        let facts = text.lines().next().and_then(|line| line.strip_prefix("# facts:")).unwrap_or("");
        let name = format!("tests/rules/{}/{stem}", rule.page.code);
        let fails = stem.starts_with("fail-");
        assert!(fails || stem.starts_with("pass-"), "{name}: start the name with `fail-` or `pass-`");
        Case { given: given(facts, &name), name, is_on_page: false, fails, text }
    };
    paths.into_iter().map(case).collect()
}

fn cases(rule: &Rule) -> Vec<Case> {
    blocks(rule).into_iter().chain(files(rule)).collect()
}

/// The findings for a text, all of it checked as `flightplan check -` does: line, code, severity and message.
fn findings(case: &Case, only: Option<&str>) -> Vec<(usize, String, Severity, String)> {
    let rules = rules::Settings {
        select: only.iter().map(|&code| code.to_owned()).collect(),
        ..rules::Settings::default()
    };
    let settings = Settings { given: case.given.clone(), rules, ..Settings::default() };
    let Outcome { session, rendered, .. } = check_stream(case.text.clone().into_bytes(), &settings);
    assert!(rendered.is_some(), "{}: {:#?}", case.name, session.diagnostics.all());
    let all = session.diagnostics.all().iter();
    let found = all.filter(|finding| only.is_none_or(|code| code == finding.code)).map(|finding| {
        let first = finding.labels.first().unwrap_or_else(|| panic!("{}: no place: {finding:?}", case.name));
        let file = session.files.get(first.at.file);
        assert_eq!(file.text.as_ref(), case.text, "{}: a place outside the file", case.name);
        let line = file.position(first.at.start).line;
        (line, finding.code.to_owned(), finding.severity, finding.message.clone())
    });
    found.collect()
}

#[test]
fn each_rule_flags_what_its_examples_say() {
    let mut wrong = Vec::new();
    for rule in RULES {
        for case in cases(rule) {
            let expected: BTreeSet<usize> = if case.fails {
                let lines = case.text.lines().zip(1..).filter(|(line, _)| line.contains("# flag"));
                lines.map(|(_, number)| number).collect()
            } else {
                BTreeSet::new()
            };
            assert!(!case.fails || !expected.is_empty(), "{}: no line says `# flag`", case.name);
            let found = findings(&case, Some(rule.page.code));
            let lines: BTreeSet<usize> = found.iter().map(|(line, ..)| *line).collect();
            if lines != expected {
                wrong.push(format!("{}: expected lines {expected:?}, found {found:#?}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn failing_examples_have_no_other_error_and_passing_ones_nothing_at_all() {
    let mut wrong = Vec::new();
    for rule in RULES {
        for case in cases(rule) {
            for (line, code, severity, message) in findings(&case, None) {
                // The files of `tests/rules` may be bare where the page's examples are whole.
                let counts = if case.is_on_page {
                    severity == Severity::Error || !case.fails
                } else {
                    severity == Severity::Error && !code.starts_with("schema-")
                };
                if code != rule.page.code && counts {
                    wrong.push(format!("{}:{line}: {code}: {message}", case.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_page_says_what_why_and_how_to_mend_it() {
    let mut codes = BTreeSet::new();
    for rule in RULES {
        let (code, docs) = (rule.page.code, rule.page.docs);
        assert!(codes.insert(code), "{code}: two rules have this id");
        let mut lines = docs.lines();
        let title = lines.next().and_then(|line| line.strip_prefix("# ")).unwrap_or("");
        assert!(!title.is_empty() && !title.ends_with('.'), "{code}: the page starts with a title");
        for part in ["\n## Why\n", "\n## Fix\n", "\n## Source\n", "\n```yaml fail", "\n```yaml pass"] {
            assert!(docs.contains(part), "{code}: the page has no {part:?}");
        }
        for case in cases(rule) {
            assert!(!case.text.trim().is_empty(), "{}: an empty example", case.name);
        }
    }
}

#[test]
fn each_rule_stands_in_the_file_of_its_name() {
    let stems: BTreeSet<String> = rule_sources()
        .iter()
        .filter(|(_, text)| text.contains("\nrule! {"))
        .map(|(path, _)| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    let codes: BTreeSet<String> = RULES.iter().map(|rule| rule.page.code.replace('-', "_")).collect();
    assert_eq!(stems, codes, "files of rules, and RULES");
    for rule in RULES {
        let stem = Path::new(rule.file).file_stem().unwrap().to_string_lossy().replace('_', "-");
        assert_eq!(stem, rule.page.code);
    }
    let files: Vec<&str> = RULES.iter().map(|rule| rule.file).collect();
    assert!(files.is_sorted(), "RULES is sorted by topic and id");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules");
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(RULES.iter().any(|rule| rule.page.code == name), "tests/rules/{name}: there is no such rule");
    }
}

/// The source files of the rules' room.
fn rule_sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, sources: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, sources);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                sources.push((path, text));
            }
        }
    }
    let mut sources = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules"), &mut sources);
    sources
}

/// Facts belong into the catalog: no code of a rule (its page may) names a machine type, an accelerator, a
/// zone or a GKE version.
#[test]
fn no_rule_holds_a_fact_of_the_catalog() {
    let catalog = Catalog::builtin();
    let tables = catalog.tables();
    let zones = tables.gpu_zones.rows.values().flat_map(|regions| regions.keys());
    let disks = tables.disk_types_by_series.rows.values().flatten();
    let facts: BTreeSet<&str> = tables
        .gpu_types
        .rows
        .keys()
        .chain(tables.machine_types.rows.keys())
        .chain(zones)
        .chain(disks)
        .map(String::as_str)
        .filter(|fact| *fact != "hyperdisk-ml")
        .collect();
    let names_version = |line: &str| {
        line.split("-gke.").skip(1).any(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
    };
    let mut wrong = Vec::new();
    for (path, text) in rule_sources() {
        if path.ends_with("version.rs") || path.components().any(|part| part.as_os_str() == "catalog") {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or("");
        for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for fact in facts.iter().copied().chain(["a GKE version"]) {
                if line.contains(fact) || (fact == "a GKE version" && names_version(line)) {
                    wrong.push(format!("{}: {fact}: {}", path.display(), line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `schemas/gke/coverage.tsv` says for each of the 190 facts that can be checked in manifests which rules
/// check it, or why none does.
#[test]
fn each_checkable_fact_has_a_rule_or_a_reason() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/gke/coverage.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    let mut seen = BTreeSet::new();
    for line in text.lines().skip(1) {
        let mut fields = line.split('\t');
        let (row, rules, reason) = (fields.next().unwrap(), fields.next().unwrap(), fields.next().unwrap());
        assert!(seen.insert(row), "{row} stands twice");
        assert_eq!(rules.is_empty(), !reason.is_empty(), "{row}: rules or a reason");
        for code in rules.split_whitespace() {
            assert!(RULES.iter().any(|rule| rule.page.code == code), "{row}: there is no rule `{code}`");
        }
    }
    assert_eq!(seen.len(), 190);
}
