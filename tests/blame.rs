//! Origins do not lie: for every leaf of every tree, the text at the place that is named is the value, or the
//! entry from which a directive made it.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]
#![expect(clippy::print_stderr, reason = "the slow test says what it looked at")]

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

use flightplan::build::Options;
use flightplan::diag::Session;
use flightplan::pipeline::render;
use flightplan::source::Disk;
use flightplan::source::Origin;
use flightplan::yaml;
use flightplan::yaml::Data;
use flightplan::yaml::Node;
use flightplan::yaml::Rules;

/// What a run over trees saw.
#[derive(Default)]
struct Seen {
    /// Leaves that read as they stand.
    written: usize,
    /// Leaves that a directive made from what stands there, by directive.
    made: BTreeMap<String, usize>,
    /// Claims that do not hold.
    wrong: Vec<String>,
}

impl Seen {
    /// Looks at a tree; false if it does not render.
    fn root(&mut self, root: &Path) -> bool {
        let mut session = Session::default();
        let Ok(rendered) = render(root, &Disk, &Options::default(), &mut session) else { return false };
        for object in rendered.objects.iter().chain(&rendered.local) {
            let name = format!("{}: {}/{}", root.display(), object.kind(), object.name());
            self.node(&object.root, &name, &session);
        }
        true
    }

    fn node(&mut self, node: &Node, path: &str, session: &Session) {
        match &node.data {
            Data::Map(map) => {
                for entry in map {
                    self.node(&entry.value, &format!("{path}.{}", entry.key), session);
                }
            }
            Data::Seq(list) => {
                for (index, item) in list.iter().enumerate() {
                    self.node(item, &format!("{path}[{index}]"), session);
                }
            }
            _ => self.leaf(node, path, session),
        }
    }

    fn leaf(&mut self, node: &Node, path: &str, session: &Session) {
        let chain = session.trace.chain(node.origin);
        let past = chain.get(1..).unwrap_or_default();
        let claim = Claim { value: node, origin: node.origin, past, path, session };
        match claim.judge() {
            Ok(None) => self.written += 1,
            Ok(Some(how)) => *self.made.entry(how).or_default() += 1,
            Err(why) => self.wrong.push(format!("{path}: {why}")),
        }
    }
}

/// A value and where it is said to come from.
struct Claim<'s> {
    value: &'s Node,
    origin: Origin,
    past: &'s [Origin],
    path: &'s str,
    session: &'s Session,
}

impl Claim<'_> {
    /// Nothing if the text is the value, else the directive that made the value from the text.
    fn judge(&self) -> Result<Option<String>, String> {
        let step = self.session.trace.get(self.origin.step).map_or("", |step| step.field.as_str());
        let wrong =
            |text: &str| Err(format!("{:?} is said to stand in `{text}` (by `{step}`)", self.value.data));
        for older in self.past {
            if !older.is_known() || self.text(*older).is_none_or(str::is_empty) {
                return Err(format!("what {:?} replaced has no place (by `{step}`)", self.value.data));
            }
        }
        let Some(text) = self.text(self.origin) else { return wrong("(no place)") };
        if reads_as(text, &self.value.data) {
            return Ok(None);
        }
        let how = step.split(['[', ' ', '`']).next().unwrap_or_default();
        if self.is_made(how, text) { Ok(Some(how.to_owned())) } else { wrong(text) }
    }

    /// Whether a directive makes the value of the text, as its documentation says.
    fn is_made(&self, how: &str, text: &str) -> bool {
        let value = self.value.scalar().map(|it| it.to_string()).unwrap_or_default();
        let plain = text.trim_matches(['"', '\'']);
        let literal = || text.split_once('=').map(|(_, it)| it.trim_matches(['"', '\'']).to_owned());
        match how {
            // A key of a literal, a line of an environment file, or a whole file; in Secrets as base64. The
            // object as such is made by the entry. Its name, also where it is used, gets a hash.
            "configMapGenerator" | "secretGenerator" => {
                let packed = value.replace('\n', "");
                let held = literal().is_some_and(|it| it == value || base64(it.as_bytes()) == packed);
                let whole = plain == value || base64(text.as_bytes()) == packed;
                let object = ["apiVersion", "kind"].contains(&self.field());
                let object = object && matches!(value.as_str(), "v1" | "ConfigMap" | "Secret");
                held || whole
                    || object
                    || self.is_default_of_entry(&value)
                    || without_hash(&value) == Some(plain)
            }
            "namePrefix" => value.starts_with(plain) || value.contains(plain),
            "nameSuffix" => {
                value.ends_with(plain) || without_hash(&value).is_some_and(|it| it.ends_with(plain))
            }
            // A new tag, digest or name; the rest is the base's.
            "images" | "transformers" => {
                value.ends_with(&format!(":{plain}"))
                    || value.ends_with(&format!("@{plain}"))
                    || value.starts_with(plain)
            }
            // The source may be a part of what stands there, or become a part of what it is written into.
            "replacements" | "vars" => {
                value.contains(plain)
                    || plain.contains(&value)
                    || literal().is_some_and(|it| value.contains(&it) || it.contains(&value))
            }
            _ => self.is_typed(how, plain, &value),
        }
    }

    /// `type: Opaque` and the like stand in no file.
    fn is_default_of_entry(&self, value: &str) -> bool {
        value == "Opaque" && self.field() == "type"
    }

    /// A typed patch's own decisions point at its kind. What it takes from the FlightPlan holds the text, or
    /// is computed from it, which only these fields are.
    fn is_typed(&self, how: &str, plain: &str, value: &str) -> bool {
        const COMPUTED: [&str; 10] = [
            "progressDeadlineSeconds",
            "failureThreshold",
            "stabilizationWindowSeconds",
            "periodSeconds",
            ".cpu",
            ".memory",
            ".ephemeral-storage",
            ".sizeLimit",
            "mountOptions",
            "terminationGracePeriodSeconds",
        ];
        let last = plain.rsplit('/').next().unwrap_or(plain).to_lowercase();
        let bucket = plain.trim_start_matches("gs://").split('/').next().unwrap_or(plain);
        let hash = value.rsplit('-').next().unwrap_or_default();
        how == plain
            || (how.is_empty() && value.starts_with(plain))
            || value.contains(plain)
            || value.contains(&last)
            || value == bucket
            || (hash.len() == 8 && sha256(plain).starts_with(hash))
            || COMPUTED.iter().any(|field| self.path.ends_with(field))
    }

    fn field(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }

    fn text(&self, origin: Origin) -> Option<&str> {
        let file = origin.is_known().then(|| self.session.files.get(origin.file))?;
        file.text.get(origin.start as usize..origin.end as usize)
    }
}

