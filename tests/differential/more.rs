//! Fields that name files of their own: schemas, configurations of built-in plugins, structured text.

use super::kustomizations::Maker;
use super::random::Random;
use super::scalars::NAMESPACES;
use super::scalars::any;
use super::scalars::name;
use super::scalars::odd;
use super::scalars::pairs;
use super::scalars::plain;
use super::tree::File;
use super::tree::Val;
use super::tree::map;
use super::tree::raw;

/// What kustomize reads from `crds`.
const CRD: &str = r#"{
  "com.example.v1.Foo": {
    "Schema": {
      "description": "a kind",
      "properties": {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {"$ref": "k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta"},
        "spec": {"$ref": "com.example.v1.FooSpec"}
      },
      "x-kubernetes-group-version-kind": [{"group": "example.com", "kind": "Foo", "version": "v1"}]
    },
    "Dependencies": []
  },
  "com.example.v1.FooSpec": {
    "Schema": {
      "properties": {
        "x": {
          "x-kubernetes-object-ref-api-version": "v1",
          "x-kubernetes-object-ref-kind": "Secret",
          "$ref": "corev1.LocalObjectReference"
        },
        "notes": {"x-kubernetes-annotation": "", "type": "object"},
        "tier": {"x-kubernetes-label-selector": "", "type": "object"}
      }
    },
    "Dependencies": []
  }
}
"#;

/// A schema of one kind, whose lists have keys.
const SCHEMA: &str = r##"{
  "definitions": {
    "com.example.v1.Foo": {
      "type": "object",
      "properties": {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {"$ref": "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"},
        "spec": {
          "type": "object",
          "properties": {
            "list": {
              "type": "array",
              "items": {"type": "object"},
              "x-kubernetes-patch-merge-key": "name",
              "x-kubernetes-patch-strategy": "merge"
            },
            "replicas": {"type": "integer"},
            "text": {"type": "string"}
          }
        }
      },
      "x-kubernetes-group-version-kind": [{"group": "example.com", "kind": "Foo", "version": "v1"}]
    },
    "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta": {
      "type": "object",
      "properties": {"name": {"type": "string"}, "labels": {"type": "object"}}
    }
  }
}
"##;

/// Text that itself holds fields.
const TEXTS: [(&str, &[&str]); 4] = [
    (
        "'{\"a\": {\"b\": 1, \"c\": \"x\"}, \"l\": [1, {\"name\": \"n\", \"v\": 2}]}'",
        &["a.b", "a.c", "l.0", "l.[name=n].v", "a"],
    ),
    ("|\n{\n  \"z\": \"<é>\",\n  \"a\": [true, null, 1.0, 1e3]\n}\n", &["z", "a.0", "a.2"]),
    ("|-\nb: 1\na: {x: \"y\"}\nl:\n- name: n\n  v: 1\n", &["b", "a.x", "l.[name=n].v", "l.0.v"]),
    ("|\n# note\nk: v # more\nt: |\n  text\n", &["k", "t"]),
];

impl Maker {
    pub(crate) fn openapi(&mut self, folder: &str, out: &mut Val) {
        if self.random.chance(40) {
            out.add("openapi", map([("version", raw("v1.21.2"))]));
            return;
        }
        self.tree.files.insert(format!("{folder}/schema.json"), File::Plain(SCHEMA.to_owned()));
        out.add("openapi", map([("path", raw("schema.json"))]));
    }

    pub(crate) fn crds(&mut self, folder: &str, out: &mut Val) {
        self.tree.files.insert(format!("{folder}/crd.json"), File::Plain(CRD.to_owned()));
        out.add("crds", Val::Seq(vec![raw("crd.json")]));
    }

