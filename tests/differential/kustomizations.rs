//! Trees: a base or two, a component, and an overlay that uses any field.

use super::objects;
use super::patches;
use super::random::Random;
use super::scalars::NAMES;
use super::scalars::NAMESPACES;
use super::scalars::any;
use super::scalars::odd;
use super::scalars::pairs;
use super::scalars::plain;
use super::tree::File;
use super::tree::STYLES;
use super::tree::Tree;
use super::tree::Val;
use super::tree::map;
use super::tree::raw;

/// Adds a field to the kustomization of a folder.
type Add = fn(&mut Maker, &str, &mut Val);

/// A tree of a seed.
pub(crate) fn tree(seed: u64) -> Tree {
    let mut random = Random::new(seed);
    let wild = random.chance(12);
    let mut maker = Maker {
        random,
        tree: Tree::default(),
        objects: Vec::new(),
        taken: Vec::new(),
        vars: Vec::new(),
        wild,
        doubled: false,
    };
    maker.doubled = maker.random.chance(6);
    shape(&mut maker);
    for path in maker.tree.files.keys() {
        if maker.random.chance(4) && std::path::Path::new(path).extension().is_some_and(|it| it == "yaml") {
            // kustomize refuses a directive, and reads the first document of a kustomization only.
            let styles = match path.ends_with("kustomization.yaml") {
                _ if maker.wild => &STYLES[..],
                true => &STYLES[1..STYLES.len() - 1],
                false => &STYLES[1..],
            };
            maker.tree.styles.insert(path.clone(), maker.random.pick(styles));
        }
    }
    maker.tree
}

/// Makes the folders.
fn shape(maker: &mut Maker) {
    let base = maker.folder("base", true);
    if maker.doubled {
        return twins(maker, base);
    }
    let mut overlay = map([]);
    let mut resources = Vec::new();
    let layers = maker.random.below(10);
    if layers < 6 {
        resources.push(raw("../base"));
        if layers < 2 {
            // What the other base holds is all that it can change.
            let base = std::mem::take(&mut maker.objects);
            maker.taken.clone_from(&base);
            let other = maker.folder("other", true);
            maker.objects.splice(0..0, base);
            maker.file("other", other);
            resources.push(raw("../other"));
        }
        if layers == 3 {
            resources.push(raw("../middle"));
            resources.remove(0);
            let middle = maker.folder("middle", false);
            maker.file("middle", middle);
        }
    }
    maker.file("base", base);
    if resources.is_empty() {
        "base".clone_into(&mut maker.tree.root);
        return;
    }
    let own = maker.folder("top", false);
    overlay.add("resources", Val::Seq(resources));
    if let Val::Map(entries) = own {
        for (key, value) in entries {
            if key == "resources" {
                let (Val::Seq(more), Val::Seq(list)) = (value, overlay.at("resources")) else { continue };
                list.extend(more.into_iter().filter(|it| *it != raw("../base")));
            } else {
                overlay.add(&key, value);
            }
        }
    }
    if maker.random.chance(4) {
        overlay.rename("resources", "bases");
    }
    maker.file("top", overlay);
    "top".clone_into(&mut maker.tree.root);
}

/// One base, built twice under other names.
fn twins(maker: &mut Maker, base: Val) {
    maker.file("base", base);
    for folder in ["one", "two"] {
        let mut twin = map([("resources", Val::Seq(vec![raw("../base")]))]);
        let field = maker.random.pick(&["namePrefix", "nameSuffix"]);
        twin.add(field, raw(folder));
        patches::add(maker, folder, &mut twin);
        maker.file(folder, twin);
    }
    let mut top = map([("resources", Val::Seq(vec![raw("../one"), raw("../two")]))]);
    maker.fields("top", &mut top);
    maker.file("top", top);
    "top".clone_into(&mut maker.tree.root);
}

/// Makes one tree.
pub(crate) struct Maker {
    /// The choices.
    pub(crate) random: Random,
    /// What is made.
    pub(crate) tree: Tree,
    /// All objects so far.
    pub(crate) objects: Vec<Val>,
    /// Objects of other folders, whose names are taken.
    pub(crate) taken: Vec<Val>,
    /// Variables so far.
    pub(crate) vars: Vec<&'static str>,
    /// Whether fields are filled without a look at what is there: most of such trees are refused.
    pub(crate) wild: bool,
    /// Whether the base is built twice, under other names.
    pub(crate) doubled: bool,
}

