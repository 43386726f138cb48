//! `docs/rules/`: the page of every rule, as `flightplan explain` prints it, and an index. `UPDATE_EXPECT=1`
//! writes them anew. The examples on them are run by `tests/rules.rs`.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use flightplan::diag::Page;
use flightplan::object::WORKLOADS;
use flightplan::rules::RULES;
use flightplan::rules::Rule;

/// The folder of a rule's file, and what a reader calls it.
const TOPICS: &[(&str, &str)] = &[
    ("admission", "What Autopilot admits"),
    ("autoscaling", "Autoscaling"),
    ("compute_class", "Compute classes"),
    ("disks", "Disks, volumes and claims"),
    ("disruption", "Disruption"),
    ("gitops", "GitOps"),
    ("gpu", "GPUs"),
    ("images", "Images"),
    ("monitoring", "Monitoring"),
    ("references", "References between objects"),
    ("resources", "CPU, memory and storage"),
    ("secrets", "Secrets"),
    ("service", "Services"),
    ("spot", "Spot and flex-start"),
    ("versions", "Versions of GKE"),
    ("vllm", "vLLM"),
    ("volumes", "Cloud Storage and Filestore"),
];

fn topic(rule: &Rule) -> &'static str {
    let folder = Path::new(rule.file).parent().and_then(Path::file_name).unwrap().to_string_lossy();
    TOPICS.iter().find(|(name, _)| *name == folder).unwrap().1
}

fn title(page: &Page) -> &'static str {
    page.docs.lines().next().unwrap().trim_start_matches("# ")
}

/// The page of a code. Fences say what the block shows, and the comment that tests look for says it in words.
fn page(rule: &Rule) -> String {
    let page = &rule.page;
    let kinds = match rule.kinds {
        ["*"] => "every object".to_owned(),
        kinds if kinds == WORKLOADS => "whatever has Pods".to_owned(),
        kinds => kinds.join(", "),
    };
    let (code, severity) = (page.code, page.severity.name());
    let mut text =
        format!("# {}\n\n`{code}` · {severity} · {} · looks at {kinds}\n", title(page), topic(rule));
    for line in page.docs.lines().skip(1) {
        let Some(words) = line.strip_prefix("```yaml ") else {
            writeln!(text, "{}", line.replace("  # flag", "  # <-- here")).unwrap();
            continue;
        };
        let (verdict, facts) = words.split_once(' ').unwrap_or((words, ""));
        let facts: Vec<String> = facts
            .split_whitespace()
            .map(|fact| match fact {
                "gke" => "for a cluster of GKE Autopilot".to_owned(),
                fact => format!("with `--{}`", fact.replace('=', " ")),
            })
            .collect();
        let given = if facts.is_empty() { String::new() } else { format!(", {}", facts.join(", ")) };
        let does = if verdict == "fail" { "Is reported" } else { "Passes" };
        writeln!(text, "{does}{given}:\n\n```yaml").unwrap();
    }
    let allow = format!("```yaml\n# allow[{code}]: why this is right here\n```");
    writeln!(
        text,
        "\n## Allowing it\nA comment on the line, or on the line above, with a reason:\n\n{allow}"
    )
    .unwrap();
    text
}

fn all() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut index = "# Rules\n\nA rule looks at what is rendered. Each has a code and a page; `flightplan explain CODE` prints \
                     it too, and\nthe pages of all other codes. `UPDATE_EXPECT=1 cargo test --test pages` writes \
                     these files.\n"
        .to_owned();
    let row = |page: &Page| {
        format!("| [`{0}`]({0}.md) | {1} | {2} |\n", page.code, page.severity.name(), title(page))
    };
    let head = "\n| code | severity | what |\n| --- | --- | --- |\n";
    for (folder, name) in TOPICS {
        let rules: Vec<&Rule> = RULES.iter().filter(|rule| topic(rule) == *name).collect();
        assert!(!rules.is_empty(), "no rule is in the folder {folder}");
        write!(index, "\n## {name}\n{head}").unwrap();
        for rule in rules {
            index.push_str(&row(&rule.page));
            files.insert(format!("{}.md", rule.page.code), page(rule));
        }
    }
    files.insert("README.md".to_owned(), index);
    files
}

/// The table of contents of the book, with the rules as its last part.
fn contents(before: &str) -> String {
    let mark = "\n# Rules\n";
    let mut text = before.split(mark).next().unwrap().trim_end().to_owned();
    write!(text, "\n{mark}\n- [Rules](rules/README.md)\n").unwrap();
    for (_, name) in TOPICS {
        for rule in RULES.iter().filter(|rule| topic(rule) == *name) {
            writeln!(text, "  - [{0}](rules/{0}.md)", rule.page.code).unwrap();
        }
    }
    text
}

#[test]
fn the_book_has_every_rule() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/SUMMARY.md");
    let before = fs::read_to_string(&path).unwrap();
    let text = contents(&before);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path, text).unwrap();
    } else {
        assert!(before == text, "docs/SUMMARY.md is not fresh: UPDATE_EXPECT=1 cargo test --test pages");
    }
}

#[test]
fn the_pages_of_the_rules_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let files = all();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in &files {
            fs::write(folder.join(name), text).unwrap();
        }
        return;
    }
    let mut stale: Vec<&str> = files
        .iter()
        .filter(|(name, text)| fs::read_to_string(folder.join(name)).ok().as_ref() != Some(*text))
        .map(|(name, _)| name.as_str())
        .collect();
    let there: Vec<String> =
        fs::read_dir(&folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    stale.extend(there.iter().map(String::as_str).filter(|name| !files.contains_key(*name)));
    assert!(stale.is_empty(), "docs/rules is not fresh (UPDATE_EXPECT=1 writes it): {stale:?}");
}