/// A generated name without its hash.
fn without_hash(name: &str) -> Option<&str> {
    let (plain, hash) = name.rsplit_once('-')?;
    let letters = "bcdfghkmt2456789";
    (hash.len() == 10 && hash.chars().all(|letter| letters.contains(letter))).then_some(plain)
}

fn sha256(text: &str) -> String {
    flightplan::output::digest(text)
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = (byte(0) << 16) | (byte(1) << 8) | byte(2);
        for at in 0..4 {
            let letter = char::from(LETTERS[(bits >> (18 - 6 * at)) as usize & 63]);
            out.push(if at > chunk.len() { '=' } else { letter });
        }
    }
    out
}

/// Whether a text, read as YAML, is a value.
fn reads_as(text: &str, value: &Data) -> bool {
    if matches!(value, Data::Text(it) if it == text) {
        return true;
    }
    // A text in lines ends where its last line does, and stands below a key.
    let block = text.starts_with(['|', '>']);
    let text = if block {
        // A digit counts blanks from the parent of the text, which is not here.
        let (mark, rest) = text.split_at(1);
        format!("key: {mark}{}\n", rest.strip_prefix(|letter: char| letter.is_ascii_digit()).unwrap_or(rest))
    } else {
        text.to_owned()
    };
    let mut session = Session::default();
    let file = session.files.add("text", text);
    let read = yaml::parse(file, Rules::Resource, &mut session).unwrap_or_default();
    let node = read.first().and_then(|root| if block { root.get("key") } else { Some(root) });
    match (node.map(|node| &node.data), value) {
        (None, Data::Null) => true,
        // Blank lines at the end belong to the text or not, as the mark behind `|` says.
        (Some(Data::Text(one)), Data::Text(other)) if block => one.trim_end() == other.trim_end(),
        // A JSON patch writes every number anew: `0755` is `493` from then on.
        (Some(Data::Number(one)), Data::Number(other)) => {
            one == other || yaml::Number::parse(one) == yaml::Number::parse(other)
        }
        (Some(data), value) => data == value,
        (None, _) => false,
    }
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_leaf_of_every_example() {
    let mut seen = Seen::default();
    let mut roots: Vec<PathBuf> = std::fs::read_dir(repository().join("examples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    roots.push(repository().join("base"));
    roots.sort();
    for root in &roots {
        assert!(seen.root(root), "{} does not render", root.display());
    }
    assert!(seen.written > 500, "{}", seen.written);
    assert!(seen.wrong.is_empty(), "{} leaves: {:#?}", seen.wrong.len(), &seen.wrong);
}

#[test]
#[ignore = "needs a folder of real trees: CORPUS=/path"]
fn every_leaf_of_real_trees() {
    let trees = PathBuf::from(std::env::var("CORPUS").unwrap()).join("trees");
    let mut roots = Vec::new();
    find(&trees, &mut roots);
    roots.sort();
    let mut seen = Seen::default();
    let step = (roots.len() / 80).max(1);
    let mut count = 0;
    for root in roots.iter().step_by(step) {
        // Some of the folders are no roots: they need plugins or the network.
        count += usize::from(seen.root(root));
    }
    assert!(count >= 50, "{count} trees were looked at");
    eprintln!("{} written, {:#?}", seen.written, seen.made);
    assert!(seen.wrong.is_empty(), "{} leaves: {:#?}", seen.wrong.len(), &seen.wrong);
}

fn find(folder: &Path, roots: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if entry.file_type().unwrap().is_dir() {
            find(&path, roots);
        } else if path.ends_with("kustomization.yaml") {
            roots.push(folder.to_owned());
        }
    }
}