    /// A `ConfigMap` whose text holds fields, and a replacement within.
    pub(crate) fn structured(&mut self, folder: &str, out: &mut Val) {
        let (text, paths) = self.random.pick(&TEXTS);
        let key = self.random.pick(&["conf", "app.json", "\"y\""]);
        let object = map([
            ("apiVersion", raw("v1")),
            ("kind", raw("ConfigMap")),
            ("metadata", map([("name", raw("structured"))])),
            ("data", map([(key, raw(text)), ("plain", plain(&mut self.random))])),
        ]);
        self.tree.files.insert(format!("{folder}/structured.yaml"), File::Yaml(vec![object]));
        if out.get("replacements").is_some() || out.get("resources").is_none() {
            return;
        }
        if let Val::Seq(list) = out.at("resources") {
            list.push(raw("structured.yaml"));
        }
        let key = key.trim_matches('"').replace('.', "\\.");
        let path = format!("data.{key}.{}", self.random.pick(paths));
        let own = map([("kind", raw("ConfigMap")), ("name", raw("structured"))]);
        let mut entry = map([]);
        if self.random.chance(30) {
            entry.add("sourceValue", plain(&mut self.random));
        } else {
            let mut source = own.clone();
            source.add(
                "fieldPath",
                raw(if self.random.chance(95) { "data.plain".to_owned() } else { path.clone() }),
            );
            entry.add("source", source);
        }
        let mut target = map([("select", own), ("fieldPaths", Val::Seq(vec![raw(path)]))]);
        if self.random.chance(20) {
            target.add("options", map([("create", raw("true"))]));
        }
        entry.add("targets", Val::Seq(vec![target]));
        out.add("replacements", Val::Seq(vec![entry]));
    }

    /// Adds configurations of plugins: as text, as a file, or as a folder.
    fn plugins(&mut self, folder: &str, field: &str, configs: Vec<Val>, out: &mut Val) {
        let stem = format!("{folder}-{field}");
        let entry = match self.random.below(3) {
            0 => Val::Text(configs),
            1 => {
                let path = format!("{folder}/{field}.yaml");
                self.tree.files.insert(path, File::Yaml(configs));
                raw(format!("{field}.yaml"))
            }
            _ => {
                let kustomization = map([("resources", Val::Seq(vec![raw("it.yaml")]))]);
                self.tree.files.insert(format!("{stem}/it.yaml"), File::Yaml(configs));
                self.tree.files.insert(format!("{stem}/kustomization.yaml"), File::Yaml(vec![kustomization]));
                raw(format!("../{stem}"))
            }
        };
        out.add(field, Val::Seq(vec![entry]));
    }

    pub(crate) fn plugin_generators(&mut self, folder: &str, out: &mut Val) {
        let kind = self.random.pick(&["ConfigMapGenerator", "SecretGenerator"]);
        let made = self.generated(kind.strip_suffix("Generator").unwrap_or(kind));
        let Some((name, false)) = made else { return };
        let random = &mut self.random;
        let mut metadata = map([("name", raw(name))]);
        if random.chance(40) {
            let namespace = raw(random.pick(&NAMESPACES));
            if let Some(made) = self.objects.last_mut() {
                made.at("metadata").add("namespace", namespace.clone());
            }
            metadata.add("namespace", namespace);
        }
        if random.chance(40) {
            metadata.add("labels", pairs(random, plain));
        }
        let mut it = map([("apiVersion", raw("builtin")), ("kind", raw(kind)), ("metadata", metadata)]);
        it.add("literals", Val::Seq(vec![raw(random.pick(&["A=1", "B=x y"])), raw("C=é")]));
        if random.chance(30) {
            it.add("options", map([("disableNameSuffixHash", raw("true"))]));
        }
        if random.chance(20) {
            it.add("type", raw("Opaque"));
        }
        self.plugins(folder, "generators", vec![it], out);
    }

