//! From the nodes of a kustomization.yaml to its typed form. All faults are reported, not only the first.

use crate::build::config::helm::HelmChart;
use crate::build::config::helm::HelmGlobals;
use crate::build::config::legacy;
use crate::build::config::model::BuildMetadata;
use crate::build::config::model::Directive;
use crate::build::config::model::Entry;
use crate::build::config::model::Kustomization;
use crate::build::config::model::OpenApi;
use crate::build::decode;
use crate::build::decode::Fields;
use crate::build::generate;
use crate::build::generate::GeneratorArgs;
use crate::build::generate::Options;
use crate::build::transform::annotations::Annotations;
use crate::build::transform::images::Image;
use crate::build::transform::labels::Labels;
use crate::build::transform::patches;
use crate::build::transform::patches::Form;
use crate::build::transform::patches::Patch;
use crate::build::transform::replacements;
use crate::build::transform::replicas::Replicas;
use crate::build::transform::vars::Var;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::source::FileId;
use crate::source::Origin;
use crate::yaml::Node;
use crate::yaml::Str;

/// Every field that a kustomization may have.
const FIELDS: [&str; 34] = [
    "apiVersion",
    "kind",
    "metadata",
    "openapi",
    "namePrefix",
    "nameSuffix",
    "namespace",
    "commonLabels",
    "labels",
    "commonAnnotations",
    "patchesStrategicMerge",
    "patchesJson6902",
    "patches",
    "images",
    "imageTags",
    "replacements",
    "replicas",
    "vars",
    "sortOptions",
    "resources",
    "components",
    "crds",
    "bases",
    "configMapGenerator",
    "secretGenerator",
    "helmGlobals",
    "helmCharts",
    "helmChartInflationGenerator",
    "generatorOptions",
    "configurations",
    "generators",
    "transformers",
    "validators",
    "buildMetadata",
];

const BUILD_METADATA: [&str; 3] = ["originAnnotations", "transformerAnnotations", "managedByLabel"];

/// Fields that count as content even if their list or map is empty.
const CONTENT: [&str; 24] = [
    "metadata",
    "openapi",
    "commonLabels",
    "labels",
    "commonAnnotations",
    "patchesStrategicMerge",
    "patchesJson6902",
    "patches",
    "images",
    "replacements",
    "replicas",
    "vars",
    "sortOptions",
    "resources",
    "components",
    "crds",
    "configMapGenerator",
    "secretGenerator",
    "helmGlobals",
    "helmCharts",
    "generatorOptions",
    "configurations",
    "generators",
    "transformers",
];

/// Lists in which kustomize passes over an entry without content.
const IDLE: [&str; 7] =
    ["images", "imageTags", "labels", "generators", "transformers", "validators", "buildMetadata"];

/// Decodes a kustomization. `root` is the document, `Null` if the file has none.
pub fn decode(root: &Node, file: FileId, diagnostics: &mut Diagnostics) -> Result<Kustomization, Reported> {
    if root.is_null() {
        return Err(empty(root.origin, diagnostics));
    }
    let fields = Fields::of(root, "", &FIELDS, diagnostics)?;
    let mut it = Decoder { fields, failed: None, diagnostics };
    let component = it.kind();
    it.metadata();
    let mut helm_globals = it.one("helmGlobals", |node, _, found| HelmGlobals::decode(node, found));
    let mut helm_charts = it.list("helmCharts", HelmChart::decode);
    let mut old_globals = HelmGlobals::default();
    helm_charts.extend(it.list("helmChartInflationGenerator", |node, place, found| {
        HelmChart::decode_old(node, place, &mut old_globals, found)
    }));
    let globals_written = helm_globals.is_some();
    if !globals_written {
        helm_globals = Some(Directive { field: String::new(), at: root.origin, value: old_globals });
    }
    let mut resources = it.entries("resources");
    resources.extend(it.entries("bases"));
    let mut images = it.list("images", Image::decode);
    images.extend(it.list("imageTags", Image::decode));
    let kustomization = Kustomization {
        file,
        at: root.origin,
        component,
        kind_at: it.fields.get("kind").map_or(root.origin, |node| node.origin),
        resources,
        components: it.entries("components"),
        crds: it.entries("crds"),
        configurations: it.entries("configurations"),
        generators: it.entries("generators"),
        transformers: it.entries("transformers"),
        validators: it.entries("validators"),
        openapi: it.openapi(),
        name_prefix: it.text("namePrefix"),
        name_suffix: it.text("nameSuffix"),
        namespace: it.text("namespace"),
        common_labels: it.one("commonLabels", Labels::decode_common),
        labels: it.list("labels", Labels::decode),
        common_annotations: it.one("commonAnnotations", Annotations::decode),
        patches_strategic_merge: it.entries("patchesStrategicMerge"),
        patches_json: it.patches("patchesJson6902", Form::Json),
        patches: it.patches("patches", Form::Any),
        images,
        replacements: it.list("replacements", replacements::Entry::decode),
        replicas: it.list("replicas", Replicas::decode),
        vars: it.list("vars", Var::decode).into_iter().map(|it| it.value).collect(),
        config_maps: it.generators("configMapGenerator", false),
        secrets: it.generators("secretGenerator", true),
        generator_options: it.one("generatorOptions", Options::decode).map(|it| it.value),
        helm_charts,
        helm_globals: helm_globals.map(|it| it.value).unwrap_or_default(),
        sort_options: it.one("sortOptions", |node, _, _| Ok(node.clone())).map(|it| it.value),
        build_metadata: it.build_metadata(),
    };
    if let Some(reported) = it.failed {
        return Err(reported);
    }
    if it.is_empty(&kustomization) {
        return Err(empty(root.origin, diagnostics));
    }
    legacy::warn(&it.fields, it.diagnostics);
    Ok(kustomization)
}

