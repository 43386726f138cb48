//! Every rule against a real bundle: an example of this repository with one field broken is caught, and the
//! finding stands on the line that was broken, whichever base, overlay or kustomization holds it.
//!
//! `tests/mutations.txt` says what is broken, and how it is written down.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]
#![expect(clippy::indexing_slicing, clippy::string_slice, reason = "a test may fail loudly")]

use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use flightplan::diag::Label;
use flightplan::diag::Session;
use flightplan::diag::Severity;
use flightplan::pipeline::Settings;
use flightplan::pipeline::Target;
use flightplan::pipeline::check;
use flightplan::rules::RULES;
use flightplan::source::Disk;
use flightplan::source::EntryKind;
use flightplan::source::Memory;
use flightplan::source::Tree;

/// A place: a file of the repository, and a line of it.
type Place = (String, usize);

/// What is broken, and what must be found.
#[derive(Debug, Default)]
struct Mutation {
    code: String,
    example: String,
    edits: Vec<Edit>,
    /// The file and the text of the line where the finding stands, if that is not the broken one.
    at: Option<(String, String)>,
}

#[derive(Debug, Default)]
struct Edit {
    file: String,
    lines: Vec<(char, String)>,
}

fn mutations() -> Vec<Mutation> {
    let text = std::fs::read_to_string(repository().join("tests/mutations.txt")).unwrap();
    let mut all: Vec<Mutation> = Vec::new();
    for line in text.lines().skip_while(|line| !line.starts_with("== ") || line.contains(',')) {
        if let Some((code, example)) = line.strip_prefix("== ").map(|rest| rest.split_once(' ').unwrap()) {
            all.push(Mutation { code: code.to_owned(), example: example.to_owned(), ..Mutation::default() });
            continue;
        }
        let Some(last) = all.last_mut() else { continue };
        if let Some(file) = line.strip_prefix("file ") {
            last.edits.push(Edit { file: file.to_owned(), lines: Vec::new() });
        } else if let Some((file, text)) = line.strip_prefix("at ").map(|rest| rest.split_once(' ').unwrap())
        {
            last.at = Some((file.to_owned(), text.to_owned()));
        } else if let Some(mark) = line.chars().next() {
            assert!(" -+>".contains(mark), "{}: {line:?}", last.code);
            last.edits.last_mut().unwrap().lines.push((mark, line[1..].to_owned()));
        }
    }
    all
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The base, the overlays and the examples as they are committed.
fn shipped() -> Memory {
    fn add(memory: &mut Memory, from: &Path, to: &Path) {
        for (name, kind) in Disk.list(from).unwrap() {
            match kind {
                EntryKind::Folder => add(memory, &from.join(&name), &to.join(&name)),
                EntryKind::File => memory.insert(to.join(&name), Disk.read(&from.join(&name)).unwrap()),
            }
        }
    }
    let mut memory = Memory::default();
    for folder in ["base", "overlays", "examples"] {
        add(&mut memory, &repository().join(folder), &PathBuf::from("/repo").join(folder));
    }
    memory
}

impl Edit {
    /// The file with the edit made, and the line that the finding must name.
    fn apply(&self, code: &str, text: &str) -> (String, Option<usize>) {
        let file: Vec<&str> = text.lines().collect();
        let pick = |marks: &str| -> Vec<&str> {
            self.lines
                .iter()
                .filter(|(mark, _)| marks.contains(*mark))
                .map(|(_, line)| line.as_str())
                .collect()
        };
        let (old, new) = (pick(" -"), pick(" +>"));
        let start = if old.is_empty() {
            file.len()
        } else {
            let found: Vec<usize> =
                (0..file.len()).filter(|at| file[*at..].starts_with(old.as_slice())).collect();
            assert_eq!(found.len(), 1, "{code}: {}: {old:?} stands there {found:?}", self.file);
            found[0]
        };
        let marked = self.lines.iter().filter(|(mark, _)| *mark != '-').position(|(mark, _)| *mark == '>');
        let lines = [&file[..start], new.as_slice(), &file[start + old.len()..]].concat();
        (format!("{}\n", lines.join("\n")), marked.map(|offset| start + offset + 1))
    }
}

/// Breaks one thing and says what is wrong with what is found.
fn verify(mutation: &Mutation, shipped: &Memory) -> Option<String> {
    let code = mutation.code.as_str();
    let mut tree = shipped.clone();
    let mut broken: Option<Place> = None;
    for edit in &mutation.edits {
        let path = Path::new("/repo").join(&edit.file);
        let text = String::from_utf8(tree.read(&path).unwrap()).unwrap();
        let (text, line) = edit.apply(code, &text);
        if let Some(line) = line {
            assert!(broken.is_none(), "{code}: two lines are marked");
            broken = Some((edit.file.clone(), line));
        }
        tree.insert(path, text);
    }
    let expected: Place = match &mutation.at {
        None => broken.clone().unwrap_or_else(|| panic!("{code}: no line is marked")),
        Some((file, line)) => {
            let text = String::from_utf8(tree.read(&Path::new("/repo").join(file)).unwrap()).unwrap();
            let at = text.lines().position(|it| it == line);
            (file.clone(), at.unwrap_or_else(|| panic!("{code}: {file} has no line {line:?}")) + 1)
        }
    };
    let root = PathBuf::from("/repo/examples").join(&mutation.example);
    let outcome = check(&Target::Root(root), &tree, &Settings::default());
    let session = &outcome.session;
    let all = session.diagnostics.all();
    if outcome.rendered.is_none() {
        return Some(format!("{code}: it does not render: {}", all.last()?.message));
    }
    let found: Vec<Vec<Place>> = all
        .iter()
        .filter(|finding| finding.code == code)
        .map(|finding| finding.labels.iter().map(|label| place(label, session)).collect())
        .collect();
    let fits = |places: &Vec<Place>| {
        let related = places.iter().skip(1).any(|place| Some(place) == broken.as_ref());
        places.first() == Some(&expected) && (mutation.at.is_none() || broken.is_none() || related)
    };
    let worst = |finding: &&flightplan::diag::Diagnostic| finding.severity == Severity::Error;
    let others: Vec<String> =
        all.iter().filter(worst).map(|it| format!("{}: {}", it.code, it.message)).collect();
    (!found.iter().any(fits))
        .then(|| format!("{code}: expected {expected:?}, found {found:?}, errors {others:?}"))
}

fn place(label: &Label, session: &Session) -> Place {
    let file = session.files.get(label.at.file);
    let path = file.path.strip_prefix("/repo/").unwrap_or(&file.path).to_owned();
    (path, file.position(label.at.start).line)
}

#[test]
fn a_broken_field_is_found_on_its_line() {
    let shipped = shipped();
    let wrong: Vec<String> = mutations().iter().filter_map(|it| verify(it, &shipped)).collect();
    assert!(wrong.is_empty(), "{} are not found:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_rule_has_a_field_to_break() {
    let codes: BTreeSet<&str> = RULES.iter().map(|rule| rule.page.code).collect();
    let all = mutations();
    let broken: BTreeSet<&str> = all.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(broken, codes);
}