    pub(crate) fn plugin_transformers(&mut self, folder: &str, out: &mut Val) {
        let mut configs = Vec::new();
        for index in 0..=self.random.below(2) {
            let mut it = map([("apiVersion", raw("builtin"))]);
            let known = self.known_name(&["Deployment"]);
            let random = &mut self.random;
            let rows = |random: &mut Random, paths: &[&str]| {
                let rows = (0..=random.below(2)).map(|_| {
                    let mut row = map([("path", raw(random.pick(paths)))]);
                    if random.chance(60) {
                        row.add("create", raw("true"));
                    }
                    if random.chance(30) {
                        row.add("kind", raw(random.pick(&["Deployment", "Foo", "ConfigMap"])));
                    }
                    row
                });
                Val::Seq(rows.collect())
            };
            match if known == "web" { random.below(5) } else { random.below(9) } {
                0 => {
                    it.add("kind", raw(random.pick(&["PrefixTransformer", "SuffixTransformer"])));
                    it.add("prefix", raw("t-"));
                    it.add("fieldSpecs", rows(random, &["metadata/name"]));
                }
                1 => {
                    it.add("kind", raw("LabelTransformer"));
                    it.add("labels", pairs(random, plain));
                    it.add("fieldSpecs", rows(random, &["metadata/labels", "spec/template/metadata/labels"]));
                }
                2 => {
                    it.add("kind", raw("NamespaceTransformer"));
                    it.add("unsetOnly", raw(random.pick(&["true", "false"])));
                    it.add(
                        "setRoleBindingSubjects",
                        raw(random.pick(&["allServiceAccounts", "none", "defaultOnly"])),
                    );
                    if random.chance(40) {
                        it.add("fieldSpecs", rows(random, &["metadata/namespace", "metadata/name"]));
                    }
                }
                3 => {
                    it.add("kind", raw("AnnotationsTransformer"));
                    it.add("annotations", pairs(random, plain));
                    it.add(
                        "fieldSpecs",
                        rows(random, &["metadata/annotations", "spec/template/metadata/annotations"]),
                    );
                }
                4 => {
                    it.add("kind", raw("ImageTagTransformer"));
                    it.add("imageTag", map([("name", raw("nginx")), ("newTag", raw("t1"))]));
                    if random.chance(60) {
                        it.add(
                            "fieldSpecs",
                            rows(random, &["image", "spec/template/spec/volumes[]/image/reference"]),
                        );
                    }
                }
                5 => {
                    it.add("kind", raw("ReplicaCountTransformer"));
                    it.add("replica", map([("name", raw(known)), ("count", raw("4"))]));
                    let row = map([
                        ("path", raw("spec/replicas")),
                        ("create", raw("true")),
                        ("kind", raw("Deployment")),
                    ]);
                    it.add("fieldSpecs", Val::Seq(vec![row]));
                }
                6 => {
                    it.add("kind", raw("PatchTransformer"));
                    it.add(
                        "patch",
                        raw("'[{\"op\": \"add\", \"path\": \"/metadata/annotations/t\", \"value\": \"1\"}]'"),
                    );
                    it.add("target", map([("kind", raw(random.pick(&["Deployment", "Foo", ".*", "D.*t"])))]));
                }
                7 => {
                    it.add("kind", raw("ValueAddTransformer"));
                    it.add("value", plain(random));
                    let target = map([("fieldPath", raw("metadata/annotations/added"))]);
                    it.add("targets", Val::Seq(vec![target]));
                }
                _ => {
                    it.add("kind", raw("ReplacementTransformer"));
                    let select = map([
                        ("select", map([("name", raw(".*"))])),
                        ("fieldPaths", Val::Seq(vec![raw("metadata.annotations.made")])),
                        ("options", map([("create", raw("true"))])),
                    ]);
                    it.add(
                        "replacements",
                        Val::Seq(vec![map([
                            ("sourceValue", plain(random)),
                            ("targets", Val::Seq(vec![select])),
                        ])]),
                    );
                }
            }
            let mut metadata = map([("name", raw(format!("t{index}")))]);
            if random.chance(40) {
                metadata.add("namespace", raw(random.pick(&NAMESPACES)));
            }
            it.add("metadata", metadata);
            configs.push(it);
        }
        self.plugins(folder, "transformers", configs, out);
    }

    /// A validator that changes nothing, mostly.
    pub(crate) fn plugin_validators(&mut self, folder: &str, out: &mut Val) {
        let mut it = map([("apiVersion", raw("builtin")), ("kind", raw("LabelTransformer"))]);
        it.add("metadata", map([("name", raw("check"))]));
        it.add("labels", map([("x", raw("y"))]));
        let path = self.random.pick(&["none/such", "none/such", "none/such", "none/such", "metadata/labels"]);
        it.add("fieldSpecs", Val::Seq(vec![map([("path", raw(path))])]));
        self.plugins(folder, "validators", vec![it], out);
    }

    /// A custom kind whose spec has the fields that schemas and tables speak of.
    pub(crate) fn custom(&mut self) -> Val {
        let random = &mut self.random;
        let items = (0..random.below(4))
            .map(|index| map([("name", raw(["a", "b", "c", "d"][index])), ("value", any(random, 1))]));
        let list = Val::Seq(items.collect());
        let mut spec = map([("list", list), ("replicas", raw("2")), ("text", odd(random))]);
        spec.add("x", map([("name", name(random))]));
        spec.add("app", plain(random));
        spec.add("tier", pairs(random, plain));
        map([
            ("apiVersion", raw("example.com/v1")),
            ("kind", raw("Foo")),
            ("metadata", map([("name", name(random))])),
            ("spec", spec),
        ])
    }
}
