//! One tree, built by both.

use std::cell::Cell;
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::path::Path;

use flightplan::build;
use flightplan::diag::Session;
use flightplan::diag::Severity;
use flightplan::source::Disk;
use flightplan::yaml;
use similar::TextDiff;

use super::oracle::Answer;
use super::oracle::Oracle;
use super::oracle::Verdict;
use super::tree::Tree;

/// Both agree.
pub(crate) enum Agreement {
    /// The same bytes.
    Same,
    /// Both fail; the code of what this program says, and what kustomize says.
    BothFail(String, String),
    /// kustomize fails over something of its own.
    Excused,
}

/// The two do not agree.
#[derive(Clone, Debug)]
pub(crate) struct Difference {
    /// What this program says, with the code of the last error.
    ours: Result<String, (String, String)>,
    /// What kustomize says.
    theirs: Verdict,
    /// Deprecated fields of which this program and kustomize tell, if that differs.
    deprecated: Option<Box<(Vec<String>, Vec<String>)>>,
}

/// What kustomize fails with where it should not.
const EXCUSES: [&str; 6] = [
    // A field that could hold a name is no map or list, though there is no name to be followed.
    "updating name reference in",
    // Keys that are no text once they are printed without quotes.
    "map[interface {}]interface {}",
    // Bugs of kustomize itself.
    "panic:",
    "goroutine 1",
    // A file whose first line starts with a tab, in a generator.
    "found a tab character",
    // A date in a list of texts.
    "invalid value type expect a string",
];

thread_local! {
    /// True while this program builds.
    pub(crate) static BUILDING: Cell<bool> = const { Cell::new(false) };
}

impl Difference {
    /// What kustomize says.
    pub(crate) fn theirs(&self) -> &Verdict {
        &self.theirs
    }

    /// True if the two differ in the same way.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        match (&self.ours, &other.ours) {
            _ if self.deprecated.is_some() != other.deprecated.is_some() => false,
            (Ok(_), Ok(_)) => self.theirs.is_ok() == other.theirs.is_ok(),
            (Err((code, _)), Err((other, _))) => code == other,
            _ => false,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.ours, &self.theirs) {
            _ if self.deprecated.is_some() => {
                write!(f, "other deprecated fields, ours and theirs: {:?}", self.deprecated)
            }
            (Ok(ours), Ok(theirs)) => {
                let diff = TextDiff::from_lines(theirs.as_str(), ours.as_str());
                write!(f, "other bytes\n{}", diff.unified_diff().header("kustomize", "flightplan"))
            }
            (Ok(_), Err(error)) => write!(f, "only kustomize fails: {}", short(error)),
            (Err((code, message)), _) => write!(f, "only flightplan fails: {code}: {message}"),
        }
    }
}

/// The start and the end of a text: kustomize dumps all that it knows into some messages.
fn short(text: &str) -> String {
    let text: Vec<char> = text.chars().collect();
    if text.len() < 500 {
        return text.iter().collect();
    }
    let (start, end) = (&text[..120], &text[text.len() - 300..]);
    format!("{} … {}", start.iter().collect::<String>(), end.iter().collect::<String>())
}

/// Both builders, and a folder for trees.
pub(crate) struct Pair {
    oracle: Oracle,
    folder: tempfile::TempDir,
    count: usize,
}

