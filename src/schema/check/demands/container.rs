//! Containers: image, ports, probes, variables, amounts, privileges.

use super::invalid;
use super::missing;
use super::set;
use super::start;
use super::text;
use crate::diag::Diagnostic;
use crate::diag::nearest;
use crate::object::Container;
use crate::object::Quantity;
use crate::yaml::Entry;
use crate::yaml::Node;
use std::collections::BTreeMap;

/// What a variable may take from its pod, beside labels and annotations.
const FIELDS: &[&str] = &[
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

/// Resources that need no domain before their name.
const RESOURCES: &[&str] = &["cpu", "memory", "ephemeral-storage"];

const HANDLERS: &[&str] = &["exec", "httpGet", "tcpSocket", "grpc"];

pub(super) fn check(container: &Container<'_>, push: &mut impl FnMut(Diagnostic)) {
    image(container, push);
    port_names(container, push);
    for (name, key) in
        [("startup", "startupProbe"), ("readiness", "readinessProbe"), ("liveness", "livenessProbe")]
    {
        if let Some(probe) = container.node.as_map().and_then(|map| map.entry(key)) {
            self::probe(container.name(), name, probe, push);
        }
    }
    for variable in container.list("env") {
        field_path(container.name(), variable, push);
    }
    for list in ["requests", "limits"] {
        let amounts = container.node.at(&["resources", list]).and_then(Node::as_map);
        amounts.into_iter().flatten().for_each(|entry| amount(container.name(), entry, push));
    }
    if let Some(context) = container.node.get("securityContext")
        && set(context, "privileged").and_then(Node::as_bool) == Some(true)
        && let Some(no) = set(context, "allowPrivilegeEscalation").filter(|it| it.as_bool() == Some(false))
    {
        let message = format!("container `{}` is privileged, but must not escalate", container.name());
        push(invalid(no.origin, message).help("remove `privileged: true`, or this line"));
    }
}

fn image(container: &Container<'_>, push: &mut impl FnMut(Diagnostic)) {
    let image = set(container.node, "image");
    if image.is_none_or(|it| it.as_str() == Some("")) {
        let message = format!("container `{}` has no `image`", container.name());
        push(missing(image.map_or_else(|| start(container.node), |it| it.origin), message));
    }
}

fn port_names(container: &Container<'_>, push: &mut impl FnMut(Diagnostic)) {
    let mut seen = BTreeMap::new();
    for (name, at) in container.list("ports").iter().filter_map(|port| text(port, "name")) {
        if name.is_empty() {
            continue;
        }
        if let Some(first) = seen.insert(name, at) {
            let message = format!("container `{}` has two ports named `{name}`", container.name());
            let finding = Diagnostic::error("schema-duplicate-key", at, message);
            push(finding.also(first, "the first one").help("give one of them another name"));
        }
    }
}

fn probe(container: &str, name: &str, entry: &Entry, push: &mut impl FnMut(Diagnostic)) {
    let probe = &entry.value;
    if probe.as_map().is_none() {
        return;
    }
    if !HANDLERS.iter().any(|handler| set(probe, handler).is_some()) {
        let message = format!("the {name} probe of container `{container}` does not say what to ask");
        push(missing(entry.key_origin, message).help("add `httpGet`, `tcpSocket`, `grpc` or `exec`"));
    }
    for handler in HANDLERS {
        let Some(port) = set(probe, handler).and_then(|it| set(it, "port")) else { continue };
        if port.as_i64().is_some_and(|number| !(1..=65535).contains(&number)) {
            let message = format!("the {name} probe of container `{container}` asks a port that no host has");
            push(invalid(port.origin, message).help("a port is a number from 1 to 65535, or a name"));
        }
    }
    if name != "readiness"
        && let Some(threshold) = set(probe, "successThreshold").filter(|it| it.as_i64() > Some(1))
    {
        let message = format!("`successThreshold` of a {name} probe must be 1");
        push(invalid(threshold.origin, message).help("remove the line"));
    }
}

fn field_path(container: &str, variable: &Node, push: &mut impl FnMut(Diagnostic)) {
    let path = variable.at(&["valueFrom", "fieldRef"]).and_then(|it| text(it, "fieldPath"));
    let Some((path, at)) = path else { return };
    let named = ["metadata.labels['", "metadata.annotations['"];
    if FIELDS.contains(&path) || (named.iter().any(|it| path.starts_with(it)) && path.ends_with("']")) {
        return;
    }
    let message = format!("a variable of container `{container}` cannot take `{path}` of its pod");
    push(match nearest(path, FIELDS.iter().copied()) {
        Some(near) => invalid(at, message).help(format!("did you mean `{near}`?")),
        None => invalid(at, message).help(format!(
            "it may take `{}`, and `metadata.labels['KEY']` or `metadata.annotations['KEY']`",
            FIELDS.join("`, `")
        )),
    });
}

fn amount(container: &str, entry: &Entry, push: &mut impl FnMut(Diagnostic)) {
    let name = entry.key.as_str();
    if !name.contains('/') && !RESOURCES.contains(&name) && !name.starts_with("hugepages-") {
        let message = format!("container `{container}`: there is no resource `{name}`");
        let finding = invalid(entry.key_origin, message);
        push(match nearest(name, RESOURCES.iter().copied()) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("one that is not Kubernetes' own has a domain, such as `nvidia.com/gpu`"),
        });
    }
    if Quantity::of(&entry.value).is_some_and(|amount| amount < Quantity::default()) {
        let message = format!("container `{container}`: an amount of `{name}` must not be negative");
        push(invalid(entry.value.origin, message));
    }
}
