//! A new service from an empty folder, with the program as people run it.

use std::path::Path;
use std::process::Command;

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
        for words in [words.as_slice(), &["check"], &["bundle", ".", "-o", "out"]] {
            let (code, told) = run(folder, words);
            assert_eq!(code, Some(0), "{model}: {words:?}: {told}");
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