fn empty(at: Origin, diagnostics: &mut Diagnostics) -> Reported {
    let message = "this kustomization says nothing";
    diagnostics.error(
        Diagnostic::error("empty-kustomization", at, message)
            .help("list files under `resources`; `resources: []` renders nothing on purpose"),
    )
}

/// Decodes field by field and remembers whether any was wrong.
struct Decoder<'n, 'd> {
    fields: Fields<'n>,
    failed: Option<Reported>,
    diagnostics: &'d mut Diagnostics,
}

impl<'n> Decoder<'n, '_> {
    fn keep<T>(&mut self, result: Result<T, Reported>) -> Option<T> {
        result.map_err(|reported| self.failed = Some(reported)).ok()
    }

    /// A text that is not empty.
    fn text(&mut self, name: &str) -> Option<Directive<Node>> {
        let result = self.fields.text(name, self.diagnostics);
        let node = self.keep(result)??;
        (node.as_str() != Some("")).then(|| directive(name.to_owned(), node, node.clone()))
    }

    /// A list of texts.
    fn entries(&mut self, name: &str) -> Vec<Entry> {
        let result = self.fields.list(name, self.diagnostics);
        let mut out = Vec::new();
        for (index, node) in self.keep(result).unwrap_or_default().iter().enumerate() {
            let field = format!("{name}[{index}]");
            match node.as_str() {
                Some(text) => out.push(directive(field, node, Str::new(text))),
                None if self.is_idle(name, &field, node) => {}
                None => {
                    let reported = decode::wrong_type(node, &field, "text", self.diagnostics);
                    self.failed = Some(reported);
                }
            }
        }
        out
    }

    /// True for an entry without content, where kustomize does nothing with it; the user is told.
    fn is_idle(&mut self, name: &str, field: &str, node: &Node) -> bool {
        let idle = node.is_null() && IDLE.contains(&name);
        if idle {
            let message = format!("`{field}` is empty and does nothing");
            let finding = Diagnostic::warning("wrong-type", node.origin, message);
            self.diagnostics.push(finding.help("remove the entry"));
        }
        idle
    }

    fn patches(&mut self, name: &str, form: Form) -> Vec<Directive<Patch>> {
        self.list(name, |node, place, found| Patch::decode(node, place, form, patches::strictly, found))
    }

    /// A list of what `decode` makes.
    fn list<T>(
        &mut self,
        name: &str,
        mut decode: impl FnMut(&'n Node, &str, &mut Diagnostics) -> Result<T, Reported>,
    ) -> Vec<Directive<T>> {
        let result = self.fields.list(name, self.diagnostics);
        let mut out = Vec::new();
        for (index, node) in self.keep(result).unwrap_or_default().iter().enumerate() {
            let field = format!("{name}[{index}]");
            if self.is_idle(name, &field, node) {
                continue;
            }
            let result = decode(node, &field, self.diagnostics);
            out.extend(self.keep(result).map(|value| directive(field, node, value)));
        }
        out
    }

    /// A single value that `decode` makes.
    fn one<T>(
        &mut self,
        name: &str,
        decode: impl FnOnce(&'n Node, &str, &mut Diagnostics) -> Result<T, Reported>,
    ) -> Option<Directive<T>> {
        let node = self.fields.get(name)?;
        let result = decode(node, name, self.diagnostics);
        self.keep(result).map(|value| directive(name.to_owned(), node, value))
    }

    fn generators(&mut self, name: &str, secret: bool) -> Vec<Directive<GeneratorArgs>> {
        self.list(name, |node, place, found| generate::decode(node, place, secret, found))
    }

    /// `kind` and `apiVersion`; true for a component.
    fn kind(&mut self) -> bool {
        let result = self.fields.text("kind", self.diagnostics);
        let kind = self.keep(result).flatten();
        let result = self.fields.text("apiVersion", self.diagnostics);
        let version = self.keep(result).flatten();
        let component = kind.and_then(Node::as_str) == Some("Component");
        if let Some(node) = kind
            && !matches!(node.as_str(), Some("" | "Kustomization" | "Component"))
        {
            let message = format!(
                "`kind` must be `Kustomization` or `Component`, not `{}`",
                node.as_str().unwrap_or_default()
            );
            let finding = Diagnostic::error("kustomization-kind", node.origin, message)
                .help("list a Kubernetes object under `resources` of a kustomization, or correct the kind");
            self.failed = Some(self.diagnostics.error(finding));
        }
        let (kind, wanted) = if component {
            ("Component", "kustomize.config.k8s.io/v1alpha1")
        } else {
            ("Kustomization", "kustomize.config.k8s.io/v1beta1")
        };
        if let Some(node) = version
            && !matches!(node.as_str(), Some(written) if written.is_empty() || written == wanted)
        {
            let message = format!("`apiVersion` of a {kind} must be `{wanted}`");
            let finding = Diagnostic::error("kustomization-kind", node.origin, message)
                .help(format!("write `apiVersion: {wanted}`"));
            self.failed = Some(self.diagnostics.error(finding));
        }
        component
    }

    /// `metadata` is read by nobody, but its types must be right.
    fn metadata(&mut self) {
        self.one("metadata", |node, place, found| {
            let fields = Fields::of(node, place, &["name", "namespace", "labels", "annotations"], found)?;
            fields.text("name", found)?;
            fields.text("namespace", found)?;
            fields.pairs("labels", found)?;
            fields.pairs("annotations", found).map(|_| ())
        });
    }

    fn openapi(&mut self) -> Option<Directive<OpenApi>> {
        self.one("openapi", |node, place, found| {
            let mut openapi = OpenApi::default();
            for entry in decode::pairs(node, place, found)? {
                let value = Some((Str::new(entry.value.as_str().unwrap_or_default()), entry.value.origin));
                match entry.key.as_str() {
                    "version" => openapi.version = value,
                    "path" => openapi.path = value,
                    other => {
                        // kustomize takes no notice of it.
                        let message = format!("`openapi` has no field `{other}`");
                        let finding = Diagnostic::warning("unknown-field", entry.key_origin, message)
                            .help("the fields are `path` and `version`");
                        found.push(finding);
                    }
                }
            }
            if let (Some(_), Some((_, at))) = (&openapi.version, &openapi.path) {
                let message = "`openapi` names both a version and a file";
                let finding = Diagnostic::error("openapi-schema", *at, message).help("keep one of them");
                return Err(found.error(finding));
            }
            Ok(openapi)
        })
    }

    fn build_metadata(&mut self) -> BuildMetadata {
        let mut out = BuildMetadata::default();
        for entry in self.entries("buildMetadata") {
            out.any = true;
            match entry.value.as_str() {
                "originAnnotations" => out.origins = true,
                "transformerAnnotations" => out.transformations = true,
                "managedByLabel" => out.managed_by = true,
                other => {
                    let message = format!("there is no `{other}` among the options of `buildMetadata`");
                    let known = BUILD_METADATA.map(|it| format!("`{it}`")).join(", ");
                    let help = match crate::diag::nearest(other, BUILD_METADATA) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("the options are {known}"),
                    };
                    // kustomize takes no notice of an unknown option.
                    let finding = Diagnostic::warning("unknown-build-metadata", entry.at, message);
                    self.diagnostics.push(finding.help(help));
                }
            }
        }
        out
    }

    /// True if nothing is asked for, in the sense of kustomize: an empty list is something, an empty text
    /// is not, and neither are empty lists of some deprecated fields.
    fn is_empty(&self, it: &Kustomization) -> bool {
        let written = |name: &&str| self.fields.get(name).is_some();
        let lists = CONTENT.iter().chain(["validators", "buildMetadata"].iter());
        let texts = [&it.name_prefix, &it.name_suffix, &it.namespace];
        !lists.into_iter().any(written)
            && texts.iter().all(|it| it.is_none())
            && it.resources.is_empty()
            && it.images.is_empty()
            && it.helm_charts.is_empty()
            && it.helm_globals == HelmGlobals::default()
    }
}

fn directive<T>(field: String, node: &Node, value: T) -> Directive<T> {
    Directive { field, at: node.origin, value }
}
