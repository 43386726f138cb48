//! A stamp: an annotation that says that the functions of a tree have run.
//!
//! Kustomize skips exec functions without a word if `--enable-exec` is missing. The kind `Check` with
//! `stamp: true`, listed last, leaves a stamp, so that what comes after can tell a tree in which nothing ran.

use std::fmt::Write;

use sha2::Digest;
use sha2::Sha256;

use super::gpu;
use crate::diag::Diagnostic;
use crate::object::Object;
use crate::source::Origin;
use crate::yaml::Node;
use crate::yaml::emit;

/// The annotation.
const STAMP: &str = "flightplan.dev/stamp";
const LOCAL: &str = "config.kubernetes.io/local-config";
/// Annotations by which kustomize and kpt recognise items; they are no part of the input.
const FOREIGN: [&str; 6] = [
    "internal.config.kubernetes.io/",
    "kustomize.config.k8s.io/",
    "config.k8s.io/",
    "config.kubernetes.io/index",
    "config.kubernetes.io/path",
    STAMP,
];

/// Leaves the stamp on the first object that is printed: version, catalog and input.
pub(super) fn leave(objects: &mut [Object], place: Origin) {
    let text = format!("{} input:{}", tool(), digest(objects));
    let printed = |object: &&mut Object| object.annotation(LOCAL).is_none_or(|value| value == "false");
    let Some(object) = objects.iter_mut().find(printed) else { return };
    let annotations = object
        .root
        .as_map_mut()
        .map(|root| root.get_or_insert_with("metadata", || Node::map(place)))
        .and_then(Node::as_map_mut)
        .map(|metadata| metadata.get_or_insert_with("annotations", || Node::map(place)))
        .and_then(Node::as_map_mut);
    if let Some(annotations) = annotations {
        annotations.insert(STAMP, Node::text(text, place));
    }
}

/// What is wrong with the stamp of rendered objects, if anything is.
pub fn stamp_fault(objects: &[Object]) -> Option<Diagnostic> {
    let stamped = objects.iter().find_map(|object| {
        let node = object.root.at(&["metadata", "annotations", STAMP])?;
        Some((object, node, node.as_str()?))
    });
    let Some((object, node, text)) = stamped else {
        let at = objects.first().map_or(Origin::NONE, |object| object.root.origin);
        return Some(
            Diagnostic::error("missing-stamp", at, format!("no object carries the annotation `{STAMP}`"))
                .help("list the kind `Check` with `stamp: true` last under `transformers`, and build with `--enable-alpha-plugins --enable-exec`"),
        );
    };
    let own = tool();
    if text.starts_with(&format!("{own} ")) {
        return None;
    }
    Some(
        Diagnostic::warning(
            "stale-stamp",
            node.origin,
            format!("the stamp is `{text}`, and this program's begins with `{own}`"),
        )
        .help("render the tree again with this version")
        .about(object.reference()),
    )
}

/// The version of the program, and of the facts that its rules read.
fn tool() -> String {
    format!("{} catalog:{}", env!("CARGO_PKG_VERSION"), short(gpu::CATALOG.as_bytes()))
}

/// A digest of the objects without what a host adds to them, whichever order they are in.
fn digest(objects: &[Object]) -> String {
    let mut texts: Vec<String> = objects
        .iter()
        .map(|object| {
            let mut root = object.root.clone();
            if let Some(metadata) = root.get_mut("metadata").and_then(Node::as_map_mut) {
                if let Some(annotations) = metadata.get_mut("annotations").and_then(Node::as_map_mut) {
                    annotations.retain(|entry| !FOREIGN.iter().any(|start| entry.key.starts_with(start)));
                }
                metadata.retain(|entry| {
                    entry.key != "annotations" || entry.value.as_map().is_some_and(|map| !map.is_empty())
                });
            }
            let mut text = String::new();
            emit(&root, &mut text);
            text
        })
        .collect();
    texts.sort();
    short(texts.join("---\n").as_bytes())
}

fn short(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes).iter().take(8) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
