//! The kinds of GKE as definitions for an API server, made of the tables in `schemas/crds`.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The tables whose kinds overlays make.
const TABLES: &[&str] = &[
    "gke",
    "gke-networking",
    "monitoring.googleapis.com",
    "secrets-store.csi.x-k8s.io",
    "snapshot.storage.k8s.io",
];

/// How deep a schema may nest; below, anything goes.
const DEEPEST: usize = 12;

struct Kind {
    group: String,
    versions: Vec<(String, String)>,
    name: String,
    namespaced: bool,
}

impl Kind {
    fn plural(&self) -> String {
        let name = self.name.to_lowercase();
        match name.strip_suffix('y') {
            Some(stem) => format!("{stem}ies"),
            None if name.ends_with('s') => format!("{name}es"),
            None => format!("{name}s"),
        }
    }
}

#[derive(Default)]
struct Tables {
    types: BTreeMap<String, Vec<Vec<String>>>,
    notes: BTreeMap<String, Vec<String>>,
    aliases: BTreeMap<String, Vec<String>>,
    kinds: Vec<Kind>,
}

fn read() -> Tables {
    let mut tables = Tables::default();
    for name in TABLES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/crds/{name}.types"));
        let mut current = String::new();
        for line in fs::read_to_string(&path).unwrap().lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
            match cells[0].as_str() {
                "" if cells.len() > 1 => {
                    tables.types.entry(current.clone()).or_default().push(cells[1..].to_vec());
                }
                "type" => {
                    current.clone_from(&cells[1]);
                    tables.types.entry(current.clone()).or_default();
                    tables.notes.insert(current.clone(), cells[2..].to_vec());
                }
                "alias" => {
                    tables.aliases.insert(cells[1].clone(), cells[2..].to_vec());
                }
                "kind" if cells[3] != "-" => tables.add(&cells),
                _ => {}
            }
        }
    }
    assert!(tables.kinds.len() > 8, "only {} kinds", tables.kinds.len());
    tables
}

impl Tables {
    fn add(&mut self, cells: &[String]) {
        let (group, version) = cells[1].split_once('/').unwrap();
        let version = (version.to_owned(), cells[3].clone());
        match self.kinds.iter_mut().find(|it| it.group == group && it.name == cells[2]) {
            Some(kind) => kind.versions.push(version),
            None => self.kinds.push(Kind {
                group: group.to_owned(),
                versions: vec![version],
                name: cells[2].clone(),
                namespaced: cells[4] == "namespaced",
            }),
        }
    }

    fn schema(&self, name: &str, notes: &[String], depth: usize) -> Value {
        let mut schema = self.shape(name, depth);
        let map = schema.as_object_mut().unwrap();
        for note in notes {
            let (key, value) = note.split_once('=').unwrap_or((note, ""));
            let number = || value.parse::<i64>().map_or(Value::Null, Value::from);
            let is_text = map.get("type") == Some(&json!("string"));
            let (key, value) = match key {
                "enum" if is_text => ("enum", value.split('|').map(Value::from).collect()),
                "pattern" => ("pattern", value.into()),
                "minimum" => ("minimum", number()),
                "maximum" => ("maximum", number()),
                "min-length" => ("minLength", number()),
                "max-length" => ("maxLength", number()),
                "min-items" => ("minItems", number()),
                "max-items" => ("maxItems", number()),
                _ => continue,
            };
            map.insert(key.to_owned(), value);
        }
        schema
    }

    fn shape(&self, name: &str, depth: usize) -> Value {
        let inner = |open: char, close: char| name.strip_prefix(open)?.strip_suffix(close);
        if let Some(item) = inner('[', ']') {
            return json!({"type": "array", "items": self.schema(item, &[], depth + 1)});
        }
        if let Some(item) = inner('{', '}') {
            return json!({"type": "object", "additionalProperties": self.schema(item, &[], depth + 1)});
        }
        match name {
            "string" | "time" | "bytes" => return json!({"type": "string"}),
            "int32" | "int64" => return json!({"type": "integer", "format": name}),
            "integer" | "number" | "boolean" => return json!({"type": name}),
            "int-or-string" | "quantity" => return json!({"x-kubernetes-int-or-string": true}),
            "any" => return json!({"x-kubernetes-preserve-unknown-fields": true}),
            "meta.v1.ObjectMeta" if depth <= 1 => return json!({"type": "object"}),
            _ => {}
        }
        if let Some(alias) = self.aliases.get(name) {
            return self.schema(&alias[0], &alias[1..], depth);
        }
        let open = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
        let Some(fields) = self.types.get(name).filter(|_| depth < DEEPEST) else { return open };
        let mut properties = Map::new();
        let mut required = Vec::new();
        for cells in fields {
            properties.insert(cells[0].clone(), self.schema(&cells[1], &cells[2..], depth + 1));
            if cells[2..].iter().any(|note| note == "required") {
                required.push(cells[0].clone());
            }
        }
        let mut schema = json!({"type": "object", "properties": properties});
        if !required.is_empty() {
            schema["required"] = required.into();
        }
        if self
            .notes
            .get(name)
            .is_some_and(|notes| notes.iter().any(|note| note == "partial" || note == "open"))
        {
            schema["x-kubernetes-preserve-unknown-fields"] = true.into();
        }
        schema
    }
}

/// The definitions, as JSON.
pub(crate) fn all() -> Vec<String> {
    let tables = read();
    let definition = |kind: &Kind| {
        let versions: Vec<Value> = kind
            .versions
            .iter()
            .enumerate()
            .map(|(index, (version, name))| {
                let mut schema = tables.schema(name, &[], 0);
                // The server has its own mind about metadata.
                schema["properties"]["metadata"] = json!({"type": "object"});
                json!({"name": version, "served": true, "storage": index == 0, "schema": {"openAPIV3Schema": schema}})
            })
            .collect();
        json!({
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {
                "name": format!("{}.{}", kind.plural(), kind.group),
                "annotations": {"api-approved.kubernetes.io": "unapproved, for tests only"},
            },
            "spec": {
                "group": kind.group,
                "names": {"kind": kind.name, "plural": kind.plural(), "singular": kind.name.to_lowercase()},
                "scope": if kind.namespaced { "Namespaced" } else { "Cluster" },
                "versions": versions,
            },
        })
        .to_string()
    };
    tables.kinds.iter().map(definition).collect()
}

/// Where the server serves each of them: group with version, and plural.
pub(crate) fn served() -> Vec<(String, String)> {
    let place = |kind: &Kind| (format!("{}/{}", kind.group, kind.versions[0].0), kind.plural());
    read().kinds.iter().map(place).collect()
}
