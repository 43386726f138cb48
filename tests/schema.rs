//! The schema's checks over real objects, and beside others that judge the same: jsonschema, and Kubernetes' own
//! objects in which every field is set.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "tests that print what they found")]

use flightplan::diag::Session;
use flightplan::object::Gvk;
use flightplan::object::Object;
use flightplan::schema::builtin;
use flightplan::schema::check_all;
use flightplan::yaml::Data;
use flightplan::yaml::Entry;
use flightplan::yaml::Node;
use flightplan::yaml::Number;
use flightplan::yaml::Rules;
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;

/// The codes of what both this program and a JSON schema judge.
const SHARED: [&str; 3] = ["schema-unknown-field", "schema-wrong-type", "schema-missing-field"];

/// Findings of these codes that a JSON schema cannot make: what the API server's own code asks for. Those
/// are held against a real one by `tests/cluster`.
const BEYOND: [&str; 8] = [
    "the object lacks `metadata.name`",
    " needs `",
    " needs a name for each",
    " needs a source",
    "does not say what to ask",
    "has no `image`",
    ".secret` lacks `secretName`",
    ".configMap` lacks `name`",
];

/// The objects of every file below a folder, file by file.
fn objects(folder: &Path, endings: &[&str]) -> Vec<(String, Session, Vec<Object>)> {
    let mut all = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let path = entry.expect("a readable folder").into_path();
        if !endings.iter().any(|it| path.extension().is_some_and(|found| found == *it)) {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a readable file");
        let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        let mut session = Session::default();
        let file = session.files.add(name.clone(), text);
        let Ok(roots) = flightplan::yaml::parse(file, Rules::Resource, &mut session) else { continue };
        all.push((name, session, roots.into_iter().map(Object::new).collect()));
    }
    assert!(!all.is_empty(), "{} holds no manifests", folder.display());
    all
}

/// What kustomize renders of real trees, unpacked; nothing if they do not lie beside the clone.
fn corpus() -> Option<tempfile::TempDir> {
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/expect.tar.zst");
    if !archive.exists() {
        println!("not run: {} is not there", archive.display());
        return None;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut tar = std::process::Command::new("tar");
    tar.arg("--zstd").arg("-xf").arg(archive).arg("-C").arg(folder.path());
    assert!(tar.status().expect("tar").success(), "tar failed");
    Some(folder)
}

/// Every finding in 6,000 real objects is one that was looked at and found right.
#[test]
#[ignore = "needs ../shared/corpus, and half a minute"]
fn real_objects_have_only_known_findings() {
    let Some(folder) = corpus() else { return };
    let (mut found, mut count, mut taken) = (String::new(), 0, std::time::Duration::ZERO);
    for (name, mut session, roots) in objects(folder.path(), &["yaml"]) {
        count += roots.len();
        let start = std::time::Instant::now();
        check_all(&roots, &mut session);
        taken += start.elapsed();
        for it in session.diagnostics.all() {
            let line = it
                .labels
                .first()
                .map_or(0, |label| session.files.get(label.at.file).position(label.at.start).line);
            found.push_str(&[&name, &*line.to_string(), it.severity.name(), it.code, &it.message].join("\t"));
            found.push('\n');
        }
    }
    println!("{count} objects in {taken:?}");
    let known = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema/corpus.tsv");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&known, &found).expect("a file that can be written");
    }
    let known = std::fs::read_to_string(&known).expect("the known findings");
    let new: Vec<&str> = found.lines().filter(|line| !known.lines().any(|it| it == *line)).collect();
    assert!(new.is_empty(), "new findings:\n{}", new.join("\n"));
    assert_eq!(found.lines().count(), known.lines().count(), "findings are gone");
}

/// Kubernetes publishes one object of each kind in which every field is set.
#[test]
#[ignore = "needs the Go module k8s.io/api v0.37.0 in FLIGHTPLAN_K8S_API"]
fn every_field_of_kubernetes_is_known() {
    let folder = std::env::var("FLIGHTPLAN_K8S_API").expect("FLIGHTPLAN_K8S_API names a folder");
    let mut kinds = 0;
    for (_, mut session, roots) in objects(&Path::new(&folder).join("testdata/HEAD"), &["json"]) {
        if roots.iter().all(|it| builtin().find(&Gvk::of(&it.root)).is_none()) {
            continue;
        }
        kinds += 1;
        check_all(&roots, &mut session);
        let bad: Vec<_> = session
            .diagnostics
            .all()
            .iter()
            .filter(|it| SHARED.contains(&it.code))
            .map(|it| &it.message)
            .collect();
        assert!(bad.is_empty(), "{:?}: {bad:?}", roots.iter().map(Object::kind).collect::<Vec<_>>());
    }
    assert!(kinds > 100, "only {kinds} kinds");
}

/// A small generator of numbers, the same for every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }
}

