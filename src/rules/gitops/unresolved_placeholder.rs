use crate::diag::Severity;
use crate::object::Gvk;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Node;

rule! {
    /// # A placeholder that nobody has filled in
    ///
    /// ## Why
    /// `${PROJECT_ID}`, `<PROJECT_ID>`, `YOUR_PROJECT` and the like stand for a value that a person or a script was
    /// to put there. Neither kustomize nor `kubectl` does: the text reaches the cluster as it is, where it is
    /// refused, or names something that does not exist.
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: PersistentVolume
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: hyperdisk-ml
    ///   capacity: {storage: 300Gi}
    ///   accessModes: [ReadOnlyMany]
    ///   csi:
    ///     driver: pd.csi.storage.gke.io
    ///     volumeHandle: projects/${PROJECT_ID}/zones/asia-northeast1-a/disks/weights  # flag
    ///     readOnly: true
    /// ```
    ///
    /// ## Fix
    /// Write the value, or set it with a kustomize `replacements` entry.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: PersistentVolume
    /// metadata: {name: weights}
    /// spec:
    ///   storageClassName: hyperdisk-ml
    ///   capacity: {storage: 300Gi}
    ///   accessModes: [ReadOnlyMany]
    ///   csi:
    ///     driver: pd.csi.storage.gke.io
    ///     volumeHandle: projects/my-project/zones/asia-northeast1-a/disks/weights
    ///     readOnly: true
    /// ```
    ///
    /// Data of ConfigMaps and Secrets is left alone: it may be a template of something else. In other fields than
    /// names, images and the like the finding is a warning, since a tool such as Flux may fill them in.
    ///
    /// ## Source
    /// <https://kubernetes.io/docs/concepts/overview/working-with-objects/names/>, read 2026-11-23.
    "unresolved-placeholder", Error, &["*"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    if object.kind() == "CustomResourceDefinition" {
        return;
    }
    let secret = matches!(object.kind(), "ConfigMap" | "Secret");
    let own = is_own(object);
    // The names of roles may hold nearly any character.
    let free = Gvk::of(&object.root).group == "rbac.authorization.k8s.io";
    let mut found = Vec::new();
    for entry in object.root.as_map().into_iter().flatten() {
        if !(secret && matches!(entry.key.as_str(), "data" | "binaryData" | "stringData")) {
            walk(&entry.value, &entry.key, "", Place::Other, &mut found);
        }
    }
    for (at, part, place) in found {
        // The value of a secondary boot disk's node label begins with its mode.
        if cx.catalog().secondary_boot_disk.rows.modes.contains(&part) {
            continue;
        }
        // The objects of other people's controllers may be templates.
        if !own && (part.starts_with('{') || !matches!(place, Place::Refused | Place::Strict)) {
            continue;
        }
        // Elsewhere only what an API server would refuse is certain to be wrong.
        let refused = place == Place::Refused && !free && part.contains(['$', '<', '{']);
        if !cx.on_gke && !matches!(place, Place::Refused | Place::Strict) {
            continue;
        }
        let certain = own && place != Place::Other && (cx.on_gke || refused);
        let at = cx.within(at, &part);
        let flag = cx
            .flag(at, format!("`{part}` is a placeholder that nobody has filled in"))
            .help("write the value, or set it with `replacements`");
        if !certain {
            flag.at_most(Severity::Warning);
        }
    }
}

/// True for objects of Kubernetes and of GKE.
fn is_own(object: &Object) -> bool {
    let gvk = Gvk::of(&object.root);
    let group = gvk.group.as_str();
    !group.contains('.')
        || group.ends_with(".k8s.io")
        || group.ends_with("gke.io")
        || group.ends_with("google.com")
        || group.ends_with("googleapis.com")
}

/// What sort of field a text stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// A name or a label: an API server refuses what is none.
    Refused,
    /// An image, a handle, a reference: no placeholder can be right.
    Strict,
    /// A variable's value, a command, a script.
    Program,
    /// Free text.
    Prose,
    Other,
}

/// Fields that hold names of things.
const NAMES: &[&str] = &[
    "allowedResourcePatterns",
    "bucketName",
    "claimName",
    "image",
    "secretName",
    "storageClassName",
    "volumeHandle",
    "volumeName",
];

/// Fields whose `name` is the name of an object.
const REFERENCES: &[&str] =
    &["claimRef", "configMapKeyRef", "configMapRef", "scaleTargetRef", "secretKeyRef", "secretRef"];

