//! kustomize's own kinds of plugins (`apiVersion: builtin`): the fields of a kustomization, written as
//! objects. kustomize takes no notice of fields it does not know there; we warn.

mod generators;
mod patches;
mod plugin;
mod value_add;

pub(crate) use generators::generate;

use crate::build::accumulate::Accumulated;
use crate::build::accumulate::Build;
use crate::build::builtin::plugin::Plugin;
use crate::build::decode::Fields;
use crate::build::metadata::Author;
use crate::build::target::Target;
use crate::build::transformers;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::object::Object;
use crate::source::Origin;
use crate::source::StepId;
use crate::yaml::Data;
use crate::yaml::Node;
use crate::yaml::Number;

const GENERATORS: [&str; 4] =
    ["ConfigMapGenerator", "SecretGenerator", "HelmChartInflationGenerator", "IAMPolicyGenerator"];

const TRANSFORMERS: [&str; 14] = [
    "AnnotationsTransformer",
    "HashTransformer",
    "ImageTagTransformer",
    "LabelTransformer",
    "NamespaceTransformer",
    "PatchJson6902Transformer",
    "PatchStrategicMergeTransformer",
    "PatchTransformer",
    "PrefixTransformer",
    "PrefixSuffixTransformer",
    "ReplacementTransformer",
    "ReplicaCountTransformer",
    "SuffixTransformer",
    "ValueAddTransformer",
];

/// What every object has and no plugin reads.
const COMMON: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// Runs a built-in transformer.
pub(crate) fn transform(
    build: &mut Build<'_>,
    target: &Target<'_>,
    all: &mut Accumulated,
    (config, step): (&Object, StepId),
    by: Option<(&Author, Origin)>,
    session: &mut Session,
) -> Result<(), Reported> {
    let mut config = config.clone();
    loosen(&mut config.root);
    if let Some(result) = patches::transform(build, target, all, (&config, step), by, session) {
        return result;
    }
    let plugin = Plugin::decode(build, target, &config, session)?;
    transformers::change(
        all,
        by,
        Box::new(|objects, _, session| plugin.apply(objects, step, session)),
        session,
    )
}

fn kind_at(config: &Object) -> Origin {
    config.root.get("kind").map_or(config.root.origin, |node| node.origin)
}

/// Says why a kind cannot be run.
fn refused(config: &Object, wanted: &[&'static str], session: &mut Session) -> Reported {
    let kind = config.kind();
    let known = GENERATORS.iter().chain(&TRANSFORMERS).any(|it| *it == kind);
    let finding = if wanted.contains(&kind) {
        let message = format!("the built-in `{kind}` is not carried out yet");
        Diagnostic::error("unsupported-field", kind_at(config), message)
            .help("write what it does as a field of the kustomization, if there is one")
    } else if known {
        let (what, field) = if GENERATORS.contains(&kind) {
            ("makes objects", "generators")
        } else {
            ("changes objects", "transformers")
        };
        Diagnostic::error("misplaced-plugin", kind_at(config), format!("the built-in `{kind}` {what}"))
            .help(format!("list it under `{field}`"))
    } else {
        let message = format!("there is no built-in kind `{kind}`");
        let finding = Diagnostic::error("unknown-plugin", kind_at(config), message);
        match nearest(kind, wanted.iter().copied()) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help(format!("the built-in kinds here are {}", wanted.join(", "))),
        }
    };
    session.diagnostics.error(finding.about(config.reference()))
}

/// Takes the fields of a plugin apart.
fn fields<'n>(
    config: &'n Object,
    names: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Result<Fields<'n>, Reported> {
    let names: Vec<&'static str> = COMMON.iter().chain(names).copied().collect();
    Fields::of_config(&config.root, config.kind(), &names, diagnostics)
}

/// The fields of a map that are known; the others are warned of and left out.
fn known(
    node: &Node,
    place: &str,
    names: &[&'static str],
    diagnostics: &mut Diagnostics,
) -> Result<Node, Reported> {
    Fields::of_config(node, place, names, diagnostics)?;
    let entries = node.as_map().into_iter().flatten();
    let known = entries.filter(|entry| names.iter().any(|name| name.eq_ignore_ascii_case(&entry.key)));
    Ok(Node::new(Data::Map(known.cloned().collect()), node.origin))
}

/// Fields that hold numbers, `true` or `false`, and those that kustomize reads as part of another type,
/// where it takes nothing but text for text. All others hold text.
const TYPED: [&str; 15] = [
    "create",
    "count",
    "unsetOnly",
    "index",
    "filePathPosition",
    "allowNameChange",
    "allowKindChange",
    "immutable",
    "disableNameSuffixHash",
    "group",
    "version",
    "kind",
    "target",
    "selector",
    "replacements",
];

/// Where text is due, kustomize takes numbers, `true` and `false` as text in the configuration of a
/// plugin, though not in a kustomization.
pub(crate) fn loosen(node: &mut Node) {
    match &mut node.data {
        Data::Bool(value) => node.data = Data::Text(if *value { "true" } else { "false" }.into()),
        Data::Number(written) => {
            let shown = Number::parse(written).map(Number::to_config_text);
            node.data = Data::Text(shown.map_or_else(|| written.clone(), Into::into));
        }
        Data::Seq(list) => list.iter_mut().for_each(loosen),
        Data::Map(map) => {
            let loose = |key: &str| !TYPED.iter().any(|it| it.eq_ignore_ascii_case(key));
            map.iter_mut().filter(|entry| loose(&entry.key)).for_each(|entry| loosen(&mut entry.value));
        }
        Data::Null | Data::Text(_) => {}
    }
}