impl Maker {
    fn file(&mut self, folder: &str, kustomization: Val) {
        self.tree.files.insert(format!("{folder}/kustomization.yaml"), File::Yaml(vec![kustomization]));
    }

    fn folder(&mut self, folder: &str, is_base: bool) -> Val {
        let mut out = map([]);
        let mut resources = Vec::new();
        if folder == "middle" {
            resources.push(raw("../base"));
        }
        let files = if is_base { 1 + self.random.below(3) } else { self.random.below(2) };
        for index in 0..files {
            let mut documents = Vec::new();
            for _ in 0..=self.random.below(3) {
                let mut object = self.object();
                for _ in 0..6 {
                    if self.random.chance(if self.wild { 97 } else { 100 }) && self.is_taken(&object) {
                        object = self.object();
                    }
                }
                if !self.wild && self.is_taken(&object) {
                    let Val::Raw(name) = object.at("metadata").at("name") else { continue };
                    *name = format!("{name}-{folder}{index}");
                    if self.is_taken(&object) {
                        continue;
                    }
                }
                self.objects.push(object.clone());
                documents.push(self.disguise(object));
            }
            let path = format!("r{index}.yaml");
            self.tree.files.insert(format!("{folder}/{path}"), File::Yaml(documents));
            resources.push(raw(path));
        }
        if !resources.is_empty() || self.random.chance(if self.wild { 90 } else { 100 }) {
            out.add("resources", Val::Seq(resources));
        }
        if self.random.chance(15) {
            let part = self.folder_of_component(folder);
            out.add("components", Val::Seq(vec![raw(part)]));
        }
        self.fields(folder, &mut out);
        if !self.wild
            && let Val::Map(entries) = &out
            && entries.iter().all(|(_, value)| *value == Val::Seq(Vec::new()))
        {
            // kustomize refuses what says nothing.
            out.add("nameSuffix", raw("-s"));
        }
        out
    }

    fn is_taken(&self, object: &Val) -> bool {
        self.objects.iter().chain(&self.taken).any(|it| objects::same(it, object))
    }

    fn object(&mut self) -> Val {
        if self.random.chance(4) {
            return self.custom();
        }
        loop {
            let object = objects::object(&mut self.random, self.wild);
            // Names of these get no prefix, so they would be there twice.
            let kind = objects::kind_of(&object);
            let collides = ["Namespace", "APIService", "CustomResourceDefinition"].contains(&kind.as_str());
            if self.wild || !self.doubled || !collides {
                return object;
            }
        }
    }

    fn folder_of_component(&mut self, folder: &str) -> String {
        let name = format!("{folder}-part");
        let mut part =
            map([("apiVersion", raw("kustomize.config.k8s.io/v1alpha1")), ("kind", raw("Component"))]);
        self.fields(&name, &mut part);
        if !self.wild && part.get("resources").is_none() {
            part.add("resources", Val::Seq(Vec::new()));
        }
        self.file(&name, part);
        format!("../{name}")
    }

    /// Objects as people write them: in lists, with anchors, with nulls.
    fn disguise(&mut self, mut object: Val) -> Val {
        match self.random.below(60) {
            0 => map([("apiVersion", raw("v1")), ("kind", raw("List")), ("items", Val::Seq(vec![object]))]),
            1 => {
                object.add("x-first", Val::Marked("&anchor".to_owned(), Box::new(any(&mut self.random, 2))));
                object.add("x-second", raw("*anchor"));
                object
            }
            2 => {
                let shared = Val::Marked("&shared".to_owned(), Box::new(pairs(&mut self.random, odd)));
                object.add("x-map", shared);
                object.add("x-merged", map([("<<", raw("*shared")), ("own", plain(&mut self.random))]));
                object
            }
            3 => {
                object.add("status", raw("null"));
                object
            }
            4 if self.wild => {
                let mark = self.random.pick(&["!!str", "!!int", "!!float", "!!bool", "!!binary", "!custom"]);
                object.add("x-tag", Val::Marked(mark.to_owned(), Box::new(odd(&mut self.random))));
                object
            }
            _ => object,
        }
    }

