//! The embedded form equals the YAML files, and both fit the types.

use std::path::Path;

use serde_json::Map;
use serde_json::Value;

use super::Catalog;
use super::Tables;
use crate::diag::Session;
use crate::source::Memory;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/gke");

/// The tables of the YAML files, by file.
fn files() -> Vec<(String, Map<String, Value>)> {
    let folders = [Path::new(FOLDER).to_owned(), Path::new(FOLDER).with_file_name("vllm")];
    let mut files: Vec<(String, Map<String, Value>)> = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "yaml"))
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path.display().to_string(), serde_yaml::from_str(&text).unwrap())
        })
        .collect();
    files.sort_by(|left, right| left.0.cmp(&right.0));
    files
}

/// Compares a file of `schemas/gke` with what it should hold, or writes it (`UPDATE_EXPECT=1`).
fn expect(name: &str, text: &str) {
    let path = Path::new(FOLDER).join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == text, "{} is stale: run the tests with UPDATE_EXPECT=1", path.display());
}

#[test]
fn the_embedded_form_equals_the_yaml_files() {
    let mut all = Map::new();
    for (path, tables) in files() {
        for (name, table) in tables {
            assert!(all.insert(name.clone(), table).is_none(), "{path}: table `{name}` stands twice");
        }
    }
    // One table a line, so that a change shows in a review.
    let lines: Vec<String> = all.iter().map(|(name, table)| format!("\"{name}\":{table}")).collect();
    expect("catalog.json", &format!("{{{}}}\n", lines.join(",\n")));
    let tables: Tables = serde_json::from_value(Value::Object(all)).unwrap();
    assert!(!tables.gpu_types.rows.is_empty());
    assert!(!Catalog::builtin().tables().gpu_types.rows.is_empty());
}

#[test]
fn the_files_fit_their_json_schema() {
    let mut schema = serde_json::to_value(schemars::schema_for!(Tables)).unwrap();
    // A file holds some of the tables.
    schema.as_object_mut().unwrap().remove("required");
    schema["title"] = Value::from("A file of the catalog");
    expect("schema.json", &format!("{}\n", serde_json::to_string_pretty(&schema).unwrap()));
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (path, tables) in files() {
        let errors: Vec<String> = validator
            .iter_errors(&Value::Object(tables))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{path}: {errors:#?}");
    }
}

fn load(text: &str) -> Result<Catalog, Vec<String>> {
    let mut tree = Memory::default();
    tree.insert("/own/tables.yaml", text);
    let mut session = Session::default();
    Catalog::load_dir(Path::new("/own"), &tree, &mut session)
        .map_err(|_| session.diagnostics.all().iter().map(|it| it.message.clone()).collect())
}

#[test]
fn a_folder_of_the_user_extends_the_catalog() {
    let catalog = load(
        "gpu_types:\n  source: our notes\n  as_of: '2026-11-24'\n  status: confirmed\n  rows:\n    nvidia-new: \
         {model: New, series: g9, quantities: [1], machine_types: {}}\nmanaged_namespaces:\n  source: our \
         notes\n  as_of: '2026-11-24'\n  status: confirmed\n  rows: [our-system]\n",
    )
    .unwrap();
    let tables = catalog.tables();
    assert!(tables.gpu_types.rows.contains_key("nvidia-new"));
    assert!(tables.gpu_types.rows.contains_key("nvidia-l4"));
    assert_eq!(tables.gpu_types.source, "our notes");
    assert!(tables.managed_namespaces.rows.iter().any(|it| it == "our-system"));
    assert_eq!(tables.managed_namespaces.status, super::Status::ConfirmedSecondary);
}

#[test]
fn a_folder_of_the_user_that_is_no_catalog_is_refused() {
    for (text, part) in [
        ("gpu_typs: {}\n", "did you mean `gpu_types`"),
        ("gpu_types: {rows: {}}\n", "`source` is missing"),
        ("gpu_types: {source: a, as_of: 2026-11, status: certain, rows: {}}\n", "unknown variant"),
        ("gpu_types: {source: a, as_of: 2026-11, status: unsure, rows: {x: {modl: X}}}\n", "unknown field"),
        ("[]\n", "expected a map"),
        ("gpu_types: {source: a, as_of: b, status: unsure, rows: {}}\n", "holds no date"),
        ("gpu_types: {source: '', as_of: 2026-11, status: unsure, rows: {}}\n", "names no page"),
        ("gpu_types: 3\n", "expected `source`"),
        ("a: b: c\n", ""),
    ] {
        let messages = load(text).unwrap_err();
        assert!(messages.iter().any(|it| it.contains(part)), "{text}: {messages:?}");
    }
    let mut session = Session::default();
    assert!(Catalog::load_dir(Path::new("/absent"), &Memory::default(), &mut session).is_err());
}
