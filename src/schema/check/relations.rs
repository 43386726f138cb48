//! What one part of an object says about another: the API server refuses an object that contradicts itself.
//!
//! Source: k8s.io/kubernetes pkg/apis/{core,apps,batch}/validation, release 1.37.

use crate::diag::Diagnostic;
use crate::diag::Severity;
use crate::diag::nearest;
use crate::object::Container;
use crate::object::Gvk;
use crate::object::Object;
use crate::object::PodTemplate;
use crate::object::Quantity;
use crate::object::templates;
use crate::source::Origin;
use crate::yaml::Entry;
use crate::yaml::Node;

/// Checks an object of Kubernetes' own kinds.
pub(super) fn check(object: &Object, push: &mut impl FnMut(Diagnostic)) {
    let group = Gvk::of(&object.root).group;
    if !matches!(group.as_str(), "" | "apps" | "batch" | "leaderworkerset.x-k8s.io") {
        return;
    }
    for template in templates(object) {
        mounts(object, &template, push);
        names(&template, push);
        template.containers().for_each(|container| amounts(&container, push));
        restart_policy(object, &template, push);
    }
    match object.kind() {
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" => selector(object, push),
        "Service" => port_names(object, push),
        _ => {}
    }
}

fn is_placeholder(text: &str) -> bool {
    text.contains("${") || text.contains("{{")
}

/// A mount names a volume of its pod.
fn mounts(object: &Object, template: &PodTemplate<'_>, push: &mut impl FnMut(Diagnostic)) {
    let claims = object.root.at(&["spec", "volumeClaimTemplates"]).into_iter().flat_map(Node::items);
    let claims = claims.filter_map(|it| it.str_at(&["metadata", "name"]));
    let volumes = template.volumes().iter().filter_map(|it| it.str_at(&["name"]));
    let known: Vec<&str> = volumes.chain(claims).collect();
    for container in template.containers() {
        for (list, what) in [("volumeMounts", "mounts"), ("volumeDevices", "uses")] {
            for mount in container.list(list) {
                let Some(name) = mount.get("name") else { continue };
                let Some(text) = name.as_str().filter(|it| !known.contains(it) && !is_placeholder(it)) else {
                    continue;
                };
                let message = format!(
                    "container `{}` {what} the volume `{text}`, which the pod does not have",
                    container.name()
                );
                let finding = Diagnostic::error("schema-unknown-volume", name.origin, message);
                push(match nearest(text, known.iter().copied()) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None if known.is_empty() => finding.help("add it to `volumes`"),
                    None => finding.help(format!("add it to `volumes`, where there are {}", quoted(&known))),
                });
            }
        }
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}

/// Containers and init containers have one name each.
fn names(template: &PodTemplate<'_>, push: &mut impl FnMut(Diagnostic)) {
    let list = |key: &str| template.spec.get(key).and_then(Node::as_seq).unwrap_or_default();
    for container in list("containers") {
        let Some(name) = container.get("name").filter(|it| it.as_str().is_some()) else { continue };
        let twin = list("initContainers").iter().filter_map(|it| it.get("name")).find(|it| *it == name);
        if let (Some(twin), Some(text)) = (twin, name.as_str()) {
            let message = format!("a container and an init container are both named `{text}`");
            let finding = Diagnostic::error("schema-duplicate-key", name.origin, message);
            push(finding.also(twin.origin, "the init container").help("give one of them another name"));
        }
    }
}

/// A request is at most the limit. GKE Autopilot may raise the limit, so this is a warning.
fn amounts(container: &Container<'_>, push: &mut impl FnMut(Diagnostic)) {
    let requests = container.node.at(&["resources", "requests"]).and_then(Node::as_map);
    for Entry { key, value: request, .. } in requests.into_iter().flatten() {
        let Some(limit) = container.limit(key) else { continue };
        let (Some(asked), Some(most)) = (Quantity::of(request), Quantity::of(limit)) else { continue };
        if asked > most {
            let shown = |node: &Node| node.scalar().unwrap_or_default();
            let message = format!(
                "container `{}` requests {} of `{key}`, more than its limit of {}",
                container.name(),
                shown(request),
                shown(limit)
            );
            let finding = Diagnostic::new("schema-invalid-value", Severity::Warning, request.origin, message);
            push(finding.also(limit.origin, "the limit").help("raise the limit, or lower the request"));
        }
    }
}

/// A Job's pods end, those of the others are restarted.
fn restart_policy(object: &Object, template: &PodTemplate<'_>, push: &mut impl FnMut(Diagnostic)) {
    let allowed: &[&str] = match object.kind() {
        "Job" | "CronJob" => &["OnFailure", "Never"],
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "ReplicationController" => &["Always"],
        _ => return,
    };
    let policy = template.spec.get("restartPolicy").filter(|it| !it.is_null());
    let written = match policy {
        Some(node) => match node.as_str() {
            Some(text) if !text.is_empty() => text,
            _ => return,
        },
        None => "Always",
    };
    if allowed.contains(&written) || is_placeholder(written) {
        return;
    }
    let spec = template.spec.as_map().and_then(|map| map.iter().next()).map(|entry| entry.key_origin);
    let at = policy.map(|node| node.origin).or(spec).unwrap_or(template.spec.origin);
    let unset = if policy.is_none() { ", the value if nothing is set" } else { "" };
    let message = format!("the pods of a {} must not have `restartPolicy: {written}`{unset}", object.kind());
    let help = format!("write `restartPolicy: {}`", allowed.join("` or `restartPolicy: "));
    push(Diagnostic::error("schema-invalid-value", at, message).help(help));
}

/// A selector matches the labels of the template beside it.
fn selector(object: &Object, push: &mut impl FnMut(Diagnostic)) {
    let wanted = object.root.at(&["spec", "selector", "matchLabels"]).and_then(Node::as_map);
    let labels = object.root.at(&["spec", "template", "metadata", "labels"]);
    for entry in wanted.into_iter().flatten() {
        let (Some(text), true) = (entry.value.as_str(), object.root.at(&["spec", "template"]).is_some())
        else {
            continue;
        };
        let found = labels.and_then(|it| it.get(&entry.key));
        if found.and_then(Node::as_str) == Some(text) || is_placeholder(text) {
            continue;
        }
        let key = &entry.key;
        let message = format!("the selector asks for the label `{key}: {text}`, which the pods do not have");
        let at: Origin = entry.value.origin;
        let finding = Diagnostic::error("schema-selector-mismatch", at, message);
        push(match found {
            Some(node) => finding.also(node.origin, "the label of the pods").help("make the two the same"),
            None => finding.help(format!("add `{key}: {text}` to `spec.template.metadata.labels`")),
        });
    }
}

/// Of several ports each has a name.
fn port_names(object: &Object, push: &mut impl FnMut(Diagnostic)) {
    let ports = object.root.at(&["spec", "ports"]).and_then(Node::as_seq).unwrap_or_default();
    if ports.len() < 2 {
        return;
    }
    for port in ports.iter().filter_map(Node::as_map) {
        let named = port.get("name").is_some_and(|it| !it.is_null() && it.as_str() != Some(""));
        if let (false, Some(first)) = (named, port.iter().next()) {
            let message = "a Service with several ports needs a name for each".to_owned();
            push(Diagnostic::error("schema-missing-field", first.key_origin, message).help("add `name:`"));
        }
    }
}
