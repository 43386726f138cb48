//! Lists without merge keys: a patch takes the place of the whole list, and what it does not name is lost.
//!
//! kustomize says nothing of it. Most patches mean it: hosts of an Ingress, names of a certificate. Told are
//! only lists that people take for ones that are merged, and only if the patch shows no sign of knowing
//! better, such as an element of the old list that it repeats.

use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Session;
use crate::yaml::Entry;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::Str;

/// Lists of Pods and their containers that Kubernetes' own kinds merge by a key, and other kinds do not.
const MERGED_ELSEWHERE: [&str; 8] = [
    "containers",
    "initContainers",
    "env",
    "volumes",
    "volumeMounts",
    "ports",
    "imagePullSecrets",
    "topologySpreadConstraints",
];
/// Lists that no kind merges, and to which one is more often added than not.
const ADDED_TO: [&str; 3] = ["tolerations", "envFrom", "sources"];
/// Fields that tell elements apart.
const NAMES: [&str; 6] = ["name", "key", "mountPath", "containerPort", "port", "topologyKey"];

/// Tells what a patch's list takes away from the list that it replaces.
pub(super) fn check(field: &str, old: &Node, new: &Node, session: &mut Session) {
    let (before, after) = (old.as_seq().unwrap_or_default(), new.as_seq().unwrap_or_default());
    // An empty list is meant to be one.
    if before.is_empty() || after.is_empty() {
        return;
    }
    let lost = match field {
        "args" => flags(before, after),
        "command" => program(before, after),
        _ if MERGED_ELSEWHERE.contains(&field) => elements(before, after),
        _ if ADDED_TO.contains(&field) => unknown(before, after),
        _ => None,
    };
    let Some(lost) = lost else { return };
    let finding = Diagnostic::warning(
        "patch-replaces-list",
        new.origin,
        format!("this takes the place of the whole list `{field}`: {lost}"),
    )
    .label("kustomize merges no list of this kind here")
    .also(old.origin, "the list that is lost")
    .help("repeat what is to stay, or add to the list with a JSON patch: `op: add`, and a path that ends with `/-`");
    session.diagnostics.push_once(finding, &[]);
}

/// Tells the fields of a patch's element that did not get into the list, because the element lacks one of
/// several keys (`protocol` of a port): kustomize then takes the element that is there.
pub(super) fn check_element(change: &Node, result: &[Node], keys: &[Str], session: &mut Session) {
    let Some(map) = change.as_map() else { return };
    let (given, missing): (Vec<&Str>, Vec<&Str>) = keys.iter().partition(|key| map.get(key).is_some());
    let (Some(first), Some(key)) = (given.first(), missing.first()) else { return };
    let name = scalar(change, first);
    let alike: Vec<&Node> = result.iter().filter(|it| scalar(it, first) == name).collect();
    let kept = |entry: &Entry| alike.iter().any(|it| it.get(&entry.key) == Some(&entry.value));
    let lost: Vec<String> =
        map.iter().filter(|it| !it.key.starts_with('$') && !kept(it)).map(|it| it.key.to_string()).collect();
    let (false, Some(there)) = (lost.is_empty(), alike.first()) else { return };
    let finding = Diagnostic::error(
        "patch-loses-fields",
        change.origin,
        format!("{} of this element {} lost: it has no `{key}`", listed(&lost), be(&lost)),
    )
    .label("kustomize takes the element that is there, without a word")
    .also(there.origin, "the element that stays as it is");
    session.diagnostics.push_once(
        match there.get(key).and_then(Node::scalar) {
            Some(value) => {
                finding.help(format!("add `{key}: {value}`, which is a part of the element's name"))
            }
            None => finding.help(format!("add `{key}`, which is a part of the element's name")),
        },
        &[],
    );
}

