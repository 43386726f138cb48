//! The schema's checks over real objects: how many findings of which sort, and how fast.
#![expect(clippy::print_stdout, reason = "a test that prints what it found")]

use flightplan::diag::Session;
use flightplan::object::Object;
use flightplan::schema::check_all;
use flightplan::yaml::Rules;
use std::path::Path;

/// Prints every finding in the YAML files below `FLIGHTPLAN_OBJECTS`.
#[test]
#[ignore = "needs a folder of manifests in FLIGHTPLAN_OBJECTS"]
fn findings_in_a_folder() {
    let folder = std::env::var("FLIGHTPLAN_OBJECTS").expect("FLIGHTPLAN_OBJECTS names a folder");
    let (mut objects, mut taken) = (0, std::time::Duration::ZERO);
    let mut unchecked = std::collections::BTreeMap::<String, usize>::new();
    for entry in walkdir::WalkDir::new(Path::new(&folder)).sort_by_file_name() {
        let path = entry.expect("a readable folder").into_path();
        if path.extension().is_none_or(|it| it != "yaml" && it != "yml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a readable file");
        let mut session = Session::default();
        let file = session.files.add(path.display().to_string(), text);
        let Ok(roots) = flightplan::yaml::parse(file, Rules::Resource, &mut session) else { continue };
        let roots: Vec<Object> = roots.into_iter().map(Object::new).collect();
        objects += roots.len();
        let start = std::time::Instant::now();
        check_all(&roots, &mut session);
        taken += start.elapsed();
        for it in session.diagnostics.all() {
            let at = it.labels.first().map(|label| label.at);
            let line = at.map_or(0, |at| session.files.get(at.file).position(at.start).line);
            let kind =
                it.resource.as_ref().map(|it| format!("{} {}", it.api_version, it.kind)).unwrap_or_default();
            println!(
                "{}:{line}\t{}\t{}\t{kind}\t{}\t{}",
                path.display(),
                it.severity.name(),
                it.code,
                it.message,
                it.help.as_deref().unwrap_or("")
            );
        }
        for it in session.diagnostics.unchecked() {
            *unchecked.entry(it.what.clone()).or_default() += 1;
        }
    }
    println!("# {objects} objects in {taken:?}, not checked: {unchecked:?}");
}
