//! `helmCharts`, `helmGlobals` and the older `helmChartInflationGenerator`.

use crate::build::decode::Fields;
use crate::build::decode::wrong_type;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::yaml::Node;
use crate::yaml::Str;

/// Options of all charts of a kustomization.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HelmGlobals {
    /// The folder that holds charts; `charts` if empty.
    pub chart_home: Str,
    /// What helm takes as its configuration folder; a temporary one if empty.
    pub config_home: Str,
}

/// One chart.
#[expect(clippy::struct_excessive_bools, reason = "each is a field that kustomize defines")]
#[derive(Clone, Debug, Default)]
pub struct HelmChart {
    /// The chart's name.
    pub name: Str,
    /// Its version.
    pub version: Str,
    /// Where it is fetched from if it is not in the chart folder.
    pub repo: Str,
    /// The name of the release.
    pub release_name: Str,
    /// The namespace of the release.
    pub namespace: Str,
    /// Files of values on top of the others.
    pub additional_values_files: Vec<Node>,
    /// A file of values in place of the chart's own.
    pub values_file: Str,
    /// Values.
    pub values_inline: Option<Node>,
    /// How these meet the file's: `merge`, `override` or `replace`.
    pub values_merge: Str,
    /// Whether custom resource definitions are rendered as well.
    pub include_crds: bool,
    /// Whether hooks are left out.
    pub skip_hooks: bool,
    /// API versions that the chart may take for granted.
    pub api_versions: Vec<Node>,
    /// The version of Kubernetes that the chart may take for granted.
    pub kube_version: Str,
    /// A template for the name of the release.
    pub name_template: Str,
    /// Whether tests are left out.
    pub skip_tests: bool,
    /// Whether helm says what it does.
    pub debug: bool,
    /// Whether development versions count.
    pub devel: bool,
}

/// The fields that all charts of a kustomization share.
pub(crate) const GLOBALS: [&str; 2] = ["chartHome", "configHome"];

/// The fields of a chart.
pub(crate) const CHART: [&str; 17] = [
    "name",
    "version",
    "repo",
    "releaseName",
    "namespace",
    "additionalValuesFiles",
    "valuesFile",
    "valuesInline",
    "valuesMerge",
    "includeCRDs",
    "skipHooks",
    "apiVersions",
    "kubeVersion",
    "nameTemplate",
    "skipTests",
    "debug",
    "devel",
];

const OLD_CHART: [&str; 13] = [
    "chartName",
    "chartVersion",
    "chartRepoUrl",
    "chartHome",
    "chartRepoName",
    "helmBin",
    "helmHome",
    "values",
    "valuesLocal",
    "valuesMerge",
    "releaseName",
    "releaseNamespace",
    "extraArgs",
];

/// Reads texts and maps of one entry.
struct Reader<'n, 'd> {
    fields: Fields<'n>,
    diagnostics: &'d mut Diagnostics,
}

impl Reader<'_, '_> {
    fn text(&mut self, name: &str) -> Result<Str, Reported> {
        Ok(self.fields.str(name, self.diagnostics)?.unwrap_or_default().into())
    }

    fn bool(&mut self, name: &str) -> Result<bool, Reported> {
        Ok(self.fields.bool(name, self.diagnostics)?.unwrap_or_default())
    }

    fn texts(&mut self, name: &str) -> Result<Vec<Node>, Reported> {
        Ok(self.fields.texts(name, self.diagnostics)?.to_vec())
    }

    fn map(&mut self, name: &str) -> Result<Option<Node>, Reported> {
        match self.fields.get(name) {
            Some(node) if node.as_map().is_none() => {
                Err(wrong_type(node, &self.fields.place(name), "a map", self.diagnostics))
            }
            found => Ok(found.cloned()),
        }
    }
}

impl HelmGlobals {
    /// Decodes `helmGlobals:`.
    pub fn decode(node: &Node, diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        let fields = Fields::of(node, "helmGlobals", &GLOBALS, diagnostics)?;
        let mut reader = Reader { fields, diagnostics };
        Ok(Self { chart_home: reader.text("chartHome")?, config_home: reader.text("configHome")? })
    }
}

impl HelmChart {
    /// Decodes an entry of `helmCharts`.
    pub fn decode(node: &Node, place: &str, diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        let mut reader = Reader { fields: Fields::of(node, place, &CHART, diagnostics)?, diagnostics };
        Ok(Self {
            name: reader.text("name")?,
            version: reader.text("version")?,
            repo: reader.text("repo")?,
            release_name: reader.text("releaseName")?,
            namespace: reader.text("namespace")?,
            additional_values_files: reader.texts("additionalValuesFiles")?,
            values_file: reader.text("valuesFile")?,
            values_inline: reader.map("valuesInline")?,
            values_merge: reader.text("valuesMerge")?,
            include_crds: reader.bool("includeCRDs")?,
            skip_hooks: reader.bool("skipHooks")?,
            api_versions: reader.texts("apiVersions")?,
            kube_version: reader.text("kubeVersion")?,
            name_template: reader.text("nameTemplate")?,
            skip_tests: reader.bool("skipTests")?,
            debug: reader.bool("debug")?,
            devel: reader.bool("devel")?,
        })
    }

    /// Decodes an entry of `helmChartInflationGenerator`, which carries options of all charts as well.
    pub(crate) fn decode_old(
        node: &Node,
        place: &str,
        globals: &mut HelmGlobals,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Reported> {
        let mut reader = Reader { fields: Fields::of(node, place, &OLD_CHART, diagnostics)?, diagnostics };
        // kustomize takes no notice of these.
        for ignored in ["chartRepoName", "helmBin", "releaseNamespace"] {
            reader.text(ignored)?;
        }
        reader.texts("extraArgs")?;
        let (chart_home, config_home) = (reader.text("chartHome")?, reader.text("helmHome")?);
        if !chart_home.is_empty() {
            globals.chart_home = chart_home;
        }
        if !config_home.is_empty() {
            globals.config_home = config_home;
        }
        Ok(Self {
            name: reader.text("chartName")?,
            version: reader.text("chartVersion")?,
            repo: reader.text("chartRepoUrl")?,
            values_file: reader.text("values")?,
            values_inline: reader.map("valuesLocal")?,
            values_merge: reader.text("valuesMerge")?,
            release_name: reader.text("releaseName")?,
            ..Self::default()
        })
    }
}