impl Pair {
    /// Starts kustomize.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder for trees");
        Self { oracle: Oracle::from_environment(), folder, count: 0 }
    }

    /// Builds a tree with both.
    pub(crate) fn compare(&mut self, tree: &Tree) -> Result<Agreement, Difference> {
        self.count += 1;
        let folder = self.folder.path().join(self.count.to_string());
        tree.write(&folder).expect("the folder can be written");
        let root = folder.join(&tree.root);
        let Answer { verdict: theirs, notes } = self.oracle.build(&root);
        BUILDING.set(true);
        let ours = std::panic::catch_unwind(AssertUnwindSafe(|| ours(&root)));
        BUILDING.set(false);
        let ours = ours.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            (Err(("panic".to_owned(), text.unwrap_or_default())), Vec::new())
        });
        let (ours, told) = ours;
        let noted = deprecated(&notes);
        std::fs::remove_dir_all(&folder).expect("the folder can be removed");
        match (&ours, &theirs) {
            (Ok(a), Ok(b)) if a == b && told == noted => Ok(Agreement::Same),
            (Ok(a), Ok(b)) if a == b => {
                Err(Difference { ours, theirs, deprecated: Some(Box::new((told, noted))) })
            }
            (Err((code, _)), Err(error)) if code != "panic" => {
                Ok(Agreement::BothFail(code.clone(), short(error)))
            }
            (Ok(a), Ok(b)) if told == noted && differ_in_hashes(a, b) && tree.changes_kinds() => {
                Ok(Agreement::Excused)
            }
            (Ok(_), Err(error)) if EXCUSES.iter().any(|excuse| error.contains(excuse)) => {
                Ok(Agreement::Excused)
            }
            _ => Err(Difference { ours, theirs, deprecated: None }),
        }
    }
}

/// True if kustomize has added hashes, and that is all: to objects of other kinds than `ConfigMap` and Secret it
/// adds one of the lines and blanks of its files.
fn differ_in_hashes(ours: &str, theirs: &str) -> bool {
    let hashed = |ours: &str, theirs: &str| {
        let (ours, theirs) = (ours.replace('"', ""), theirs.replace('"', ""));
        let hash = theirs.strip_prefix(&ours).and_then(|rest| rest.strip_prefix('-'));
        hash.is_some_and(|it| it.len() == 10 && it.bytes().all(|byte| b"gh2k456789mbcdtf".contains(&byte)))
    };
    let (ours, theirs): (Vec<_>, Vec<_>) = (ours.lines().collect(), theirs.lines().collect());
    ours.len() == theirs.len() && ours.iter().zip(&theirs).all(|(a, b)| a == b || hashed(a, b))
}

/// The deprecated fields that kustomize tells of.
pub(crate) fn deprecated(notes: &str) -> Vec<String> {
    let lines = notes.lines().filter_map(|line| line.strip_prefix("# Warning: '"));
    let mut fields: Vec<_> =
        lines.filter_map(|line| line.split_once('\'')).map(|(field, _)| field.to_owned()).collect();
    fields.sort();
    // kustomize tells again of a base that it reads again.
    fields.dedup();
    fields
}

/// What this program makes of a folder, and the deprecated fields of which kustomize tells as well.
fn ours(root: &Path) -> (Result<String, (String, String)>, Vec<String>) {
    let mut session = Session::default();
    let rendered = build::build(root, &Disk, &build::Options::default(), &mut session);
    let all = session.diagnostics.all();
    let out = match rendered {
        Ok(rendered) => {
            let mut out = String::new();
            for (index, object) in rendered.objects.iter().enumerate() {
                if index > 0 {
                    out.push_str("---\n");
                }
                yaml::emit(&object.root, &mut out);
            }
            Ok(out)
        }
        Err(_) => {
            let last = all.iter().rfind(|it| it.severity == Severity::Error).expect("an error is told");
            Err((last.code.to_owned(), last.message.clone()))
        }
    };
    let ours = all.iter().filter(|it| it.code == "deprecated-field");
    let fields = ours.filter_map(|it| it.message.strip_prefix('`')?.split_once('`'));
    // kustomize says nothing of these two.
    let fields =
        fields.map(|(field, _)| field).filter(|it| !["env", "helmChartInflationGenerator"].contains(it));
    let mut fields: Vec<_> = fields.map(str::to_owned).collect();
    fields.sort();
    // kustomize tells again of a base that it reads again.
    fields.dedup();
    (out, fields)
}
