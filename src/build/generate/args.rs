//! What a generator's entry says.

use crate::build::decode::Fields;
use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::nearest;
use crate::object::Behavior;
use crate::source::Origin;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::Str;

/// One entry of `configMapGenerator` or `secretGenerator`. Texts are nodes, so that what is made from
/// them can point at them.
#[derive(Clone, Debug)]
pub struct GeneratorArgs {
    /// The whole entry.
    pub at: Origin,
    /// True for a Secret.
    pub secret: bool,
    /// The name, before prefix, suffix and hash.
    pub name: Node,
    /// The namespace, if one is given.
    pub namespace: Option<Node>,
    /// The type of a Secret, if one is given.
    pub secret_type: Option<Node>,
    /// What happens if the object exists.
    pub behavior: Behavior,
    /// Entries `key=value`.
    pub literals: Vec<Node>,
    /// Entries `path` or `key=path`.
    pub files: Vec<Node>,
    /// Files of lines `key=value`.
    pub envs: Vec<Node>,
    /// The entry's own options.
    pub options: Options,
}

impl GeneratorArgs {
    /// The kind that is made.
    pub fn kind(&self) -> &'static str {
        if self.secret { "Secret" } else { "ConfigMap" }
    }
}

/// `generatorOptions:` of a kustomization, or `options:` of one generator.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Labels of what is made.
    pub labels: Vec<(Str, Node)>,
    /// Annotations of what is made.
    pub annotations: Vec<(Str, Node)>,
    /// Whether names get no hash of the content.
    pub disable_name_suffix_hash: bool,
    /// Where `immutable: true` stands.
    pub immutable: Option<Origin>,
}

impl Options {
    /// Decodes options; `place` is how findings call them.
    pub fn decode(node: &Node, place: &str, diagnostics: &mut Diagnostics) -> Result<Self, Reported> {
        let names = ["labels", "annotations", "disableNameSuffixHash", "immutable"];
        let fields = Fields::of(node, place, &names, diagnostics)?;
        let immutable = fields.bool("immutable", diagnostics)?.unwrap_or_default();
        Ok(Self {
            labels: list(fields.pairs("labels", diagnostics)?),
            annotations: list(fields.pairs("annotations", diagnostics)?),
            disable_name_suffix_hash: fields.bool("disableNameSuffixHash", diagnostics)?.unwrap_or_default(),
            immutable: fields.get("immutable").map(|node| node.origin).filter(|_| immutable),
        })
    }

    /// These options over the kustomization's: labels and annotations given here win, but what is
    /// true there cannot be made false here.
    #[must_use]
    pub fn over(&self, global: &Self) -> Self {
        let merge = |own: &[(Str, Node)], global: &[(Str, Node)]| {
            let added = global.iter().filter(|(key, _)| own.iter().all(|(it, _)| it != key));
            own.iter().chain(added).cloned().collect()
        };
        Self {
            labels: merge(&self.labels, &global.labels),
            annotations: merge(&self.annotations, &global.annotations),
            disable_name_suffix_hash: self.disable_name_suffix_hash || global.disable_name_suffix_hash,
            immutable: self.immutable.or(global.immutable),
        }
    }
}

fn list(map: Option<&Map>) -> Vec<(Str, Node)> {
    map.into_iter().flatten().map(|entry| (entry.key.clone(), entry.value.clone())).collect()
}

/// Decodes one entry of `configMapGenerator` or, with `secret`, of `secretGenerator`; `place` is how
/// findings call it.
pub fn decode(
    node: &Node,
    place: &str,
    secret: bool,
    diagnostics: &mut Diagnostics,
) -> Result<GeneratorArgs, Reported> {
    let mut names = vec!["name", "namespace", "behavior", "literals", "files", "envs", "env", "options"];
    if secret {
        names.push("type");
    }
    let fields = Fields::of(node, place, &names, diagnostics)?;
    let text = |name: &str, diagnostics: &mut Diagnostics| {
        Ok(fields.text(name, diagnostics)?.filter(|node| node.as_str() != Some("")).cloned())
    };
    let mut envs = fields.texts("envs", diagnostics)?.to_vec();
    envs.extend(text("env", diagnostics)?);
    let behavior = match fields.text("behavior", diagnostics)? {
        Some(node) => behavior(node, &fields.place("behavior"), diagnostics),
        None => Behavior::Unspecified,
    };
    let options = match fields.get("options") {
        Some(node) => Options::decode(node, &fields.place("options"), diagnostics)?,
        None => Options::default(),
    };
    Ok(GeneratorArgs {
        at: node.origin,
        secret,
        name: fields.required("name", diagnostics)?.clone(),
        namespace: text("namespace", diagnostics)?,
        secret_type: if secret { text("type", diagnostics)? } else { None },
        behavior,
        literals: fields.texts("literals", diagnostics)?.to_vec(),
        files: fields.texts("files", diagnostics)?.to_vec(),
        envs,
        options,
    })
}

/// What a behavior means. kustomize takes an unknown word for none.
fn behavior(node: &Node, place: &str, diagnostics: &mut Diagnostics) -> Behavior {
    let written = node.as_str().unwrap_or_default();
    match written {
        "" | "unspecified" => Behavior::Unspecified,
        "create" => Behavior::Create,
        "replace" => Behavior::Replace,
        "merge" => Behavior::Merge,
        _ => {
            let message = format!("`{place}` must be `create`, `replace` or `merge`, not `{written}`");
            let near = nearest(written, ["create", "replace", "merge"]);
            let help = near.map_or("remove it to create the object".to_owned(), |near| {
                format!("did you mean `{near}`?")
            });
            diagnostics.push(Diagnostic::warning("unknown-behavior", node.origin, message).help(help));
            Behavior::Unspecified
        }
    }
}
