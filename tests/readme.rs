//! README.md: every command runs and prints what it says there, and the tables are fresh.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use flightplan::rules::RULES;
use regex::Regex;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A command, and the lines that stand below it.
struct Example {
    command: String,
    printed: Vec<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The commands of the fenced blocks of a language.
fn examples(language: &str) -> Vec<Example> {
    let fence = format!("```{language}");
    let mut examples: Vec<Example> = Vec::new();
    let mut console = false;
    for line in readme().lines() {
        if line.starts_with("```") {
            console = line == fence;
        } else if let (true, Some(command)) = (console, line.strip_prefix("$ ")) {
            examples.push(Example { command: command.to_owned(), printed: Vec::new() });
        } else if console {
            examples.last_mut().unwrap().printed.push(line.to_owned());
        }
    }
    examples
}

/// A copy of what the repository ships.
fn copy() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["base", "overlays", "examples"] {
        let status = Command::new("cp").arg("-r").arg(root().join(name)).arg(folder.path()).status().unwrap();
        assert!(status.success());
    }
    folder
}

/// Runs the commands one after the other.
fn run(examples: &[Example], folder: &Path) {
    let program = Path::new(env!("CARGO_BIN_EXE_flightplan")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    for example in examples {
        let output = Command::new("sh")
            .args(["-c", &format!("{} 2>&1", example.command)])
            .current_dir(folder)
            .env("PATH", &path)
            .env_remove("FORCE_COLOR")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{}: {:?}\n{text}", example.command, output.status);
        for line in &example.printed {
            assert!(
                text.lines().any(|it| it.trim_end() == line.trim_end()),
                "`{}` does not print `{line}`:\n{text}",
                example.command
            );
        }
    }
}

#[test]
fn every_command_runs() {
    let examples = examples("console");
    assert!(examples.len() >= 7, "README.md has only {} commands", examples.len());
    run(&examples, copy().path());
}

/// Those commands stand in blocks called `shell`.
#[test]
#[ignore = "needs git"]
fn every_command_that_reads_a_repository_runs() {
    let folder = copy();
    let git = |args: &[&str]| {
        let own = ["-c", "user.name=n", "-c", "user.email=e@example.com"];
        let status = Command::new("git").args(own).args(args).current_dir(folder.path()).status().unwrap();
        assert!(status.success(), "git {args:?}");
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "state"]);
    let examples = examples("shell");
    assert!(!examples.is_empty(), "README.md has no such command");
    run(&examples, folder.path());
}

/// Holds the text between two marks against what it should be; `UPDATE_EXPECT=1` writes it.
#[track_caller]
fn fresh(name: &str, want: &str) {
    let text = readme();
    let (begin, end) = (format!("<!-- {name}:begin -->\n"), format!("<!-- {name}:end -->"));
    let (before, rest) = text.split_once(&begin).unwrap();
    let (own, after) = rest.split_once(&end).unwrap();
    if own == want {
        return;
    }
    assert!(
        std::env::var_os("UPDATE_EXPECT").is_some(),
        "the table `{name}` of README.md is stale: run `UPDATE_EXPECT=1 cargo test --test readme`"
    );
    fs::write(root().join("README.md"), format!("{before}{begin}{want}{end}{after}")).unwrap();
}

/// One test, so that two never write the file at once.
#[test]
fn the_tables_are_fresh() {
    let help = Command::new(env!("CARGO_BIN_EXE_flightplan")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let line = Regex::new(r"^  ([\w-]+) +(\S.*)$").unwrap();
    let commands = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .fold(String::new(), |text, it| {
            let found = line.captures(it).unwrap();
            text + &format!("| `{}` | {} |\n", &found[1], &found[2])
        });
    assert!(commands.lines().count() >= 10, "{help}");
    fresh("commands", &format!("| command | does |\n| --- | --- |\n{commands}"));

    // The index of the pages, which a test keeps fresh, has a section for each topic and a row for each rule.
    let index = fs::read_to_string(root().join("docs/rules/README.md")).unwrap();
    let mut rows = String::new();
    let mut count = 0;
    for section in index.split("\n## ").skip(1) {
        let title = section.lines().next().unwrap();
        let codes: Vec<&str> = section
            .lines()
            .filter_map(|line| line.strip_prefix("| [`")?.split_once('`').map(|it| it.0))
            .collect();
        count += codes.len();
        let some: Vec<String> =
            codes.iter().take(3).map(|code| format!("[`{code}`](docs/rules/{code}.md)")).collect();
        let more = if codes.len() > some.len() { ", …" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(rows, "| {title} | {} | {}{more} |", codes.len(), some.join(", "));
    }
    assert_eq!(count, RULES.len(), "docs/rules/README.md lists every rule");
    fresh("rules", &format!("| topic | rules | such as |\n| --- | --- | --- |\n{rows}"));
}

/// The table of kustomize names each field that a kustomization may have, once.
#[test]
fn the_table_of_kustomize_is_complete() {
    let source = fs::read_to_string(root().join("src/build/config/decode.rs")).unwrap();
    let list = source.split_once("const FIELDS:").unwrap().1.split_once("];").unwrap().0;
    let mut fields: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    fields.sort_unstable();
    assert!(fields.len() > 30, "{fields:?}");
    let text = readme();
    let table = text
        .split_once("<!-- kustomize:begin -->")
        .unwrap()
        .1
        .split_once("<!-- kustomize:end -->")
        .unwrap()
        .0;
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let mut told: Vec<&str> =
        rows.flat_map(|row| row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2)).collect();
    told.sort_unstable();
    assert_eq!(told, fields, "the first column names the fields of kustomization.yaml");
}
