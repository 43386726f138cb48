//! kustomize's own kinds of plugins (`apiVersion: builtin`): the fields of a kustomization, written as
//! objects. kustomize takes no notice of fields it does not know there; we warn.

use crate::build::accumulate::Accumulated;
use crate::build::accumulate::Build;
use crate::build::accumulate::Target;
use crate::build::config::Directive;
use crate::build::decode;
use crate::build::decode::Fields;
use crate::build::field_spec::FieldSpec;
use crate::build::generate;
use crate::build::metadata::Author;
use crate::build::transform::annotations::Annotations;
use crate::build::transform::images::Image;
use crate::build::transform::labels::Labels;
use crate::build::transform::namespace::Namespace;
use crate::build::transform::namespace::Subjects;
use crate::build::transform::prefix_suffix::Affix;
use crate::build::transform::prefix_suffix::Side;
use crate::build::transform::replicas::Replicas;
use crate::build::transformers;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::object::Object;
use crate::source::Origin;
use crate::source::StepId;
use crate::yaml::Map;
use crate::yaml::Node;

const GENERATORS: [&str; 4] =
    ["ConfigMapGenerator", "SecretGenerator", "HelmChartInflationGenerator", "IAMPolicyGenerator"];

const TRANSFORMERS: [&str; 15] = [
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
    "SortOrderTransformer",
    "SuffixTransformer",
    "ValueAddTransformer",
];

/// What every object has and no plugin reads.
const COMMON: [&str; 3] = ["apiVersion", "kind", "metadata"];

fn kind_at(config: &Object) -> Origin {
    config.root.get("kind").map_or(config.root.origin, |node| node.origin)
}

