//! Tolerations, affinities and selectors: what an operator asks of its values.

use super::invalid;
use super::set;
use super::text;
use crate::diag::Diagnostic;
use crate::yaml::Node;

/// The terms of a pod.
pub(super) fn pod(spec: &Node, push: &mut impl FnMut(Diagnostic)) {
    for toleration in spec.get("tolerations").into_iter().flat_map(Node::items) {
        self::toleration(toleration, push);
    }
    let Some(affinity) = spec.get("affinity") else { return };
    affinity.walk(&mut |node| {
        for list in ["matchExpressions", "matchFields"] {
            for expression in node.get(list).into_iter().flat_map(Node::items) {
                self::expression(expression, push);
            }
        }
    });
}

/// The expressions of a selector.
pub(super) fn labels(selector: &Node, push: &mut impl FnMut(Diagnostic)) {
    for expression in selector.get("matchExpressions").into_iter().flat_map(Node::items) {
        self::expression(expression, push);
    }
}

fn toleration(toleration: &Node, push: &mut impl FnMut(Diagnostic)) {
    let operator = text(toleration, "operator");
    let value = text(toleration, "value").filter(|(value, _)| !value.is_empty());
    if let (Some(("Exists", _)), Some((_, at))) = (operator, value) {
        push(
            invalid(at, "a toleration with `operator: Exists` has no value")
                .help("remove the value, or write `operator: Equal`"),
        );
    }
    let has_key = set(toleration, "key").is_some_and(|it| it.as_str() != Some(""));
    if let Some(("Equal", at)) = operator
        && !has_key
    {
        push(invalid(at, "a toleration without a key must have `operator: Exists`"));
    }
}

fn expression(expression: &Node, push: &mut impl FnMut(Diagnostic)) {
    let Some((operator, at)) = text(expression, "operator") else { return };
    let values = expression.get("values").and_then(Node::as_seq).unwrap_or_default();
    let wrong = match operator {
        "In" | "NotIn" if values.is_empty() => "needs values",
        "Exists" | "DoesNotExist" if !values.is_empty() => "has no values",
        "Gt" | "Lt" if values.len() != 1 => "needs one value",
        _ => return,
    };
    push(invalid(at, format!("`operator: {operator}` {wrong}")));
}