/// Changes one place of an object: a key is misspelt or dropped, a value becomes another kind of value.
fn mutate(root: &mut Node, random: &mut Random) -> String {
    let mut maps = 0;
    root.walk(&mut |node| maps += usize::from(node.as_map().is_some_and(|map| !map.is_empty())));
    let (target, mut at, mut what) = (random.below(maps), 0, String::new());
    root.walk_mut(&mut |node| {
        let Some(map) = node.as_map_mut().filter(|map| !map.is_empty()) else { return };
        at += 1;
        if at != target + 1 {
            return;
        }
        let picked = random.below(map.len());
        let Some(key) = map.iter().nth(picked).map(|entry| entry.key.clone()) else { return };
        if matches!(key.as_str(), "apiVersion" | "kind" | "status") {
            return;
        }
        let choice = random.below(7);
        what = format!("{key} {choice}");
        if choice == 0 {
            let entry = map.remove(&key).expect("it was picked");
            map.push(Entry { key: format!("{key}x").into(), ..entry });
        } else if choice == 1 {
            map.remove(&key);
        } else if let Some(value) = map.get_mut(&key) {
            value.data = match choice {
                2 => Data::Text("abc".into()),
                3 => Data::Number("7".into()),
                4 => Data::Bool(true),
                5 => Data::Seq(vec![Node::text("abc", value.origin)]),
                _ => Node::map(value.origin).data,
            };
        }
    });
    what
}

fn json(node: &Node) -> Value {
    match &node.data {
        Data::Null => Value::Null,
        Data::Bool(value) => Value::Bool(*value),
        Data::Number(text) => {
            let number = Number::parse(text).expect("a number").to_json();
            serde_json::from_str(&number).expect("a number in JSON")
        }
        Data::Text(text) => Value::String(text.to_string()),
        Data::Seq(list) => list.iter().map(json).collect(),
        Data::Map(map) => map.iter().map(|entry| (entry.key.to_string(), json(&entry.value))).collect(),
    }
}

/// Objects with one change each get the same verdict from this program and from jsonschema.
#[test]
#[ignore = "needs kubernetes-validate's v1.37.0-local-strict/_definitions.json in FLIGHTPLAN_DEFINITIONS"]
fn verdicts_agree_with_jsonschema() {
    let definitions = std::env::var("FLIGHTPLAN_DEFINITIONS").expect("FLIGHTPLAN_DEFINITIONS names a file");
    let corpus = corpus();
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("base");
    let folder = corpus.as_ref().map_or(&*here, |it| it.path());
    let text = std::fs::read_to_string(definitions).expect("a readable file");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let names: HashMap<Gvk, String> = document["$defs"]
        .as_object()
        .expect("definitions")
        .iter()
        .filter_map(|(name, schema)| {
            let gvks = schema.get("x-kubernetes-group-version-kind")?.as_array()?;
            let [gvk] = gvks.as_slice() else { return None };
            let part = |key: &str| gvk[key].as_str().unwrap_or("").into();
            Some((Gvk { group: part("group"), version: part("version"), kind: part("kind") }, name.clone()))
        })
        .collect();
    let mut validators = HashMap::new();
    let (mut random, mut same, mut refused, mut differ) = (Random(1), 0, 0, Vec::new());
    for (_, _, roots) in objects(folder, &["yaml"]) {
        for object in &roots {
            let gvk = Gvk::of(&object.root);
            let Some(name) = names.get(&gvk) else { continue };
            // A definition of a definition is wide and slow, and `status` is not judged as strictly here.
            if gvk.kind == "CustomResourceDefinition" || object.root.get("status").is_some() {
                continue;
            }
            // Placeholders and encrypted objects are not judged here.
            let mut odd = object.root.get("sops").is_some();
            object.root.walk(&mut |node| odd |= node.as_str().is_some_and(|text| text.contains("${")));
            if odd {
                continue;
            }
            let validator = validators.entry(gvk).or_insert_with(|| {
                let mut schema = document.clone();
                schema["$ref"] = Value::String(format!("#/$defs/{name}"));
                jsonschema::validator_for(&schema).expect("a schema")
            });
            for _ in 0..2 {
                let mut changed = object.clone();
                let what = mutate(&mut changed.root, &mut random);
                let mut session = Session::default();
                builtin().check(&changed, &mut session);
                let ours = session.diagnostics.all().iter().find(|it| {
                    SHARED.contains(&it.code) && !BEYOND.iter().any(|other| it.message.contains(other))
                });
                let theirs = validator.iter_errors(&json(&changed.root)).next().map(|it| it.to_string());
                refused += usize::from(theirs.is_some());
                if ours.is_some() == theirs.is_some() {
                    same += 1;
                } else {
                    let ours = ours.map(|it| it.message.clone());
                    differ.push(format!("{} {what}: {ours:?}, jsonschema {theirs:?}", object.kind()));
                }
            }
        }
    }
    println!("# {same} the same, {refused} of them refused, {} not", differ.len());
    differ.sort();
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}
