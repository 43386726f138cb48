//! What a configuration may say, and what it is told otherwise.

use super::Choose;
use super::Config;
use super::Configs;
use super::keys::FACTS;
use super::keys::TOP;
use crate::diag::Page;
use crate::diag::Session;
use crate::diag::Severity;
use crate::pipeline::Settings;
use crate::report::Pages;
use crate::rules::Mode;
use crate::source::Memory;
use serde_json::Value;
use std::path::Path;

fn pages() -> Pages {
    let page = |code| Page { code, severity: Severity::Error, docs: "# x" };
    Pages::new([page("host-path"), page("mutable-image"), page("schema-wrong-type")])
}

/// What the file says, or `line:column code message (help)` of each fault.
fn read(text: &str) -> Result<Config, Vec<String>> {
    let mut tree = Memory::default();
    tree.insert("/r/flightplan.toml", text);
    tree.insert("/r/tables/x.yaml", "{}");
    let pages = pages();
    let configs = Configs::new(Choose::Nearest, Path::new("/r"), &tree, &pages);
    let found = configs.of(Path::new("/r/a/b"));
    let faults = configs.into_faults();
    match found {
        Some(config) => {
            assert!(faults.diagnostics.all().is_empty());
            Ok(Config::clone(&config))
        }
        None => Err(told(&faults)),
    }
}

fn told(session: &Session) -> Vec<String> {
    let tell = |it: &crate::diag::Diagnostic| {
        let at = it.labels.first().map(|label| session.files.get(label.at.file).position(label.at.start));
        let at = at.map_or_else(String::new, |at| format!("{}:{} ", at.line, at.column));
        let help = it.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
        format!("{at}{} {}{help}", it.code, it.message)
    };
    session.diagnostics.all().iter().map(tell).collect()
}

const FULL: &str = r#"
select = ["host-path", "mutable-image"]
ignore = ["schema-wrong-type"]
deny = "warning"
exclude = ["vendor", "**/testdata"]
catalog = "tables"

[severity]
host-path = "info"

[facts]
project = "p"
location = "us-central1"
zones = ["us-central1-a"]
gke-version = "1.34"
gke = true
mode = "autopilot"

[per-path-ignores]
"overlays/dev" = ["mutable-image"]
"#;

#[test]
fn every_key_is_read() {
    let config = read(FULL).unwrap();
    assert_eq!(config.select, ["host-path", "mutable-image"]);
    assert_eq!(config.ignore, ["schema-wrong-type"]);
    assert_eq!(config.deny, Some(Severity::Warning));
    assert_eq!(config.severity["host-path"], Severity::Info);
    assert_eq!(config.catalog.as_deref(), Some(Path::new("/r/tables")));
    assert!(config.excludes(Path::new("/r/a/testdata/x.yaml")));
    assert_eq!(config.facts.mode, Some(Mode::Autopilot));
    assert_eq!(config.facts.zones, ["us-central1-a"]);
    assert!(config.facts.gke_version.is_some());
    assert_eq!(config.per_path.len(), 1);
    for key in TOP.iter().chain(FACTS) {
        assert!(FULL.contains(key), "the test leaves `{key}` out");
    }
}