    fn fields(&mut self, folder: &str, out: &mut Val) {
        let chances: [(usize, Add); 25] = [
            (15, |it, _, out| out.add("namePrefix", raw(it.random.pick(&["p-", "pre-", "\"1\"", "x."])))),
            (12, |it, _, out| out.add("nameSuffix", raw(it.random.pick(&["-s", "-v2", "\"0\""])))),
            (20, |it, _, out| out.add("namespace", raw(it.random.pick(&NAMESPACES)))),
            (12, |it, _, out| out.add("commonLabels", pairs(&mut it.random, plain))),
            (15, Self::labels),
            (12, |it, _, out| out.add("commonAnnotations", pairs(&mut it.random, plain))),
            (20, Self::images),
            (10, Self::replicas),
            (25, Self::generators),
            (40, patches::add),
            (18, patches::add_replacements),
            (8, Self::vars),
            (5, Self::configurations),
            (5, Self::sort_options),
            (5, Self::build_metadata),
            (2, Self::transformers),
            (6, Self::plugin_transformers),
            (3, Self::plugin_generators),
            (2, Self::plugin_validators),
            (2, Self::openapi),
            (3, Self::crds),
            (4, Self::structured),
            (3, |_, _, out| out.add("generatorOptions", map([("disableNameSuffixHash", raw("true"))]))),
            (5, patches::add_json6902),
            (2, |it, _, out| {
                out.add("metadata", map([("name", raw("it")), ("labels", pairs(&mut it.random, plain))]));
            }),
        ];
        for (chance, add) in chances {
            if self.random.chance(chance) {
                add(self, folder, out);
            }
        }
    }

    fn labels(&mut self, _: &str, out: &mut Val) {
        let mut entry = map([("pairs", pairs(&mut self.random, plain))]);
        for key in ["includeSelectors", "includeTemplates"] {
            if self.random.chance(40) {
                entry.add(key, raw("true"));
            }
        }
        if self.random.chance(20) {
            let path =
                self.random.pick(&["spec/template/metadata/labels", "spec/x/labels", "metadata/labels"]);
            // Rows that tables have must create as they do, or they are refused.
            let create = match path {
                _ if self.random.chance(15) => self.random.pick(&["true", "false"]),
                "metadata/labels" => "true",
                "spec/template/metadata/labels" => {
                    if entry.get("includeSelectors").is_some() {
                        "true"
                    } else {
                        "false"
                    }
                }
                _ => self.random.pick(&["true", "false"]),
            };
            let field = map([("path", raw(path)), ("create", raw(create))]);
            entry.add("fields", Val::Seq(vec![field]));
        }
        out.add("labels", Val::Seq(vec![entry]));
    }

    fn images(&mut self, _: &str, out: &mut Val) {
        let entries = (0..=self.random.below(2)).map(|_| {
            let mut entry = map([(
                "name",
                raw(self.random.pick(&[
                    "nginx",
                    "app",
                    "vllm/vllm-openai",
                    "ng.*",
                    "docker.io/lib/nginx",
                    "\"123\"",
                    "'\\w+'",
                    "(?i)NGINX",
                    "'n[[:alpha:]]+x'",
                    "'.*/{0,1}app'",
                    "'nginx|app'",
                ])),
            )]);
            for (key, values) in [
                ("newName", ["other", "\"456\"", "ghcr.io/x/y"]),
                ("newTag", ["v2", "\"1.10\"", "\"\""]),
                ("digest", ["sha256:beef", "sha256:01", "\"\""]),
                ("tagSuffix", ["-fips", "\"1\"", "x"]),
            ] {
                if self.random.chance(if key == "newTag" { 60 } else { 20 }) {
                    entry.add(key, raw(self.random.pick(&values)));
                }
            }
            entry
        });
        let entries = Val::Seq(entries.collect());
        out.add("images", entries);
    }

    fn replicas(&mut self, _: &str, out: &mut Val) {
        let name = self.known_name(&["Deployment", "StatefulSet"]);
        if name == "web" && (!self.wild || self.random.chance(80)) {
            return;
        }
        let entry = map([("name", raw(name)), ("count", raw(self.random.pick(&["0", "3", "010", "5"])))]);
        out.add("replicas", Val::Seq(vec![entry]));
    }

    /// Kind and name of an object.
    pub(crate) fn known(&mut self) -> Option<(String, String)> {
        if self.objects.is_empty() {
            return None;
        }
        let object = self.random.pick(&self.objects);
        Some((objects::kind_of(&object), objects::name_of(&object)))
    }