fn walk(node: &Node, key: &str, parent: &str, place: Place, found: &mut Vec<(Origin, String, Place)>) {
    let place = if NAMES.contains(&key) || (key == "name" && REFERENCES.contains(&parent)) {
        Place::Strict
    } else {
        match key {
            "labels" | "matchLabels" | "namespace" | "nodeSelector" | "serviceAccountName" => Place::Refused,
            "name" if parent == "metadata" => Place::Refused,
            // The name of a variable is often all in capitals.
            "name" | "key" if place == Place::Program => Place::Prose,
            "annotations" | "description" | "message" => Place::Prose,
            "args" | "command" | "env" => Place::Program,
            _ => place,
        }
    };
    match &node.data {
        Data::Text(text) => {
            if let Some(part) = placeholder(text, place) {
                found.push((node.origin, part.to_owned(), place));
            }
        }
        Data::Seq(list) => list.iter().for_each(|item| walk(item, key, parent, place, found)),
        Data::Map(map) => {
            for entry in map {
                walk(&entry.value, &entry.key, key, place, found);
            }
        }
        _ => {}
    }
}

/// The first placeholder of a text.
fn placeholder(text: &str, place: Place) -> Option<&str> {
    if !text.contains(['$', '<', '{', '_']) {
        return None;
    }
    if place == Place::Prose {
        return None;
    }
    let starts = text.char_indices().filter(|(_, letter)| matches!(letter, '$' | '<' | '{' | 'A'..='Z'));
    starts.map(|(at, _)| at).find_map(|at| {
        let (before, rest) = text.split_at_checked(at)?;
        in_braces(rest, place).or_else(|| in_angles(rest)).or_else(|| words(before, rest, place))
    })
}

/// `${NAME}`, and in names `{{ ... }}`. Programs and their variables may expand the former themselves.
fn in_braces(rest: &str, place: Place) -> Option<&str> {
    if place == Place::Program {
        return None;
    }
    if let Some(inner) = rest.strip_prefix("${") {
        let end = inner.find('}')?;
        return rest.get(..end + 3);
    }
    let inner = rest.strip_prefix("{{").filter(|_| matches!(place, Place::Refused | Place::Strict))?;
    let end = inner.find("}}")?;
    rest.get(..end + 4)
}

/// `<PROJECT_ID>`, `<your-project>`.
fn in_angles(rest: &str) -> Option<&str> {
    let inner = rest.strip_prefix('<')?;
    let end = inner.find('>')?;
    let (word, _) = inner.split_at_checked(end)?;
    let plain = !word.is_empty()
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b' '));
    let shouts = word.len() > 1 && !word.bytes().any(|byte| byte.is_ascii_lowercase());
    let asks = ["your", "my-", "my_", "insert", "replace"]
        .iter()
        .any(|start| word.to_lowercase().starts_with(start));
    (plain && (shouts || asks)).then(|| rest.get(..end + 2)).flatten()
}

/// Upper-case words joined by `_`: anywhere in a name, and as a part of a path elsewhere.
fn words<'t>(before: &str, rest: &'t str, place: Place) -> Option<&'t str> {
    if before.ends_with(|last: char| last.is_ascii_alphanumeric() || "_-$({.%".contains(last))
        && !matches!(place, Place::Refused | Place::Strict)
    {
        return None;
    }
    if before.ends_with(|last: char| last.is_ascii_alphanumeric() || "_${".contains(last)) {
        return None;
    }
    let end = rest
        .find(|letter: char| !(letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_'))
        .unwrap_or(rest.len());
    let (word, after) = rest.split_at_checked(end)?;
    if !word.contains('_')
        || word.ends_with('_')
        || after.starts_with(|next: char| next.is_ascii_alphanumeric())
    {
        return None;
    }
    let asks = ["YOUR_", "REPLACE_ME", "REPLACE_WITH_", "CHANGE_ME", "INSERT_YOUR_"]
        .iter()
        .any(|start| word.starts_with(start));
    let in_path =
        before.ends_with('/') && (after.is_empty() || after.starts_with(['/', ' ', '\n', '"', '\'']));
    match place {
        Place::Refused | Place::Strict => Some(word),
        Place::Program => (in_path || asks).then_some(word),
        _ => asks.then_some(word),
    }
}