#[test]
fn faults_have_their_place_and_the_right_name() {
    for (text, want) in [
        (
            "selct = []\n",
            "1:1 unknown-config-key the configuration has no key `selct` (did you mean `select`?)",
        ),
        (
            "a = 1\ndeny = 'err'\n",
            "2:8 invalid-config `deny` cannot be `err` (it is one of error, warning, info)",
        ),
        ("deny = 'eror'\n", "1:8 invalid-config `deny` cannot be `eror` (did you mean `error`?)"),
        (
            "[facts]\nregion = 'x'\n",
            "2:1 unknown-config-key `[facts]` has no key `region` (did you mean `location`?)",
        ),
        (
            "[facts]\ngke-version = 1.34\n",
            "2:15 invalid-config `gke-version` must be text in quotes, not float",
        ),
        ("[facts]\ngke-version = 'new'\n", "2:15 invalid-config `new` is no version of GKE"),
        (
            "[facts]\nmode = 'auto'\n",
            "2:8 invalid-config `mode` cannot be `auto` (it is one of autopilot, standard)",
        ),
        (
            "ignore = ['mutable-imag']\n",
            "1:11 unknown-code there is no code `mutable-imag` (did you mean `mutable-image`?)",
        ),
        ("ignore = 'host-path'\n", "1:10 invalid-config `ignore` must be a list of text, not string"),
        ("[severity]\nhost-pat = 'info'\n", "2:1 unknown-code there is no code `host-pat`"),
        ("exclude = ['a', '{b']\n", "1:17 invalid-config the pattern cannot be read"),
        ("catalog = 'absent'\n", "1:11 invalid-config `catalog` names no folder"),
        ("catalog = ''\n", "1:11 invalid-config `catalog` must not be empty"),
        ("deny = 'error\n", "1:14 invalid-config"),
        ("deny = 'error'\ndeny = 'info'\n", "2:1 invalid-config duplicate key"),
    ] {
        let faults = read(text).unwrap_err();
        assert!(faults.iter().any(|it| it.starts_with(want)), "{text}: {faults:#?}");
    }
}

#[test]
fn the_nearest_file_holds_unless_another_is_chosen() {
    let mut tree = Memory::default();
    tree.insert("/r/flightplan.toml", "deny = 'info'\n");
    tree.insert("/r/a/flightplan.toml", "deny = 'warning'\n");
    tree.insert("/r/a/b/x.yaml", "");
    tree.insert("/other.toml", "deny = 'error'\n");
    let pages = pages();
    let deny = |choose: Choose, path: &str| {
        let configs = Configs::new(choose, Path::new("/r"), &tree, &pages);
        configs.settings(Path::new(path), &Settings::default()).deny
    };
    assert_eq!(deny(Choose::Nearest, "a/b/x.yaml"), Some(Severity::Warning));
    assert_eq!(deny(Choose::Nearest, "/r/a/b"), Some(Severity::Warning));
    assert_eq!(deny(Choose::Nearest, "c"), Some(Severity::Info));
    assert_eq!(deny(Choose::Nearest, "/elsewhere"), None);
    assert_eq!(deny(Choose::File("../other.toml".into()), "a/b"), Some(Severity::Error));
    assert_eq!(deny(Choose::Isolated, "a/b"), None);
    let configs = Configs::new(Choose::File("absent.toml".into()), Path::new("/r"), &tree, &pages);
    assert_eq!(
        told(&configs.into_faults()),
        [
            "unreadable-file `absent.toml` cannot be read: entity not found (name a file that exists, or leave out `--config`)"
        ]
    );
}

#[test]
fn what_the_user_says_goes_before_the_file() {
    let config = read(FULL).unwrap();
    let mut given = Settings { deny: Some(Severity::Error), ..Settings::default() };
    given.rules.select = vec!["schema-wrong-type".to_owned()];
    given.rules.ignore = vec!["host-path".to_owned()];
    given.given.location = Some("europe-west4".to_owned());
    let settings = config.under(given);
    assert_eq!(settings.deny, Some(Severity::Error));
    assert_eq!(settings.rules.select, ["schema-wrong-type"]);
    assert_eq!(settings.rules.ignore, ["host-path"], "what is selected by name is not ignored");
    assert_eq!(settings.given.location.as_deref(), Some("europe-west4"));
    assert!(settings.given.zones.is_empty(), "zones of another place say nothing");
    assert_eq!(settings.given.project.as_deref(), Some("p"));
}

#[test]
fn the_published_schema_knows_the_same_keys() {
    let text = include_str!("../../../schemas/flightplan.dev/config.json");
    let schema: Value = serde_json::from_str(text).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&schema["properties"]), TOP);
    assert_eq!(keys(&schema["properties"]["facts"]["properties"]), FACTS);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let json = |text: &str| serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap();
    let errors: Vec<String> = validator.iter_errors(&json(FULL)).map(|it| it.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    for text in
        ["a = 1", "deny = 'err'", "[facts]\nregion = 'x'", "[facts]\ngke-version = 1.34", "ignore = 'x'"]
    {
        assert!(!validator.is_valid(&json(text)), "{text}");
    }
}
