//! docs/: the book is whole, its links lead somewhere, its commands run, its generated pages are fresh.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use regex::Regex;
use serde_json::Value;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;
use walkdir::WalkDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every page of the book by its path below docs/, the table of contents included.
fn pages() -> BTreeMap<PathBuf, String> {
    let docs = root().join("docs");
    let pages: BTreeMap<PathBuf, String> = WalkDir::new(&docs)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.path().extension().is_some_and(|it| it == "md"))
        .map(|entry| {
            let path = entry.path().strip_prefix(&docs).unwrap().to_owned();
            (path, fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    assert!(pages.len() > 25, "docs/ has only {} pages", pages.len());
    pages
}

/// The blocks of a page: language, and lines.
fn blocks(page: &str) -> Vec<(String, Vec<String>)> {
    let mut blocks: Vec<(String, Vec<String>)> = Vec::new();
    let mut within = false;
    for line in page.lines() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            within = !within;
            if within {
                blocks.push((language.to_owned(), Vec::new()));
            }
        } else if within {
            blocks.last_mut().unwrap().1.push(line.to_owned());
        }
    }
    assert!(!within, "a block is not closed:\n{page}");
    blocks
}

/// The text of a page without its blocks.
fn prose(page: &str) -> String {
    let mut within = false;
    let lines = page.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        within ^= fence;
        !within && !fence
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The anchors of a page, as mdBook makes them of headings.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings = prose(page);
    let headings = headings.lines().filter(|line| line.starts_with('#'));
    let anchor = |heading: &str| -> String {
        let text = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = text.chars().filter(|it| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_'));
        kept.map(|it| if it == ' ' { '-' } else { it }).collect()
    };
    headings.map(anchor).collect()
}

/// `target` as seen from the folder of `page`, without dots.
fn follow(page: &Path, target: &str) -> PathBuf {
    let mut path = page.parent().unwrap().to_owned();
    for part in Path::new(target) {
        match part.to_str().unwrap() {
            ".." => assert!(path.pop(), "{}: `{target}` leaves docs/", page.display()),
            "." => {}
            name => path.push(name),
        }
    }
    path
}

#[test]
fn every_link_leads_to_a_page_and_a_heading() {
    let pages = pages();
    let link = Regex::new(r"\]\(([^)\s]+)\)").unwrap();
    let mut faults = Vec::new();
    let mut count = 0;
    for (path, page) in &pages {
        for found in link.captures_iter(&prose(page)) {
            let whole = &found[1];
            if whole.starts_with("https://") {
                continue;
            }
            count += 1;
            let (target, anchor) = whole.split_once('#').unwrap_or((whole, ""));
            let target = if target.is_empty() { path.clone() } else { follow(path, target) };
            match pages.get(&target) {
                None => faults.push(format!("{}: no page `{whole}`", path.display())),
                Some(page) if !anchor.is_empty() && !anchors(page).contains(anchor) => {
                    faults.push(format!("{}: no heading `{whole}`", path.display()));
                }
                Some(_) => {}
            }
        }
    }
    assert!(count > 40, "only {count} links were found");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_table_of_contents_names_every_page_once() {
    let pages = pages();
    let link = Regex::new(r"\]\(([^)]+)\)").unwrap();
    let summary = &pages[Path::new("SUMMARY.md")];
    let mut named: Vec<PathBuf> =
        link.captures_iter(summary).map(|it| PathBuf::from(it[1].trim_start_matches("./"))).collect();
    named.sort();
    let all: Vec<PathBuf> = pages.into_keys().filter(|path| path != Path::new("SUMMARY.md")).collect();
    assert_eq!(named, all);
}

/// The commands of a page run one after the other in a copy of what the repository ships.
#[test]
fn every_command_runs() {
    let program = Path::new(env!("CARGO_BIN_EXE_flightplan")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let mut count = 0;
    for (page, text) in pages() {
        let consoles = blocks(&text).into_iter().filter(|(language, _)| language == "console");
        let lines: Vec<String> = consoles.flat_map(|(_, lines)| lines).collect();
        if lines.is_empty() {
            continue;
        }
        let folder = shipped();
        let mut printed = String::new();
        for line in lines {
            if let Some(command) = line.strip_prefix("$ ") {
                let mut shell = Command::new("sh");
                shell.args(["-c", &format!("{command} 2>&1")]).current_dir(folder.path());
                let output = shell.env("PATH", &path).env_remove("FORCE_COLOR").output().unwrap();
                printed = String::from_utf8(output.stdout).unwrap();
                assert!(output.status.success(), "{}: {command}\n{printed}", page.display());
                count += 1;
            } else {
                let is_there = printed.lines().any(|it| it.trim_end() == line.trim_end());
                assert!(is_there, "{}: `{line}` is not printed:\n{printed}", page.display());
            }
        }
    }
    assert!(count >= 10, "only {count} commands were found");
}

fn shipped() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["base", "overlays", "examples"] {
        let status = Command::new("cp").arg("-r").arg(root().join(name)).arg(folder.path()).status().unwrap();
        assert!(status.success());
    }
    folder
}

/// A block that begins with `spec:` shows a part of a FlightPlan, and fits its schema.
#[test]
fn every_part_of_a_flight_plan_is_one() {
    let mut schema = schema();
    let definitions = schema["$defs"].as_object_mut().unwrap();
    // A part lacks what the whole must have.
    for name in ["Spec", "Model"] {
        definitions[name].as_object_mut().unwrap().remove("required");
    }
    schema.as_object_mut().unwrap().remove("required");
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut count = 0;
    // Those of the rules have a test of their own.
    for (page, text) in pages().into_iter().filter(|(page, _)| !page.starts_with("rules")) {
        for (_, lines) in blocks(&text).into_iter().filter(|(language, _)| language == "yaml") {
            let text = lines.join("\n");
            let value: Value = serde_yaml::from_str(&text)
                .unwrap_or_else(|error| panic_at(&page, &format!("{error}\n{text}")));
            if page.starts_with("overlays") && value.get("spec").is_some() && value.get("kind").is_none() {
                let faults: Vec<String> = validator.iter_errors(&value).map(|it| it.to_string()).collect();
                assert!(faults.is_empty(), "{}: {faults:?}\n{text}", page.display());
                count += 1;
            }
        }
    }
    assert!(count >= 8, "only {count} parts were found");
}

#[expect(clippy::panic, reason = "a test fails so")]
fn panic_at(page: &Path, words: &str) -> ! {
    panic!("{}: {words}", page.display())
}

fn schema() -> Value {
    serde_json::from_str(&ran(&["schema", "FlightPlan"])).unwrap()
}

fn ran(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flightplan"));
    let output = command.args(arguments).env("COLUMNS", "100").output().unwrap();
    assert!(output.status.success(), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Holds a page against what it should be; `UPDATE_EXPECT=1` writes it.
#[track_caller]
fn fresh(page: &str, want: &str) {
    let path = root().join("docs").join(page);
    if fs::read_to_string(&path).unwrap_or_default() == want {
        return;
    }
    assert!(
        std::env::var_os("UPDATE_EXPECT").is_some(),
        "docs/{page} is stale: run `UPDATE_EXPECT=1 cargo test --test docs`"
    );
    fs::write(path, want).unwrap();
}

#[test]
fn the_page_of_commands_is_fresh() {
    let mut page = String::from("# Commands\n\nWhat `flightplan COMMAND --help` prints.\n");
    let line = Regex::new(r"^  (\w+) +\S").unwrap();
    let names = |help: &str| -> Vec<String> {
        let lines = help.lines().skip_while(|it| *it != "Commands:").skip(1).take_while(|it| !it.is_empty());
        lines.filter_map(|it| line.captures(it)).map(|it| it[1].to_owned()).collect()
    };
    let mut commands: Vec<Vec<String>> = Vec::new();
    for name in names(&ran(&["--help"])) {
        let below = names(&ran(&[&name, "--help"]));
        if below.is_empty() {
            commands.push(vec![name]);
        } else {
            commands.extend(below.into_iter().map(|it| vec![name.clone(), it]));
        }
    }
    assert!(commands.len() > 10, "{commands:?}");
    for command in commands {
        let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        arguments.push("--help");
        let help = ran(&arguments);
        let help: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
        let _ = write!(page, "\n## flightplan {}\n\n```text\n{}\n```\n", command.join(" "), help.join("\n"));
    }
    fresh("reference/commands.md", &page);
}

#[test]
fn the_page_of_the_flight_plan_is_fresh() {
    let schema = schema();
    let mut page = String::from(
        "# FlightPlan\n\n\
        `apiVersion: flightplan.dev/v1alpha1`, `kind: FlightPlan`. The annotation `config.kubernetes.io/local-config: \"true\"`\n\
        keeps it out of the output. Editors complete it from its JSON schema, which `flightplan schema FlightPlan` prints.\n\n\
        ## spec\n\n",
    );
    let mut todo = vec!["Spec".to_owned()];
    let mut done = BTreeSet::new();
    while let Some(name) = todo.pop() {
        if !done.insert(name.clone()) {
            continue;
        }
        let definition = &schema["$defs"][&name];
        if name != "Spec" {
            let _ = write!(page, "\n## {name}\n\n");
        }
        let _ = writeln!(page, "{}\n", words(definition));
        page.push_str("| field | type | |\n| --- | --- | --- |\n");
        let required: Vec<&str> =
            definition["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut below = Vec::new();
        for (field, value) in definition["properties"].as_object().unwrap() {
            let (shown, target) = kind_of(value, &schema);
            let must = if required.contains(&field.as_str()) { " Required." } else { "" };
            let _ = writeln!(page, "| `{field}` | {shown} | {}{must} |", words(value));
            below.extend(target);
        }
        below.reverse();
        todo.extend(below);
    }
    assert!(done.len() > 8, "{done:?}");
    fresh("reference/flightplan.md", &page);
}

fn words(value: &Value) -> String {
    value["description"].as_str().unwrap_or("").replace('\n', " ").replace('|', "\\|")
}

/// What a field takes, in words, and the definition that it leads to if that has fields of its own.
fn kind_of(value: &Value, schema: &Value) -> (String, Option<String>) {
    let value = value["anyOf"].as_array().and_then(|it| it.first()).unwrap_or(value);
    if let Some(name) = value["$ref"].as_str().and_then(|it| it.rsplit('/').next()) {
        let definition = &schema["$defs"][name];
        if definition["properties"].is_object() {
            return (format!("[{name}](#{})", name.to_lowercase()), Some(name.to_owned()));
        }
        let choices = definition["oneOf"].as_array().or_else(|| definition["enum"].as_array());
        if let Some(choices) = choices {
            let one = |it: &Value| it.as_str().or_else(|| it["const"].as_str()).map(|it| format!("`{it}`"));
            let all: Vec<String> = choices.iter().filter_map(one).collect();
            if !all.is_empty() {
                return (all.join(", "), None);
            }
        }
        return (words(definition).trim_end_matches('.').to_owned(), None);
    }
    if value["type"] == "array" {
        let (item, target) = kind_of(&value["items"], schema);
        return (format!("list of: {item}"), target);
    }
    let kind = value["type"].as_str().or_else(|| value["type"][0].as_str()).unwrap_or("");
    (kind.to_owned(), None)
}
