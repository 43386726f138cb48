//! A stamp: an annotation that says that the functions of a tree have run, and on what.
//!
//! Kustomize skips exec functions without a word if `--enable-exec` is missing. The kind `Check` with
//! `stamp: true`, listed last, leaves a stamp, so that what comes after can tell a tree in which nothing ran,
//! or one that was changed since.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::Digest;
use sha2::Sha256;

use super::gpu;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::object::Object;
use crate::source::Origin;
use crate::yaml::Data;
use crate::yaml::Map;
use crate::yaml::Node;
use crate::yaml::emit;

/// The annotation.
const STAMP: &str = "flightplan.dev/stamp";
const LOCAL: &str = "config.kubernetes.io/local-config";
/// Annotations that hosts add and take away; they are no part of what was checked.
const FOREIGN: [&str; 8] = [
    "internal.config.kubernetes.io/",
    "kustomize.config.k8s.io/",
    "config.k8s.io/",
    "config.kubernetes.io/index",
    "config.kubernetes.io/path",
    "config.kubernetes.io/origin",
    "alpha.config.kubernetes.io/",
    STAMP,
];
/// The letters of the suffix that kustomize gives to the names of generated objects, after all functions.
const SUFFIX: &str = "bcdfghkmt2456789";
const SUFFIX_LENGTH: usize = 10;

/// Leaves the stamp on the first object that is printed: version, rules, facts, and the objects as they are.
pub(super) fn leave(objects: &mut [Object], place: Origin, session: &Session) {
    let text = format!("{} input:{}", tool(session.rules), digest(objects));
    let Some(object) = objects.iter_mut().find(|object| is_printed(object)) else { return };
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

/// What is wrong with the stamps of rendered objects. `rules` tells the digest of the rules.
pub fn stamp_faults(objects: &[Object], rules: Option<fn() -> String>) -> Vec<Diagnostic> {
    let stamped: Vec<_> = objects
        .iter()
        .filter_map(|object| {
            let node = object.root.at(&["metadata", "annotations", STAMP])?;
            Some((object, node, node.as_str()?))
        })
        .collect();
    let input = format!(" input:{}", digest(objects));
    let best = stamped.iter().find(|(.., text)| text.ends_with(&input)).or(stamped.first());
    let Some((object, node, text)) = best else {
        let at = objects.first().map_or(Origin::NONE, |object| object.root.origin);
        return vec![
            Diagnostic::error("missing-stamp", at, format!("no object carries the annotation `{STAMP}`"))
                .help("list the kind `Check` with `stamp: true` last under `transformers`, and build with `--enable-alpha-plugins --enable-exec`"),
        ];
    };
    let own = tool(rules);
    let mut faults = Vec::new();
    if !text.ends_with(&input) {
        let message = format!(
            "these are not the objects that were checked: the stamp is `{text}`, and theirs ends with `{}`",
            input.trim()
        );
        faults.push(
            Diagnostic::error("changed-after-stamp", node.origin, message)
                .label("stamped here")
                .help("render the tree again; let `Check` be the last entry under `transformers` of the outermost kustomization, and edit no rendered file by hand")
                .about(object.reference()),
        );
    }
    if !text.starts_with(&format!("{own} ")) {
        faults.push(
            Diagnostic::warning(
                "stale-stamp",
                node.origin,
                format!("the stamp is `{text}`, and this program's begins with `{own}`"),
            )
            .help("render the tree again with this version")
            .about(object.reference()),
        );
    }
    faults
}

/// The version of the program, of its rules, and of the facts that they read.
fn tool(rules: Option<fn() -> String>) -> String {
    let rules = rules.map_or_else(|| "none".to_owned(), |digest| digest().chars().take(16).collect());
    format!("{} rules:{rules} facts:{}", env!("CARGO_PKG_VERSION"), short(gpu::CATALOG.as_bytes()))
}

/// True for an object that kustomize prints.
fn is_printed(object: &Object) -> bool {
    object.annotation(LOCAL).is_none_or(|value| value == "false")
}

/// A digest of the printed objects without what a host adds to them, whichever order they are in.
fn digest(objects: &[Object]) -> String {
    let suffixed = suffixed(objects);
    let mut texts: Vec<String> = objects
        .iter()
        .filter(|object| is_printed(object))
        .map(|object| {
            let mut root = object.root.clone();
            if let Some(metadata) = root.get_mut("metadata").and_then(Node::as_map_mut) {
                without(metadata, "annotations", |key, _| FOREIGN.iter().any(|start| key.starts_with(start)));
                without(metadata, "labels", |key, value| {
                    key == "app.kubernetes.io/managed-by"
                        && value.as_str().is_some_and(|text| text.starts_with("kustomize-"))
                });
            }
            if !suffixed.is_empty() {
                root.walk_mut(&mut |node| {
                    let plain = node.as_str().and_then(|text| suffixed.get(text)).cloned();
                    if let Some(plain) = plain {
                        node.data = Data::Text(plain.into());
                    }
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

/// Takes entries out of a map of metadata, and the map itself if nothing is left.
fn without(metadata: &mut Map, field: &str, foreign: impl Fn(&str, &Node) -> bool) {
    if let Some(map) = metadata.get_mut(field).and_then(Node::as_map_mut) {
        map.retain(|entry| !foreign(&entry.key, &entry.value));
    }
    metadata.retain(|entry| entry.key != field || entry.value.as_map().is_some_and(|map| !map.is_empty()));
}

/// Names of generated objects that end with a hash, and what they were before.
fn suffixed(objects: &[Object]) -> BTreeMap<String, String> {
    let generated = objects.iter().filter(|object| matches!(object.kind(), "ConfigMap" | "Secret"));
    generated
        .filter_map(|object| {
            let (plain, suffix) = object.name().rsplit_once('-')?;
            let is_hash =
                suffix.len() == SUFFIX_LENGTH && suffix.chars().all(|letter| SUFFIX.contains(letter));
            is_hash.then(|| (object.name().to_owned(), plain.to_owned()))
        })
        .collect()
}

fn short(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(bytes).iter().take(8) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
