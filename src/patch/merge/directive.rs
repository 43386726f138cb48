//! `$patch`: what a map or a list of the patch asks for.

use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Reported;
use crate::diag::nearest;
use crate::yaml::Data;
use crate::yaml::Map;
use crate::yaml::Node;

const KEY: &str = "$patch";

/// What a patch asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Directive {
    /// To be joined with the target's value.
    Merge,
    /// To take the place of the target's value.
    Replace,
    /// To remove the target's value.
    Delete,
}

fn parse(text: &str) -> Option<Directive> {
    match text {
        "merge" => Some(Directive::Merge),
        "replace" => Some(Directive::Replace),
        "delete" => Some(Directive::Delete),
        _ => None,
    }
}

/// Takes the directive out of a map.
pub(super) fn of_map(patch: &mut Node, diagnostics: &mut Diagnostics) -> Result<Directive, Reported> {
    let Some(node) = patch.get(KEY) else { return Ok(Directive::Merge) };
    match parse(&node.scalar().unwrap_or_default()) {
        Some(directive) => {
            patch.as_map_mut().and_then(|map| map.remove(KEY));
            Ok(directive)
        }
        None => Err(unknown(node, diagnostics)),
    }
}

/// Takes the directive out of a map; one that is not known stays a field.
pub(super) fn of_map_quietly(patch: &mut Node) -> Directive {
    of_map(patch, &mut Diagnostics::default()).unwrap_or(Directive::Merge)
}

/// Takes the directive out of a list: an element that holds nothing but `$patch`.
pub(super) fn of_list(patch: &mut Node, diagnostics: &mut Diagnostics) -> Result<Directive, Reported> {
    let first = patch.items().find_map(|item| Some((item.as_map()?, item.get(KEY)?)));
    // The first element that has a directive decides; if it has other fields too, it means itself.
    let Some((map, node)) = first else { return Ok(Directive::Merge) };
    if map.len() > 1 {
        return Ok(Directive::Merge);
    }
    let word = node.scalar().unwrap_or_default();
    let Some(directive) = parse(&word) else { return Err(unknown(node, diagnostics)) };
    if let Some(list) = patch.as_seq_mut() {
        // kustomize drops every element with this directive, and with it elements that are null or empty.
        list.retain(|item| match &item.data {
            Data::Null => false,
            Data::Map(map) => !map.is_empty() && !has(map, &word),
            _ => true,
        });
    }
    Ok(directive)
}

fn has(map: &Map, word: &str) -> bool {
    map.get(KEY).and_then(Node::scalar).is_some_and(|it| it == word)
}

fn unknown(node: &Node, diagnostics: &mut Diagnostics) -> Reported {
    let word = node.scalar().unwrap_or_default();
    let help = match nearest(&word, ["delete", "replace", "merge"]) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write `delete`, `replace` or `merge`".to_owned(),
    };
    let message = format!("`$patch` does not know `{word}`");
    diagnostics.error(Diagnostic::error("unknown-patch-directive", node.origin, message).help(help))
}

/// What a value is, in words for a sentence.
pub(super) fn describe(node: &Node) -> &'static str {
    match node.data {
        Data::Seq(_) => "a list",
        Data::Map(_) => "a map",
        Data::Null => "null",
        _ => "a single value",
    }
}
