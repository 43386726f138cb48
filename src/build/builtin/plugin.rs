//! The built-in transformers.

use crate::build::accumulate::Build;
use crate::build::builtin;
use crate::build::builtin::value_add::ValueAdd;
use crate::build::decode::Fields;
use crate::build::field_spec::FieldSpec;
use crate::build::finish;
use crate::build::target::Target;
use crate::build::transform::annotations::Annotations;
use crate::build::transform::images::Image;
use crate::build::transform::labels::Labels;
use crate::build::transform::namespace::Namespace;
use crate::build::transform::namespace::Subjects;
use crate::build::transform::prefix_suffix::Affix;
use crate::build::transform::prefix_suffix::Side;
use crate::build::transform::replicas::Replicas;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::source::StepId;
use crate::yaml::Node;

/// A built-in transformer and the rows it writes to.
pub(super) struct Plugin {
    what: What,
    rows: Vec<FieldSpec>,
}

enum What {
    Annotations(Annotations),
    Labels(Labels),
    Image(Box<Image>),
    Namespace(Namespace),
    Affixes(Vec<Affix>),
    Replicas(Replicas),
    Hash,
    ValueAdd(ValueAdd),
}

impl Plugin {
    /// Decodes the configuration of a transformer.
    pub(super) fn decode(
        build: &mut Build<'_>,
        target: &Target<'_>,
        config: &Object,
        session: &mut Session,
    ) -> Result<Self, Reported> {
        let kind = config.kind();
        let names: &[&str] = match kind {
            "AnnotationsTransformer" => &["annotations", "fieldSpecs"],
            "LabelTransformer" => &["labels", "fieldSpecs"],
            "ImageTagTransformer" => &["imageTag", "fieldSpecs"],
            "ReplicaCountTransformer" => &["replica", "fieldSpecs"],
            "NamespaceTransformer" => &["fieldSpecs", "unsetOnly", "setRoleBindingSubjects"],
            "PrefixTransformer" => &["prefix", "fieldSpecs"],
            "SuffixTransformer" => &["suffix", "fieldSpecs"],
            "PrefixSuffixTransformer" => &["prefix", "suffix", "fieldSpecs"],
            "HashTransformer" => return Ok(Self { what: What::Hash, rows: Vec::new() }),
            "ValueAddTransformer" => {
                let what = What::ValueAdd(ValueAdd::decode(build, target, config, session)?);
                return Ok(Self { what, rows: Vec::new() });
            }
            _ => return Err(builtin::refused(config, &builtin::TRANSFORMERS, session)),
        };
        let found = &mut session.diagnostics;
        let fields = builtin::fields(config, names, found)?;
        let what = What::decode(config, &fields, found)?;
        let mut rows = Vec::new();
        for (index, node) in fields.list("fieldSpecs", found)?.iter().enumerate() {
            let place = format!("{}[{index}]", fields.place("fieldSpecs"));
            let node = builtin::known(node, &place, &["group", "version", "kind", "path", "create"], found)?;
            rows.push(FieldSpec::decode(&node, &place, found)?);
        }
        Ok(Self { what, rows })
    }

    /// Runs it.
    pub(super) fn apply(
        &self,
        objects: &mut [Object],
        step: StepId,
        session: &mut Session,
    ) -> Result<(), Reported> {
        let rows = &self.rows;
        match &self.what {
            What::Annotations(it) => it.apply(objects, rows, step, session),
            What::Labels(it) => it.apply(objects, rows, step, session),
            What::Image(it) => it.apply(objects, rows, step, session),
            What::Namespace(it) => it.apply(objects, rows, step, session),
            What::Affixes(list) => list.iter().try_for_each(|it| it.apply(objects, rows, step, session)),
            What::Replicas(it) => it.apply(objects, rows, step, session),
            What::ValueAdd(it) => it.apply(objects, step, session),
            What::Hash => {
                finish::add_hashes(objects, session);
                Ok(())
            }
        }
    }
}

impl What {
    fn decode(config: &Object, fields: &Fields<'_>, found: &mut Diagnostics) -> Result<Self, Reported> {
        let root = &config.root;
        let nothing = Node::map(root.origin);
        let field = |name: &str| (fields.get(name).unwrap_or(&nothing), fields.place(name));
        Ok(match config.kind() {
            "AnnotationsTransformer" => {
                let (node, place) = field("annotations");
                Self::Annotations(Annotations::decode(node, &place, found)?)
            }
            "LabelTransformer" => {
                let (node, place) = field("labels");
                Self::Labels(Labels::decode_common(node, &place, found)?)
            }
            "ImageTagTransformer" => {
                let (node, place) = field("imageTag");
                let names = ["name", "newName", "newTag", "digest", "tagSuffix"];
                let node = builtin::known(node, &place, &names, found)?;
                Self::Image(Box::new(Image::decode(&node, &place, found)?))
            }
            "ReplicaCountTransformer" => {
                let (node, place) = field("replica");
                let node = builtin::known(node, &place, &["name", "count"], found)?;
                Self::Replicas(Replicas::decode(&node, &place, found)?)
            }
            "NamespaceTransformer" => {
                let name = root.at(&["metadata", "namespace"]).cloned();
                let subjects = fields.get("setRoleBindingSubjects");
                Self::Namespace(Namespace {
                    name: name.unwrap_or_else(|| Node::text("", root.origin)),
                    unset_only: fields.bool("unsetOnly", found)?.unwrap_or_default(),
                    subjects: match subjects {
                        Some(node) => Subjects::decode(node, found)?,
                        None => Subjects::default(),
                    },
                })
            }
            kind => {
                if fields.get("fieldSpecs").is_none() {
                    let message = format!("`{kind}.fieldSpecs` is missing");
                    let finding = Diagnostic::error("missing-field", builtin::kind_at(config), message)
                        .help("write `fieldSpecs: [{path: metadata/name}]` to rename all objects");
                    return Err(found.error(finding));
                }
                let mut affixes = Vec::new();
                for (side, name, own) in [
                    (Side::Prefix, "prefix", "PrefixTransformer"),
                    (Side::Suffix, "suffix", "SuffixTransformer"),
                ] {
                    // Nothing is written too: it takes the type from the value.
                    let nothing = (kind == own).then(|| Node::text("", root.origin));
                    let text = fields.text(name, found)?.cloned().or(nothing);
                    affixes.extend(text.map(|text| Affix { side, text }));
                }
                Self::Affixes(affixes)
            }
        })
    }
}
