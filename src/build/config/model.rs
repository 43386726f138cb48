//! The typed form of a kustomization.

use crate::build::config::helm::HelmChart;
use crate::build::config::helm::HelmGlobals;
use crate::build::generate::GeneratorArgs;
use crate::build::generate::Options;
use crate::build::transform::annotations::Annotations;
use crate::build::transform::images::Image;
use crate::build::transform::labels::Labels;
use crate::build::transform::patches::Patch;
use crate::build::transform::replacements;
use crate::build::transform::replicas::Replicas;
use crate::build::transform::vars::Var;
use crate::source::FileId;
use crate::source::Origin;
use crate::yaml::Node;
use crate::yaml::Str;

/// One thing that a kustomization asks for.
#[derive(Clone, Debug)]
pub struct Directive<T> {
    /// The field as a user would name it: `resources[0]`, `namePrefix`.
    pub field: String,
    /// Where it stands.
    pub at: Origin,
    /// What it says.
    pub value: T,
}

impl<T> Directive<T> {
    /// Says the same of another value.
    pub fn with<U>(&self, value: U) -> Directive<U> {
        Directive { field: self.field.clone(), at: self.at, value }
    }
}

/// A path, a URL, or text that stands in the place of a file.
pub(crate) type Entry = Directive<Str>;

/// What a kustomization.yaml says, deprecated fields already counted among those that replace them.
#[derive(Clone, Debug)]
pub struct Kustomization {
    /// The file.
    pub file: FileId,
    /// The whole text.
    pub at: Origin,
    /// True for `kind: Component`.
    pub component: bool,
    /// Where `kind` stands; the whole text if it is not written.
    pub kind_at: Origin,
    /// Files and folders with objects, `bases` after `resources`.
    pub resources: Vec<Entry>,
    /// Folders with components.
    pub components: Vec<Entry>,
    /// Files with OpenAPI definitions of custom kinds.
    pub crds: Vec<Entry>,
    /// Files with rows of tables.
    pub configurations: Vec<Entry>,
    /// Files, folders or text with generators.
    pub generators: Vec<Entry>,
    /// Files, folders or text with transformers.
    pub transformers: Vec<Entry>,
    /// Files, folders or text with validators.
    pub validators: Vec<Entry>,
    /// Whose schema decides how patches are merged: `version` or `path`.
    pub openapi: Option<Directive<OpenApi>>,
    /// What is added to the front of names.
    pub name_prefix: Option<Directive<Node>>,
    /// What is added to the end of names.
    pub name_suffix: Option<Directive<Node>>,
    /// The namespace of all objects.
    pub namespace: Option<Directive<Node>>,
    /// Labels that are selected by.
    pub common_labels: Option<Directive<Labels>>,
    /// Labels.
    pub labels: Vec<Directive<Labels>>,
    /// Annotations.
    pub common_annotations: Option<Directive<Annotations>>,
    /// Strategic merge patches.
    pub patches_strategic_merge: Vec<Entry>,
    /// JSON patches.
    pub(crate) patches_json: Vec<Directive<Patch>>,
    /// Patches of either sort.
    pub(crate) patches: Vec<Directive<Patch>>,
    /// Images, `imageTags` after `images`.
    pub images: Vec<Directive<Image>>,
    /// Values copied from one field to others.
    pub(crate) replacements: Vec<Directive<replacements::Entry>>,
    /// Replica counts.
    pub replicas: Vec<Directive<Replicas>>,
    /// Variables.
    pub vars: Vec<Var>,
    /// `ConfigMap` objects to be made.
    pub config_maps: Vec<Directive<GeneratorArgs>>,
    /// `Secret` objects to be made.
    pub secrets: Vec<Directive<GeneratorArgs>>,
    /// Options of all of these.
    pub generator_options: Option<Options>,
    /// Charts, `helmChartInflationGenerator` after `helmCharts`.
    pub helm_charts: Vec<Directive<HelmChart>>,
    /// Options of all charts.
    pub helm_globals: HelmGlobals,
    /// The order of the output.
    pub sort_options: Option<Node>,
    /// Annotations and labels that say how the output came to be.
    pub build_metadata: BuildMetadata,
}

/// `openapi:`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenApi {
    /// A version of Kubernetes that kustomize has the schema of.
    pub version: Option<(Str, Origin)>,
    /// A file with a schema.
    pub path: Option<(Str, Origin)>,
}

/// `buildMetadata:`.
#[expect(clippy::struct_excessive_bools, reason = "each is an option that may be listed")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BuildMetadata {
    /// True if anything is listed, even if it is not known.
    pub any: bool,
    /// Whether objects say which file they come from.
    pub origins: bool,
    /// Whether objects say what changed them.
    pub transformations: bool,
    /// Whether objects get the label `app.kubernetes.io/managed-by`.
    pub managed_by: bool,
}
