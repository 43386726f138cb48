//! Deprecated fields: they work, and the user is told what to write instead.

use crate::build::decode::Fields;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::yaml::Node;

/// Each deprecated field, the one that replaces it, and how an entry is rewritten.
const DEPRECATED: [(&str, &str, &str); 7] = [
    ("bases", "resources", "move its entries to `resources`"),
    (
        "commonLabels",
        "labels",
        "write `labels: [{pairs: {…}, includeSelectors: true}]`, or leave `includeSelectors` out to keep labels out of selectors",
    ),
    ("imageTags", "images", "move its entries to `images`"),
    (
        "patchesJson6902",
        "patches",
        "move its entries to `patches` as they are; that also moves them before the namespace, names and labels are set",
    ),
    (
        "patchesStrategicMerge",
        "patches",
        "move each file to `patches` as `- path: FILE`, and text as `- patch: |-`",
    ),
    (
        "vars",
        "replacements",
        "write a replacement whose `source` is the var's `objref` and `fieldref`, and whose `targets` are the fields with `$(NAME)`",
    ),
    (
        "helmChartInflationGenerator",
        "helmCharts",
        "move its entries to `helmCharts`; `chartName` becomes `name`, `values` becomes `valuesFile`, `valuesLocal` becomes `valuesInline`",
    ),
];

/// Warns of each deprecated field that is there. kustomize does so too, but for the last one.
pub(crate) fn warn(fields: &Fields<'_>, diagnostics: &mut Diagnostics) {
    for (field, instead, how) in DEPRECATED {
        if let Some(node) = fields.get(field) {
            let message = format!("`{field}` is deprecated, use `{instead}`");
            diagnostics.push(Diagnostic::warning("deprecated-field", node.origin, message).help(how));
        }
    }
    for field in ["configMapGenerator", "secretGenerator"] {
        let entries = fields.get(field).map(Node::items).into_iter().flatten();
        for node in entries.filter_map(|entry| entry.get("env")).filter(|it| it.as_str().is_some()) {
            let message = format!("`env` in `{field}` is deprecated, use `envs`");
            let help = format!("write `envs: [{}]`", node.as_str().unwrap_or_default());
            diagnostics.push(Diagnostic::warning("deprecated-field", node.origin, message).help(help));
        }
    }
}
