//! Bundles: the runbooks, and what one edited line changes.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use flightplan::build::Options;
use flightplan::build::build;
use flightplan::diag::Session;
use flightplan::object::Rendered;
use flightplan::output::File;
use flightplan::output::Request;
use flightplan::output::Versions;
use flightplan::output::bundle;
use flightplan::output::stream;
use flightplan::source::Memory;

use super::axes::Case;
use super::tree;

/// The bundle of a rendered case.
pub(crate) fn of(name: &str, rendered: &Rendered, session: &mut Session) -> Vec<File> {
    let versions = Versions::default();
    let request = Request { root: "/repo/case", rendered, versions: &versions };
    bundle(&request, session)
        .unwrap_or_else(|_| panic!("{name} makes no bundle: {:?}", session.diagnostics.all()))
}

/// The bundle of a case with a FlightPlan.
pub(crate) fn made(case: &Case, plan: &str) -> Vec<File> {
    let (mut session, rendered) = tree::render(case, plan);
    let rendered = rendered.unwrap_or_else(|| panic!("{case:?}: {:?}", session.diagnostics.all()));
    of(&case.name(), &rendered, &mut session)
}

/// The text of a file of a bundle.
pub(crate) fn text<'a>(files: &'a [File], path: &str) -> &'a str {
    files.iter().find(|file| file.path == path).map_or("", |file| &file.text)
}

/// Nothing is left to be filled in by hand, and the shell can read every block.
pub(crate) fn is_complete(name: &str, runbook: &str) {
    for word in ["${", "TODO", "YOUR_", "REPLACE_", "<PROJECT", "<ZONE", "[PROJECT"] {
        assert!(!runbook.contains(word), "{name}: {word} in\n{runbook}");
    }
    let blocks: Vec<&str> =
        runbook.split("```bash\n").skip(1).filter_map(|it| it.split("\n```").next()).collect();
    assert!(blocks.len() > 5, "{name}");
    for block in blocks {
        let output = Command::new("bash").args(["-n", "-c", block]).output().unwrap();
        assert!(output.status.success(), "{name}:\n{block}\n{}", String::from_utf8_lossy(&output.stderr));
        // A variable that a block reads is set in the same block.
        for variable in
            block.split('$').skip(1).filter(|rest| rest.starts_with(|it: char| it.is_ascii_uppercase()))
        {
            let variable: String =
                variable.chars().take_while(|it| it.is_ascii_alphanumeric() || *it == '_').collect();
            let set =
                block.contains(&format!("{variable}=")) || block.contains(&format!("read -rs {variable}"));
            assert!(set, "{name}: nothing sets {variable} in\n{block}");
        }
    }
}

/// All files but the digests, as one text.
pub(crate) fn joined(files: &[File]) -> String {
    let mut text = String::new();
    for file in files.iter().filter(|file| file.path != "bundle.json") {
        write!(text, "=== {}\n{}", file.path, file.text).unwrap();
    }
    text
}

/// The lines of a bundle rendered as a kustomization, and the number of its objects.
pub(crate) fn built(files: &[File]) -> (Vec<String>, usize) {
    let mut memory = Memory::default();
    for file in files {
        memory.insert(format!("/out/{}", file.path), file.text.as_str());
    }
    let mut session = Session::default();
    let rendered = build(Path::new("/out"), &memory, &Options::default(), &mut session).ok();
    assert!(session.diagnostics.all().is_empty(), "{:?}", session.diagnostics.all());
    let objects = rendered.map(|rendered| rendered.objects).unwrap_or_default();
    (stream(&objects).lines().map(str::to_owned).collect(), objects.len())
}
