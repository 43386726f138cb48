//! Autoscalers: a metric has the source that its type names, and one target.

use super::invalid;
use super::missing;
use super::set;
use super::start;
use super::text;
use crate::diag::Diagnostic;
use crate::object::Object;
use crate::yaml::Node;

/// The types of metrics, the field of each, and the targets that it may have.
const TYPES: &[(&str, &str, &[&str])] = &[
    ("Resource", "resource", &["averageUtilization", "averageValue"]),
    ("ContainerResource", "containerResource", &["averageUtilization", "averageValue"]),
    ("Pods", "pods", &["averageValue"]),
    ("Object", "object", &["averageValue", "value"]),
    ("External", "external", &["averageValue", "value"]),
];

pub(super) fn check(object: &Object, push: &mut impl FnMut(Diagnostic)) {
    if object.kind() != "HorizontalPodAutoscaler"
        || object.root.str_at(&["apiVersion"]) != Some("autoscaling/v2")
    {
        return;
    }
    for metric in object.root.at(&["spec", "metrics"]).into_iter().flat_map(Node::items) {
        self::metric(metric, push);
    }
}

fn metric(metric: &Node, push: &mut impl FnMut(Diagnostic)) {
    let Some((kind, at)) = text(metric, "type") else { return };
    let Some((_, field, targets)) = TYPES.iter().find(|(name, ..)| *name == kind) else { return };
    let Some(source) = set(metric, field) else {
        push(missing(at, format!("a metric of the type `{kind}` needs `{field}`")));
        return;
    };
    for (_, other, _) in TYPES.iter().filter(|(_, other, _)| other != field) {
        if let Some(entry) = metric.as_map().and_then(|map| map.entry(other)).filter(|it| !it.value.is_null())
        {
            let message = format!("a metric of the type `{kind}` must not set `{other}`");
            push(Diagnostic::error("schema-exclusive-fields", entry.key_origin, message));
        }
    }
    let Some(target) = source.get("target") else { return };
    let all = ["averageUtilization", "averageValue", "value"];
    let entry =
        |name: &&&str| target.as_map().and_then(|map| map.entry(name)).filter(|entry| !entry.value.is_null());
    let found: Vec<_> = targets.iter().filter_map(|name| entry(&name)).collect();
    match found.as_slice() {
        [] if all.iter().any(|name| entry(&name).is_some()) || target.as_map().is_some() => {
            let message =
                format!("the target of a metric of the type `{kind}` needs `{}`", targets.join("` or `"));
            push(missing(start(target), message));
        }
        [first, second, ..] => {
            let message = format!("the target sets both `{}` and `{}`", first.key, second.key);
            let finding = Diagnostic::error("schema-exclusive-fields", second.key_origin, message);
            push(finding.also(first.key_origin, "the other one").help("keep one of them"));
        }
        _ => {}
    }
    for value in found.iter().map(|entry| &entry.value) {
        if value.as_i64().is_some_and(|number| number < 1) {
            push(invalid(value.origin, "the target of a metric must be more than 0"));
        }
    }
}
