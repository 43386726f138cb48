//! Published manifests, labelled by an expert: a check of false alarms first, and of finds second. They lie
//! outside this repository, so the test is ignored unless it is asked for.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests may")]

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use flightplan::diag::Session;
use flightplan::diag::Severity;
use flightplan::object::Object;
use flightplan::object::Rendered;
use flightplan::rules::Catalog;
use flightplan::rules::Facts;
use flightplan::rules::Given;
use flightplan::rules::Settings;
use flightplan::rules::VersionRange;
use flightplan::rules::check;
use flightplan::yaml::Rules;
use flightplan::yaml::parse;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples")
}

/// The rows of a table: file, class, line, fault, row, certainty, note.
fn table(name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(folder().join(name)).unwrap();
    text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// The findings for a file: line, code, severity, message.
fn findings(path: &Path) -> Vec<(usize, String, Severity, String)> {
    let mut session = Session::default();
    let text = std::fs::read_to_string(path).unwrap();
    let file = session.files.add("sample.yaml", text.as_str());
    if let Ok(documents) = parse(file, Rules::Resource, &mut session) {
        let objects = documents.into_iter().filter(|node| !node.is_null()).map(Object::new).collect();
        let rendered = Rendered { objects, ..Rendered::default() };
        let given = Given { gke: true, gke_version: VersionRange::parse("1.34"), ..Given::default() };
        let facts = Facts::find(&rendered, &given, &mut session).unwrap();
        check(&rendered, &facts, &Catalog::builtin(), &Settings::default(), &mut session);
    }
    let line = |finding: &flightplan::diag::Diagnostic| {
        finding.labels.first().map_or(0, |it| session.files.get(file).position(it.at.start).line)
    };
    let all = session.diagnostics.all().iter();
    all.map(|it| (line(it), it.code.to_owned(), it.severity, it.message.clone())).collect()
}

#[test]
#[ignore = "reads ../shared/samples"]
fn errors_are_those_of_the_experts_and_warnings_are_few() {
    let (errors, warnings) = (table("expected.tsv"), table("warnings.tsv"));
    let files: BTreeSet<&str> = errors.iter().map(|row| row[0].as_str()).collect();
    let mut expected_warnings: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for row in &warnings {
        expected_warnings.entry(row[0].as_str()).or_default().insert(row[2].parse().unwrap());
    }
    let (mut wrong, mut extra, mut met) = (Vec::new(), 0, 0);
    for name in &files {
        let found = findings(&folder().join("manifests").join(name));
        let rows: Vec<&Vec<String>> = errors.iter().filter(|row| row[0] == **name && row[2] != "-").collect();
        let lines: BTreeSet<usize> = rows.iter().map(|row| row[2].parse().unwrap()).collect();
        let own: BTreeSet<usize> = found.iter().filter(|it| it.2 == Severity::Error).map(|it| it.0).collect();
        for row in &rows {
            let line: usize = row[2].parse().unwrap();
            // A neighbouring line serves where the label says so.
            let near = (row[6].contains("accept") && own.iter().any(|it| it.abs_diff(line) <= 2))
                || (row[6].contains("parse-error") && own.iter().any(|it| it.abs_diff(line) <= 1));
            if row[5] == "sure" && !own.contains(&line) && !near {
                wrong.push(format!("{name}:{line}: not found: {} ({})", row[3], row[6]));
            }
        }
        for (line, code, severity, message) in &found {
            let near = rows.iter().any(|row| {
                (row[6].contains("accept") || row[6].contains("parse-error"))
                    && row[2].parse::<usize>().unwrap().abs_diff(*line) <= 2
            });
            if *severity == Severity::Error && !lines.contains(line) && !near {
                wrong.push(format!("{name}:{line}: false alarm: {code}: {message}"));
            }
            if *severity == Severity::Warning {
                let known = expected_warnings.get(name).is_some_and(|lines| lines.contains(line));
                (extra, met) = if known { (extra, met + 1) } else { (extra + 1, met) };
                println!("{} {name}:{line}: {code}: {message}", if known { "listed" } else { "beyond" });
            }
        }
    }
    println!("{} files, {met} of {} warnings met, {extra} beyond", files.len(), warnings.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(extra <= files.len(), "{extra} warnings beyond the experts' in {} files", files.len());
    assert!(!files.is_empty(), "no samples");
}
