//! Small trees, each in one file of `tests/kustomize/`, against what kustomize 5.8.1 does with them.
//!
//! A file holds the tree's files, each behind a line `-- path --`, and at last either `-- out --` with what
//! kustomize prints, or `-- error --` with what we say where kustomize refuses as well. `-- warning --` is
//! what we say of a tree that kustomize renders. The root is the folder of the first file. Run with
//! `UPDATE_EXPECT=1` to write the words anew; `out` is only ever written by kustomize itself (the ignored
//! test, with `UPDATE_EXPECT=1`).
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may")]

use std::fmt::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use flightplan::build::Options;
use flightplan::build::build;
use flightplan::diag::Session;
use flightplan::diag::Severity;
use flightplan::source::Memory;
use flightplan::yaml::emit;

const ROOT: &str = "/tree";

struct Case {
    path: PathBuf,
    files: Vec<(String, String)>,
    out: Option<String>,
    error: Option<String>,
    warning: Option<String>,
}

impl Case {
    fn read(path: PathBuf) -> Self {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut case = Self { path, files: Vec::new(), out: None, error: None, warning: None };
        let mut sections: Vec<(String, String)> = Vec::new();
        for line in text.split_inclusive('\n') {
            let name = line.trim_end().strip_prefix("-- ").and_then(|it| it.strip_suffix(" --"));
            match (name, sections.last_mut()) {
                (Some(name), _) => sections.push((name.to_owned(), String::new())),
                (None, Some(section)) => section.1.push_str(line),
                (None, None) => panic!("{}: text before the first file", case.path.display()),
            }
        }
        for (name, text) in sections {
            match name.as_str() {
                "out" => case.out = Some(text),
                "error" => case.error = Some(text),
                "warning" => case.warning = Some(text),
                _ => case.files.push((name, text)),
            }
        }
        case
    }

    fn write(&self) {
        let mut text = String::new();
        let mut section = |name: &str, body: &str| write!(text, "-- {name} --\n{body}").unwrap();
        self.files.iter().for_each(|(name, body)| section(name, body));
        for (name, body) in [("warning", &self.warning), ("out", &self.out), ("error", &self.error)] {
            if let Some(body) = body.as_ref().filter(|body| name != "warning" || !body.is_empty()) {
                section(name, body);
            }
        }
        std::fs::write(&self.path, text).unwrap();
    }

    fn root(&self) -> &str {
        self.files.first().and_then(|(name, _)| name.rsplit_once('/')).map_or("", |(folder, _)| folder)
    }

    /// What is printed, or that nothing is, and what is said.
    fn build(&self) -> (Option<String>, String) {
        let mut tree = Memory::default();
        for (name, text) in &self.files {
            // `\xff` stands for a byte that is not UTF-8.
            let bytes: Vec<u8> = text.split("\\xff").map(str::as_bytes).collect::<Vec<_>>().join(&0xff);
            tree.insert(format!("{ROOT}/{name}"), bytes);
        }
        let mut session = Session::default();
        let root = Path::new(ROOT).join(self.root());
        let rendered = build(&root, &tree, &Options::default(), &mut session).ok();
        let out = rendered.map(|rendered| {
            let mut out = String::new();
            for (index, object) in rendered.objects.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "---\n" });
                emit(&object.root, &mut out);
            }
            out
        });
        let mut said = String::new();
        for finding in session.diagnostics.all() {
            if out.is_none() && finding.severity != Severity::Error {
                continue;
            }
            let place = finding.labels.first().map_or(String::new(), |label| {
                let file = session.files.get(label.at.file);
                let position = file.position(label.at.start);
                let path = file.path.strip_prefix(ROOT).unwrap_or(&file.path);
                format!("{}:{}:{} ", path.trim_start_matches('/'), position.line, position.column)
            });
            writeln!(said, "{place}{}: {}", finding.code, finding.message).unwrap();
            if let Some(help) = &finding.help {
                writeln!(said, "  help: {help}").unwrap();
            }
        }
        (out, said)
    }
}

fn cases() -> Vec<Case> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for folder in ["broken", "render"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kustomize").join(folder);
        paths.extend(std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    }
    paths.sort();
    paths.into_iter().map(Case::read).collect()
}

fn update() -> bool {
    std::env::var_os("UPDATE_EXPECT").is_some()
}

#[test]
fn renders_and_refuses() {
    let mut wrong = Vec::new();
    let mut broken = 0;
    for mut case in cases() {
        let name = case.path.display().to_string();
        let (out, said) = case.build();
        if update() {
            match (&out, &case.error) {
                (None, Some(_)) => case.error = Some(said.clone()),
                (Some(_), None) => case.warning = Some(said.clone()),
                _ => {}
            }
            case.write();
        }
        broken += usize::from(case.error.is_some());
        match (out, case.out, case.error) {
            (None, None, Some(expected)) if said == expected => {}
            (Some(out), Some(expected), None)
                if out == expected && said == case.warning.unwrap_or_default() => {}
            (out, _, _) => wrong.push(format!("{name}\n{said}{}", out.unwrap_or_default())),
        }
    }
    assert!(wrong.is_empty(), "{} cases are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(broken >= 80, "only {broken} broken trees are left");
}

/// The real kustomize: `KUSTOMIZE`, else `kustomize` on the path.
fn kustomize(case: &Case) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in &case.files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let bytes: Vec<u8> = text.split("\\xff").map(str::as_bytes).collect::<Vec<_>>().join(&0xff);
        std::fs::write(path, bytes).unwrap();
    }
    let program = std::env::var("KUSTOMIZE").unwrap_or_else(|_| "kustomize".to_owned());
    let output = Command::new(program).arg("build").arg(folder.path().join(case.root())).output();
    let output = output.unwrap_or_else(|error| panic!("kustomize cannot be run: {error}"));
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

#[test]
#[ignore = "needs the real kustomize"]
fn agrees_with_kustomize() {
    let mut wrong = Vec::new();
    for mut case in cases() {
        let printed = kustomize(&case);
        if update() {
            case.error = printed.is_none().then(|| case.error.unwrap_or_default());
            case.out.clone_from(&printed);
            case.write();
        }
        if printed != case.out || printed.is_none() != case.error.is_some() {
            wrong.push(format!("{}\n{}", case.path.display(), printed.unwrap_or_default()));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}
