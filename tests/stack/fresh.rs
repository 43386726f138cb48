//! A new service from an empty folder, with the program as people run it.

use std::path::Path;
use std::process::Command;

use flightplan::build::Options;
use flightplan::diag::Session;
use flightplan::diag::Severity;
use flightplan::object::Object;
use flightplan::output::File;
use flightplan::output::Wanted;
use flightplan::output::init;
use flightplan::pipeline::Settings;
use flightplan::pipeline::inspect;
use flightplan::pipeline::render;
use flightplan::source::Memory;

fn run(folder: &Path, words: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_flightplan"))
        .args(words)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// `init`, `check` and `bundle`, for every weights overlay and a model of every size.
pub(crate) fn three_commands() {
    for (model, overlays) in [
        ("google/gemma-2-9b", "image-preload,hyperdisk-ml"),
        ("google/gemma-2-2b-it", "gcs-fuse,compute-class,economy"),
        ("google/gemma-2-27b-it", "filestore,image-streaming,spot,secret-manager,steady"),
        ("meta-llama/Llama-3.1-8B-Instruct", ""),
    ] {
        let place = tempfile::tempdir().expect("a place");
        let folder = place.path();
        let init = [
            "init",
            "--model",
            model,
            "--accelerator=nvidia-l4",
            "--location=asia-northeast1",
            "--project=example-project",
        ];
        let overlay = format!("--overlay={overlays}");
        let mut words = init.to_vec();
        if !overlays.is_empty() {
            words.push(&overlay);
        }
        let (code, told) = run(folder, &words);
        assert_eq!(code, Some(0), "{model}: {told}");
        // What it says to do next is done.
        let (_, next) = told.split_once(" Next:\n").unwrap_or_else(|| panic!("{told}"));
        let commands: Vec<&str> = next.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(commands.len(), 3, "{next}");
        let program = Path::new(env!("CARGO_BIN_EXE_flightplan")).parent().expect("a folder");
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
        for command in commands {
            let command = command.replace("less ", "cat ");
            let output = Command::new("sh")
                .args(["-c", &command])
                .current_dir(folder)
                .env("PATH", &path)
                .output()
                .expect("a shell");
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{model}: {command}: {told}");
        }
        let runbook = std::fs::read_to_string(folder.join("out/runbook.md")).expect("a runbook");
        super::bundles::is_complete(model, &runbook);
        let before = std::fs::read_to_string(folder.join("out/bundle.json")).expect("digests");
        assert_eq!(run(folder, &["bundle", ".", "-o", "out"]).0, Some(0));
        assert_eq!(std::fs::read_to_string(folder.join("out/bundle.json")).expect("digests"), before);
        // A second time nothing is written over what is there.
        let (code, told) = run(folder, &words);
        assert_eq!(code, Some(2), "{told}");
        assert!(told.contains("output-in-the-way"), "{told}");
    }
}

/// Every choice of one overlay of each axis, or none, written, rendered and checked. `look` sees the files
/// and the objects; the number of choices comes back.
pub(crate) fn every_choice(mut look: impl FnMut(&[File], &[Object])) -> usize {
    let axes: [&[&str]; 5] = [
        &["", "image-preload", "image-streaming"],
        &["", "hyperdisk-ml", "gcs-fuse", "filestore"],
        &["burst", "steady", "economy"],
        &["", "spot", "compute-class"],
        &["", "secret-manager"],
    ];
    let mut choices: Vec<Vec<String>> = vec![Vec::new()];
    for axis in axes {
        let more = |chosen: &Vec<String>| {
            let chosen = chosen.clone();
            axis.iter().map(move |one| {
                let mut longer = chosen.clone();
                longer.extend((!one.is_empty()).then(|| (*one).to_owned()));
                longer
            })
        };
        choices = choices.iter().flat_map(more).collect();
    }
    for overlays in &choices {
        let wanted = Wanted {
            model: "google/gemma-2-9b".to_owned(),
            accelerator: "nvidia-l4".to_owned(),
            location: "asia-northeast1".to_owned(),
            project: "example-project".to_owned(),
            cluster: "vllm".to_owned(),
            overlays: overlays.clone(),
            ..Wanted::default()
        };
        let mut session = Session::default();
        let files = init(&wanted, &mut session)
            .unwrap_or_else(|_| panic!("{overlays:?}: {:?}", session.diagnostics.all()));
        let mut memory = Memory::default();
        for file in &files {
            memory.insert(format!("/new/{}", file.path), file.text.as_str());
        }
        let mut session = Session::default();
        let rendered = render(Path::new("/new"), &memory, &Options::default(), &mut session)
            .unwrap_or_else(|_| panic!("{overlays:?}: {:?}", session.diagnostics.all()));
        inspect(&rendered, &Settings::default(), &mut session);
        let told: Vec<_> =
            session.diagnostics.all().iter().filter(|it| it.severity > Severity::Info).collect();
        assert!(told.is_empty(), "{overlays:?}: {told:?}");
        look(&files, &rendered.objects);
    }
    choices.len()
}