/// Flags that are lost, if the patch sets none that was there.
fn flags(before: &[Node], after: &[Node]) -> Option<String> {
    let names = |list: &[Node]| -> Vec<String> {
        let texts = list.iter().filter_map(Node::as_str);
        texts.filter(|text| text.starts_with('-')).map(|text| flag(text).to_owned()).collect()
    };
    let (old, new) = (names(before), names(after));
    // What is no flag is a command, and a command is written as a whole.
    if new.is_empty() || new.len() * 2 < after.len() || old.iter().any(|name| new.contains(name)) {
        return None;
    }
    (!old.is_empty()).then(|| format!("{} {} lost", listed(&old), be(&old)))
}

/// The name of a flag without its value.
fn flag(text: &str) -> &str {
    text.split(['=', ' ']).next().unwrap_or(text)
}

/// A command that begins with a flag is meant as arguments.
fn program(before: &[Node], after: &[Node]) -> Option<String> {
    let first = |list: &[Node]| list.first().and_then(Node::as_str).map(str::to_owned);
    let (old, new) = (first(before)?, first(after)?);
    (new.starts_with('-') && !old.starts_with('-'))
        .then(|| format!("the program `{old}` is lost, and `{new}` is none"))
}

/// Elements and fields that are lost where another kind would have kept them.
fn elements(before: &[Node], after: &[Node]) -> Option<String> {
    let mut gone = Vec::new();
    let mut bare = Vec::new();
    let mut met = false;
    for old in before {
        let (field, name) = identity(old)?;
        match after.iter().find(|new| scalar(new, field).as_deref() == Some(&name)) {
            None => gone.push(format!("{field}: {name}")),
            Some(new) => {
                met = true;
                let fields = old.as_map().into_iter().flatten();
                bare.extend(
                    fields
                        .filter(|it| new.get(&it.key).is_none())
                        .map(|it| format!("{field}: {name}, {}", it.key)),
                );
            }
        }
    }
    // Whoever writes an element out with all its fields knows that it is not merged.
    if (met && bare.is_empty()) || (gone.is_empty() && bare.is_empty()) {
        return None;
    }
    gone.extend(bare);
    Some(format!("{} {} lost", listed(&gone), be(&gone)))
}

/// Elements that are lost, if the patch repeats none of them.
fn unknown(before: &[Node], after: &[Node]) -> Option<String> {
    let alike = |old: &Node, new: &Node| {
        old == new || identity(old).is_some_and(|(field, name)| scalar(new, field).as_deref() == Some(&name))
    };
    if before.iter().any(|old| after.iter().any(|new| alike(old, new))) {
        return None;
    }
    let names: Vec<String> = before
        .iter()
        .map(|old| {
            identity(old).map_or_else(|| "an element".to_owned(), |(field, name)| format!("{field}: {name}"))
        })
        .collect();
    Some(format!("{} {} lost", listed(&names), be(&names)))
}

fn identity(node: &Node) -> Option<(&'static str, String)> {
    NAMES.into_iter().find_map(|field| Some((field, scalar(node, field)?)))
}

fn scalar(node: &Node, field: &str) -> Option<String> {
    node.get(field).and_then(Node::scalar).map(|text| text.to_string())
}

/// An element without anything drops those behind it where the base has no such list.
pub(super) fn check_empty(list: &[Node], kept: &[usize], diagnostics: &mut Diagnostics) {
    let Some(at) = list.iter().position(|it| it.as_map().is_some_and(Map::is_empty)) else { return };
    let is_gone = |index: usize| {
        list.get(index).is_some_and(|it| it.str_at(&["$patch"]).is_none()) && !kept.contains(&index)
    };
    if (at + 1..list.len()).any(is_gone)
        && let Some(empty) = list.get(at)
    {
        let message = "an element without a name drops the elements behind it";
        let finding = Diagnostic::error("patch-loses-fields", empty.origin, message)
            .label("kustomize does so without a word")
            .help("remove it, or give it its name");
        diagnostics.push_once(finding, &[]);
    }
}

/// The first names in quotes, and how many more there are.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 4;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match names.len().checked_sub(SHOWN) {
        None | Some(0) => shown.join(", "),
        Some(more) => format!("{} and {more} more", shown.join(", ")),
    }
}

fn be(names: &[String]) -> &'static str {
    if names.len() == 1 { "is" } else { "are" }
}
