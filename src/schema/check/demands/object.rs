//! Objects by kind.

use super::invalid;
use super::is_placeholder;
use super::missing;
use super::set;
use super::start;
use super::text;
use crate::diag::Diagnostic;
use crate::object::Object;
use crate::object::Quantity;
use crate::yaml::Node;

/// The highest priority that is not the system's.
const HIGHEST_PRIORITY: i64 = 1_000_000_000;

pub(super) fn check(object: &Object, push: &mut impl FnMut(Diagnostic)) {
    let empty = Node::map(object.root.origin);
    let spec = object.root.get("spec").unwrap_or(&empty);
    match object.kind() {
        "Deployment" => deployment(spec, push),
        "StatefulSet" => {
            let claims = spec.get("volumeClaimTemplates").into_iter().flat_map(Node::items);
            claims.filter_map(|it| it.get("spec")).for_each(|spec| claim(spec, push));
        }
        "Service" => service(spec, push),
        "PersistentVolumeClaim" => claim(spec, push),
        "PersistentVolume" => volume(spec, push),
        "ConfigMap" => keys(object, &["data", "binaryData"], push),
        "Secret" => keys(object, &["data", "stringData"], push),
        "CronJob" => schedule(spec, push),
        "PodDisruptionBudget" => {
            percentage(spec, "minAvailable", push);
            percentage(spec, "maxUnavailable", push);
        }
        "Ingress" => ingress(spec, push),
        "NetworkPolicy" => network_policy(spec, push),
        "PriorityClass" => {
            if let Some(value) = set(&object.root, "value").filter(|it| it.as_i64() > Some(HIGHEST_PRIORITY))
                && !object.name().starts_with("system-")
            {
                push(invalid(value.origin, format!("a priority is at most {HIGHEST_PRIORITY}")));
            }
        }
        _ => {}
    }
}

fn deployment(spec: &Node, push: &mut impl FnMut(Diagnostic)) {
    let number = |key: &str| set(spec, key).and_then(Node::as_i64);
    let deadline = number("progressDeadlineSeconds").unwrap_or(600);
    if let Some(ready) = set(spec, "minReadySeconds").filter(|it| it.as_i64() >= Some(deadline)) {
        let message = format!("`progressDeadlineSeconds`, {deadline}, must be more than `minReadySeconds`");
        push(invalid(ready.origin, message));
    }
    let Some(rolling) = spec.at(&["strategy", "rollingUpdate"]) else { return };
    percentage(rolling, "maxSurge", push);
    percentage(rolling, "maxUnavailable", push);
    let zero = |key: &str| {
        set(rolling, key).filter(|it| it.as_i64() == Some(0) || matches!(it.as_str(), Some("0" | "0%")))
    };
    if let (Some(surge), Some(unavailable)) = (zero("maxSurge"), zero("maxUnavailable")) {
        let finding =
            invalid(unavailable.origin, "`maxSurge` and `maxUnavailable` are both 0, so nothing can change");
        push(finding.also(surge.origin, "the other one").help("set one of them to 1"));
    }
}

/// A number, or a number with `%`.
fn percentage(node: &Node, key: &str, push: &mut impl FnMut(Diagnostic)) {
    let Some((value, at)) = text(node, key) else { return };
    let digits = value.strip_suffix('%').unwrap_or("");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        push(invalid(at, format!("`{key}` must be a number or a percentage such as `25%`, not `{value}`")));
    }
}

fn service(spec: &Node, push: &mut impl FnMut(Diagnostic)) {
    let kind = text(spec, "type").map_or("ClusterIP", |(kind, _)| kind);
    let ports = spec.get("ports").and_then(Node::as_seq).unwrap_or_default();
    if kind == "ExternalName" {
        if set(spec, "externalName").is_none_or(|it| it.as_str() == Some("")) {
            push(missing(start(spec), "a Service of the type `ExternalName` needs `externalName`"));
        }
        return;
    }
    if ports.is_empty() && spec.str_at(&["clusterIP"]) != Some("None") {
        let finding = missing(start(spec), "a Service needs `ports`");
        push(finding.help("a headless one, with `clusterIP: None`, may do without"));
    }
    for port in ports.iter().filter(|_| kind == "ClusterIP") {
        if let Some(node) = set(port, "nodePort").filter(|it| it.as_i64() > Some(0)) {
            let finding = invalid(node.origin, "a Service of the type `ClusterIP` has no node ports");
            push(finding.help("remove it, or write `type: NodePort`"));
        }
    }
}