    /// The name of an object of these kinds, mostly.
    pub(crate) fn known_name(&mut self, kinds: &[&str]) -> String {
        let is_one = |object: &&Val| match object {
            Val::Map(entries) => entries.iter().any(|(key, value)| {
                key == "kind" && matches!(value, Val::Raw(kind) if kinds.contains(&kind.as_str()))
            }),
            _ => false,
        };
        let fitting: Vec<String> = self.objects.iter().filter(is_one).map(objects::name_of).collect();
        if fitting.is_empty() || (self.wild && self.random.chance(3)) {
            "web".to_owned()
        } else {
            self.random.pick(&fitting)
        }
    }

    /// The name of an object that is to be made, and whether it is there already.
    pub(crate) fn generated(&mut self, kind: &str) -> Option<(String, bool)> {
        if self.wild {
            return Some((self.random.pick(&NAMES).to_owned(), false));
        }
        if self.random.chance(25) {
            let is_one = |it: &&Val| objects::kind_of(it) == kind && it.get("made").is_some();
            let known: Vec<_> = self.objects.iter().filter(is_one).map(objects::name_of).collect();
            if let Some(name) = self.random.pick_of(&known) {
                return Some((name, true));
            }
        }
        let name = self.random.pick(&["web", "db", "a", "app", "conf", "made", "gen", "\"1\""]);
        let mut object = map([("apiVersion", raw("v1")), ("kind", raw(kind))]);
        object.add("metadata", map([("name", raw(name))]));
        object.add("data", map([("A", raw("x"))]));
        if self.is_taken(&object) {
            return None;
        }
        object.add("made", raw("true"));
        self.objects.push(object);
        Some((name.to_owned(), false))
    }

    fn generators(&mut self, folder: &str, out: &mut Val) {
        for field in ["configMapGenerator", "secretGenerator"] {
            if !self.random.chance(60) {
                continue;
            }
            let kind = if field == "secretGenerator" { "Secret" } else { "ConfigMap" };
            let Some((name, known)) = self.generated(kind) else { continue };
            let mut entry = map([("name", raw(name))]);
            if self.random.chance(70) {
                let literals =
                    ["A=1", "B=yes", "C=two words", "\"D='quoted'\"", "E=", "F=a=b", "\"G=é\\n\"", "H=$(A)"];
                let count = self.random.below(4);
                let start = self.random.below(literals.len());
                let list = literals.iter().cycle().skip(start).take(count).map(|it| raw(*it)).collect();
                entry.add("literals", Val::Seq(list));
            }
            if self.random.chance(30) {
                let path = format!("{field}.txt");
                let text = self.random.pick(&[
                    "plain\n",
                    "",
                    "a: 1\nb: two\n",
                    "tail \nnext",
                    "\ttab\n",
                    "\u{1F600}\n",
                    "x\u{0}y",
                    "\r\nwindows\r\n",
                ]);
                self.tree.files.insert(format!("{folder}/{path}"), File::Plain(text.to_owned()));
                let written = if self.random.chance(30) { format!("key.x={path}") } else { path };
                entry.add("files", Val::Seq(vec![raw(written)]));
            }
            if self.random.chance(20) {
                let path = format!("{field}.env");
                let text = self.random.pick(&[
                    "X=1\n# note\n\n  Y = 2 \n",
                    "Z=\"q\"\n",
                    "K=v=w\nL=\n",
                    "\u{feff}M=1\n",
                ]);
                self.tree.files.insert(format!("{folder}/{path}"), File::Plain(text.to_owned()));
                entry.add("envs", Val::Seq(vec![raw(path)]));
            }
            if known {
                entry.add("behavior", raw(self.random.pick(&["merge", "merge", "replace"])));
            } else if self.wild && self.random.chance(if folder == "top" { 20 } else { 3 }) {
                entry.add("behavior", raw(self.random.pick(&["create", "merge", "merge", "replace"])));
            }
            if self.wild && self.random.chance(15) {
                entry.add("namespace", raw(self.random.pick(&NAMESPACES)));
            }
            if field == "secretGenerator" && self.random.chance(20) {
                entry.add("type", raw(self.random.pick(&["Opaque", "kubernetes.io/tls"])));
            }
            if self.random.chance(20) {
                let mut options = map([("labels", pairs(&mut self.random, plain))]);
                for key in ["disableNameSuffixHash", "immutable"] {
                    if self.random.chance(40) {
                        options.add(key, raw("true"));
                    }
                }
                entry.add("options", options);
            }
            out.add(field, Val::Seq(vec![entry]));
        }
    }
}
