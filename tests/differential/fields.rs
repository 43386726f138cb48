//! The fields that are used less often.

use super::kustomizations::Maker;
use super::objects;
use super::random::Random;
use super::scalars::IMAGES;
use super::scalars::number;
use super::scalars::pairs;
use super::scalars::plain;
use super::scalars::text;
use super::tree::File;
use super::tree::Val;
use super::tree::map;
use super::tree::raw;

impl Maker {
    pub(crate) fn vars(&mut self, _: &str, out: &mut Val) {
        let Some((kind, name)) = self.known() else { return };
        let version = objects::KINDS.iter().find(|(_, it)| *it == kind).map_or("v1", |(version, _)| version);
        let target = map([("apiVersion", raw(version)), ("kind", raw(kind)), ("name", raw(name))]);
        let var = self.random.pick(&["A", "B", "C"]);
        if !self.wild && self.vars.contains(&var) {
            return;
        }
        self.vars.push(var);
        let mut entry = map([("name", raw(var)), ("objref", target)]);
        if !self.wild {
            let path = self.random.pick(&["metadata.name", "metadata.name", "apiVersion", "kind"]);
            entry.add("fieldref", map([("fieldPath", raw(path))]));
        } else if self.random.chance(50) {
            let path = self.random.pick(&[
                "metadata.name",
                "spec.replicas",
                "metadata.namespace",
                "spec.ports[0].port",
                "data.app",
            ]);
            entry.add("fieldref", map([("fieldPath", raw(path))]));
        }
        out.add("vars", Val::Seq(vec![entry]));
    }

    pub(crate) fn configurations(&mut self, folder: &str, out: &mut Val) {
        let mut config = map([]);
        let wild = self.wild;
        let row = |random: &mut Random, table: &str| {
            let paths: &[&str] = match table {
                _ if wild => &["spec/x", "spec/app", "data/app", "spec/a\\/b/name", "spec/list[]/name"],
                "commonLabels" | "commonAnnotations" => &["spec/tier", "spec/marks", "metadata/marks"],
                "replicas" => &["spec/count"],
                "images" => &["spec/app", "spec/a\\/b/image"],
                "namespace" => &["spec/where"],
                _ => &["spec/x/name", "spec/text", "data/app"],
            };
            let path = random.pick(paths);
            let mut row = map([("path", raw(path))]);
            if random.chance(40) {
                row.add("kind", raw(random.pick(&["Foo", "Deployment", "ConfigMap"])));
            }
            if random.chance(40) {
                row.add("create", raw("true"));
            }
            row
        };
        for key in [
            "namePrefix",
            "commonLabels",
            "commonAnnotations",
            "images",
            "varReference",
            "namespace",
            "replicas",
        ] {
            if self.random.chance(25) {
                config.add(key, Val::Seq(vec![row(&mut self.random, key)]));
            }
        }
        if self.random.chance(50) {
            let mut referral = map([
                ("kind", raw(self.random.pick(&["ConfigMap", "Secret", "Service", "Foo"]))),
                ("version", raw("v1")),
            ]);
            let mut field = row(&mut self.random, "");
            field.add("group", raw("example.com"));
            referral.add("fieldSpecs", Val::Seq(vec![field]));
            config.add("nameReference", Val::Seq(vec![referral]));
        }
        self.tree.files.insert(format!("{folder}/config.yaml"), File::Yaml(vec![config]));
        out.add("configurations", Val::Seq(vec![raw("config.yaml")]));
    }

    pub(crate) fn sort_options(&mut self, _: &str, out: &mut Val) {
        let mut options = map([("order", raw(self.random.pick(&["legacy", "fifo"])))]);
        if self.random.chance(20) {
            options.add(
                "legacySortOptions",
                map([
                    ("orderFirst", Val::Seq(vec![raw("Service")])),
                    ("orderLast", Val::Seq(vec![raw("ConfigMap")])),
                ]),
            );
        }
        out.add("sortOptions", options);
    }

    pub(crate) fn build_metadata(&mut self, _: &str, out: &mut Val) {
        let all = ["originAnnotations", "transformerAnnotations", "managedByLabel"];
        let list = all.into_iter().filter(|_| self.random.chance(50)).map(raw).collect();
        out.add("buildMetadata", Val::Seq(list));
    }

    pub(crate) fn transformers(&mut self, _: &str, out: &mut Val) {
        let meta = map([("name", raw("t"))]);
        let rows = |path: &str| Val::Seq(vec![map([("path", raw(path)), ("create", raw("true"))])]);
        let mut it = map([("apiVersion", raw("builtin"))]);
        match self.random.below(7) {
            0 => {
                it.add("kind", raw("PrefixTransformer"));
                it.add("prefix", raw("t-"));
                it.add("fieldSpecs", rows("metadata/name"));
            }
            1 => {
                it.add("kind", raw("LabelTransformer"));
                it.add("labels", pairs(&mut self.random, plain));
                it.add("fieldSpecs", rows(self.random.pick(&["metadata/labels", "spec/selector"])));
            }
            2 => {
                it.add("kind", raw("NamespaceTransformer"));
                it.add("unsetOnly", raw(self.random.pick(&["true", "false"])));
                it.add(
                    "setRoleBindingSubjects",
                    raw(self.random.pick(&["allServiceAccounts", "none", "defaultOnly"])),
                );
            }
            3 => {
                it.add("kind", raw("AnnotationsTransformer"));
                it.add("annotations", pairs(&mut self.random, text));
                it.add("fieldSpecs", rows("metadata/annotations"));
            }
            4 => {
                it.add("kind", raw("ImageTagTransformer"));
                it.add("imageTag", map([("name", raw("nginx")), ("newTag", raw("t1"))]));
                it.add("fieldSpecs", rows("spec/image"));
            }
            5 => {
                it.add("kind", raw("ReplicaCountTransformer"));
                it.add(
                    "replica",
                    map([
                        ("name", raw(self.known_name(&["Deployment"]))),
                        ("count", number(&mut self.random)),
                    ]),
                );
                it.add(
                    "fieldSpecs",
                    Val::Seq(vec![map([
                        ("path", raw("spec/replicas")),
                        ("create", raw("true")),
                        ("kind", raw("Deployment")),
                    ])]),
                );
            }
            _ => {
                it.add("kind", raw("PatchTransformer"));
                it.add(
                    "patch",
                    raw("'[{\"op\": \"add\", \"path\": \"/metadata/annotations/t\", \"value\": \"1\"}]'"),
                );
                it.add("target", map([("kind", raw(self.random.pick(&["Deployment", "Foo", ".*"])))]));
            }
        }
        let mut metadata = meta;
        if self.random.chance(40) {
            metadata.add("namespace", raw(self.random.pick(&IMAGES[..1])));
        }
        it.add("metadata", metadata);
        out.add("transformers", Val::Seq(vec![Val::Text(vec![it])]));
    }
}