/// Says why a kind cannot be run.
fn refused(config: &Object, wanted: &[&'static str], session: &mut Session) -> Reported {
    let kind = config.kind();
    let known = GENERATORS.iter().chain(&TRANSFORMERS).any(|it| *it == kind);
    let finding = if wanted.contains(&kind) {
        Diagnostic::error(
            "unsupported-field",
            kind_at(config),
            format!("the built-in `{kind}` is not carried out yet"),
        )
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
        let finding = Diagnostic::error(
            "unknown-plugin",
            kind_at(config),
            format!("there is no built-in kind `{kind}`"),
        );
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

/// Makes the objects of a built-in generator.
pub(crate) fn generate(
    build: &mut Build<'_>,
    target: &Target<'_>,
    config: &Object,
    step: StepId,
    session: &mut Session,
) -> Result<Vec<Object>, Reported> {
    let kind = config.kind();
    let secret = match kind {
        "ConfigMapGenerator" => false,
        "SecretGenerator" => true,
        _ => return Err(refused(config, &GENERATORS, session)),
    };
    let mut names = vec!["name", "namespace", "behavior", "literals", "files", "envs", "env", "options"];
    if secret {
        names.push("type");
    }
    fields(config, &names, &mut session.diagnostics)?;
    let known = |key: &str| names.iter().any(|name| name.eq_ignore_ascii_case(key));
    let own = config.root.as_map().into_iter().flatten();
    let mut entry: Map = own.filter(|it| known(&it.key)).cloned().collect();
    for field in ["name", "namespace"] {
        let absent = entry.get(field).is_none_or(|it| it.as_str().is_none_or(str::is_empty));
        if absent && let Some(value) = config.root.at(&["metadata", field]) {
            entry.insert(field, value.clone());
        }
    }
    let node = Node::new(crate::yaml::Data::Map(entry), config.root.origin);
    let args = generate::decode(&node, kind, secret, &mut session.diagnostics)?;
    let directive = Directive { field: kind.to_owned(), at: config.root.origin, value: args };
    Ok(vec![build.generate(target, &directive, None, step, session)?])
}

/// Runs a built-in transformer.
pub(crate) fn transform(
    _build: &mut Build<'_>,
    _target: &Target<'_>,
    all: &mut Accumulated,
    (config, step): (&Object, StepId),
    by: Option<(&Author, Origin)>,
    session: &mut Session,
) -> Result<(), Reported> {
    let plugin = Plugin::decode(config, session)?;
    transformers::change(
        all,
        by,
        Box::new(|objects, _, session| plugin.apply(objects, step, session)),
        session,
    )
}

/// A built-in transformer and the rows it writes to.
struct Plugin {
    what: What,
    rows: Vec<FieldSpec>,
}

enum What {
    Annotations(Annotations),
    Labels(Labels),
    Image(Image),
    Namespace(Namespace),
    Affix(Affix),
    Replica(Replicas),
}

impl Plugin {
    fn decode(config: &Object, session: &mut Session) -> Result<Self, Reported> {
        let found = &mut session.diagnostics;
        let kind = config.kind();
        let root = &config.root;
        let fields = match kind {
            "AnnotationsTransformer" => fields(config, &["annotations", "fieldSpecs"], found)?,
            "LabelTransformer" => fields(config, &["labels", "fieldSpecs"], found)?,
            "ImageTagTransformer" => fields(config, &["imageTag", "fieldSpecs"], found)?,
            "ReplicaCountTransformer" => fields(config, &["replica", "fieldSpecs"], found)?,
            "NamespaceTransformer" => {
                fields(config, &["fieldSpecs", "unsetOnly", "setRoleBindingSubjects"], found)?
            }
            "PrefixTransformer" => fields(config, &["prefix", "fieldSpecs"], found)?,
            "SuffixTransformer" => fields(config, &["suffix", "fieldSpecs"], found)?,
            _ => return Err(refused(config, &TRANSFORMERS, session)),
        };
        let nothing = Node::map(root.origin);
        let what = match kind {
            "AnnotationsTransformer" => {
                let node = fields.get("annotations").unwrap_or(&nothing);
                What::Annotations(Annotations::decode(node, &fields.place("annotations"), found)?)
            }
            "LabelTransformer" => {
                let node = fields.get("labels").unwrap_or(&nothing);
                let pairs = decode::pairs(node, &fields.place("labels"), found)?;
                What::Labels(Labels { pairs: pairs.clone(), ..Labels::default() })
            }
            "ImageTagTransformer" => {
                let node = fields.get("imageTag").unwrap_or(&nothing);
                What::Image(Image::decode(node, &fields.place("imageTag"), found)?)
            }
            "ReplicaCountTransformer" => {
                let node = fields.get("replica").unwrap_or(&nothing);
                What::Replica(Replicas::decode(node, &fields.place("replica"), found)?)
            }
            "NamespaceTransformer" => {
                let name = root.at(&["metadata", "namespace"]).cloned();
                let subjects = fields.get("setRoleBindingSubjects");
                What::Namespace(Namespace {
                    name: name.unwrap_or_else(|| Node::text("", root.origin)),
                    unset_only: fields.bool("unsetOnly", found)?.unwrap_or_default(),
                    subjects: match subjects {
                        Some(node) => Subjects::decode(node, found)?,
                        None => Subjects::default(),
                    },
                })
            }
            _ => {
                let (side, field) = if kind == "PrefixTransformer" {
                    (Side::Prefix, "prefix")
                } else {
                    (Side::Suffix, "suffix")
                };
                if fields.get("fieldSpecs").is_none() {
                    let message = format!("`{kind}.fieldSpecs` is missing");
                    let finding = Diagnostic::error("missing-field", kind_at(config), message)
                        .help("write `fieldSpecs: [{path: metadata/name}]` to rename all objects");
                    return Err(found.error(finding));
                }
                let text = fields.text(field, found)?.cloned();
                What::Affix(Affix { side, text: text.unwrap_or_else(|| Node::text("", root.origin)) })
            }
        };
        let mut rows = Vec::new();
        for (index, node) in fields.list("fieldSpecs", found)?.iter().enumerate() {
            let place = format!("{}[{index}]", fields.place("fieldSpecs"));
            rows.push(FieldSpec::decode(node, &place, found)?);
        }
        Ok(Self { what, rows })
    }

    fn apply(&self, objects: &mut [Object], step: StepId, session: &mut Session) -> Result<(), Reported> {
        let rows = &self.rows;
        match &self.what {
            What::Annotations(it) => it.apply(objects, rows, step, session),
            What::Labels(it) => it.apply(objects, rows, step, session),
            What::Image(it) => it.apply(objects, rows, step, session),
            What::Namespace(it) => it.apply(objects, rows, step, session),
            What::Affix(it) => it.apply(objects, rows, step, session),
            What::Replica(it) => it.apply(objects, rows, step, session),
        }
    }
}