fn claim(spec: &Node, push: &mut impl FnMut(Diagnostic)) {
    if spec.get("accessModes").is_none_or(|it| it.as_seq().is_some_and(<[Node]>::is_empty)) {
        push(missing(start(spec), "a claim needs `accessModes`"));
    }
    let size = spec.at(&["resources", "requests"]).and_then(|it| set(it, "storage"));
    match size {
        None => push(missing(start(spec), "a claim needs `resources.requests.storage`")),
        Some(size) => {
            if Quantity::of(size).is_some_and(|amount| amount <= Quantity::default()) {
                push(invalid(size.origin, "a claim must ask for more than 0"));
            }
        }
    }
}

fn volume(spec: &Node, push: &mut impl FnMut(Diagnostic)) {
    let plain = [
        "accessModes",
        "capacity",
        "claimRef",
        "mountOptions",
        "nodeAffinity",
        "persistentVolumeReclaimPolicy",
        "storageClassName",
        "volumeAttributesClassName",
        "volumeMode",
    ];
    let source = spec
        .as_map()
        .into_iter()
        .flatten()
        .any(|it| !plain.contains(&it.key.as_str()) && !it.value.is_null());
    if !source {
        push(
            missing(start(spec), "a volume needs a source").help("add `csi:` with its driver and its handle"),
        );
    }
}

/// Keys become names of files.
fn keys(object: &Object, fields: &[&str], push: &mut impl FnMut(Diagnostic)) {
    for entry in fields.iter().filter_map(|it| object.root.get(it)?.as_map()).flatten() {
        let key = entry.key.as_str();
        let good = !key.is_empty()
            && key.len() <= 253
            && key != "."
            && !key.starts_with("..")
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
        if !good && !is_placeholder(key) {
            let message = format!("the key {key:?} must consist of letters, digits, `-`, `_` and `.`");
            push(Diagnostic::error("schema-invalid-name", entry.key_origin, message));
        }
    }
}

fn schedule(spec: &Node, push: &mut impl FnMut(Diagnostic)) {
    let Some((schedule, at)) = text(spec, "schedule") else { return };
    let words: Vec<&str> = schedule.split_whitespace().collect();
    let good = match words.as_slice() {
        [one] => {
            ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"].contains(one)
        }
        ["@every", _] => true,
        [_, _, _, _, _] => words
            .iter()
            .all(|word| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"*/,-?".contains(&byte))),
        _ => false,
    };
    if !good {
        let finding = invalid(at, format!("`{schedule}` is no schedule"));
        push(
            finding.help("five fields: minute, hour, day of month, month, day of week, such as `0 3 * * *`"),
        );
    }
}

fn ingress(spec: &Node, push: &mut impl FnMut(Diagnostic)) {
    let rules = spec.get("rules").into_iter().flat_map(Node::items);
    for path in rules.filter_map(|rule| rule.at(&["http", "paths"])).flat_map(Node::items) {
        if let (Some(("Exact" | "Prefix", _)), Some((text, at))) =
            (text(path, "pathType"), text(path, "path"))
            && !text.starts_with('/')
        {
            push(invalid(at, format!("the path `{text}` must begin with `/`")));
        }
    }
}

fn network_policy(spec: &Node, push: &mut impl FnMut(Diagnostic)) {
    spec.walk(&mut |node| {
        let Some((cidr, at)) = node.get("ipBlock").and_then(|block| text(block, "cidr")) else { return };
        let length = cidr.split_once('/').and_then(|(_, length)| length.parse::<u8>().ok());
        if length.is_none_or(|length| length > 128) {
            let finding = invalid(at, format!("`{cidr}` is no range of addresses"));
            push(finding.help("write it with its length, such as `10.0.0.0/8`"));
        }
    });
}
