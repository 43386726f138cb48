//! Tries every object on the server: a dry run of applying it, phase by phase.

use super::access::Cluster;
use super::refusal::Refusal;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::object::Object;
use crate::output::Phase;
use crate::pipeline;
use crate::source::Origin;
use crate::yaml;
use serde_json::Value;
use std::collections::BTreeSet;

/// An object to be tried.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// The object that is sent.
    pub object: &'a Object,
    /// When it would be applied.
    pub phase: Phase,
    /// The same object as an overlay writes it, whose lines are told; the one that is sent if there is none.
    pub written: Option<&'a Object>,
}

/// What the server made of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It would be accepted.
    Accepted,
    /// It is refused; a finding says why.
    Refused,
    /// It could not be tried; a note says why.
    NotTried,
}

/// The namespace in which objects are tried whose own is not there yet.
const STAND_IN: &str = "default";

/// Tries objects in the order in which they would be applied. The verdicts have the order of the attempts.
/// Refusals become findings; `Err` is a fault that keeps the rest from being tried.
pub fn verify(
    cluster: &mut Cluster,
    attempts: &[Attempt<'_>],
    session: &mut Session,
) -> Result<Vec<Verdict>, Diagnostic> {
    let mut order: Vec<usize> = (0..attempts.len()).collect();
    order.sort_by_key(|index| attempts.get(*index).map(|attempt| attempt.phase));
    let made = Made::of(attempts);
    let mut verdicts = vec![Verdict::NotTried; attempts.len()];
    for index in order {
        let Some(attempt) = attempts.get(index) else { continue };
        let verdict = one(cluster, attempt, &made, session)?;
        if let Some(place) = verdicts.get_mut(index) {
            *place = verdict;
        }
    }
    Ok(verdicts)
}

/// What the objects themselves would make, which a dry run does not leave behind.
struct Made {
    namespaces: BTreeSet<String>,
    kinds: BTreeSet<(String, String)>,
}

impl Made {
    fn of(attempts: &[Attempt<'_>]) -> Self {
        let mut made = Self { namespaces: BTreeSet::new(), kinds: BTreeSet::new() };
        for object in attempts.iter().map(|attempt| attempt.object) {
            match object.kind() {
                "Namespace" => {
                    made.namespaces.insert(object.name().to_owned());
                }
                "CustomResourceDefinition" => {
                    let text = |path: &[&str]| object.root.str_at(path).unwrap_or_default().to_owned();
                    made.kinds.insert((text(&["spec", "group"]), text(&["spec", "names", "kind"])));
                }
                _ => {}
            }
        }
        made
    }
}

fn one(
    cluster: &mut Cluster,
    attempt: &Attempt<'_>,
    made: &Made,
    session: &mut Session,
) -> Result<Verdict, Diagnostic> {
    let id = attempt.object.id();
    let name = format!("{}/{}", id.gvk.kind, id.name);
    if id.name.is_empty() {
        session.diagnostics.not_checked(name, "it has no name, and what is applied needs one");
        return Ok(Verdict::NotTried);
    }
    let Some(namespaced) = cluster.is_namespaced(&id.gvk)? else {
        if made.kinds.contains(&(id.gvk.group.to_string(), id.gvk.kind.to_string())) {
            session.diagnostics.not_checked(name, "its kind is defined by the bundle itself");
            return Ok(Verdict::NotTried);
        }
        refuse(attempt, &Refusal::unknown_kind(), cluster.address(), session);
        return Ok(Verdict::Refused);
    };
    let mut object = yaml::to_value(&attempt.object.root);
    let mut namespace = if id.namespace.is_empty() { STAND_IN.to_owned() } else { id.namespace.to_string() };
    if namespaced && !cluster.has_namespace(&namespace)? {
        if !made.namespaces.contains(&namespace) {
            missing_namespace(attempt, &namespace, session);
        }
        session.diagnostics.not_checked(
            format!("quotas and policies of the namespace `{namespace}`"),
            format!("it is not there yet, so its objects were tried in `{STAND_IN}`"),
        );
        STAND_IN.clone_into(&mut namespace);
        if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.insert("namespace".to_owned(), STAND_IN.into());
        }
    }
    match cluster.dry_run(&id, &namespace, &object)? {
        Ok(_) => Ok(Verdict::Accepted),
        Err(refusal) => {
            refuse(attempt, &refusal, cluster.address(), session);
            Ok(Verdict::Refused)
        }
    }
}

fn missing_namespace(attempt: &Attempt<'_>, namespace: &str, session: &mut Session) {
    let (at, _) = place(attempt, "metadata.namespace");
    let told =
        |it: &Diagnostic| it.code == "missing-namespace" && it.message.contains(&format!("`{namespace}`"));
    if !session.diagnostics.all().iter().any(told) {
        let message = format!("the cluster has no namespace `{namespace}`, and nothing here makes it");
        session.diagnostics.push(
            Diagnostic::warning("missing-namespace", at, message)
                .about(attempt.object.reference())
                .help(format!("`kubectl create namespace {namespace}` before anything is applied")),
        );
    }
}

/// One finding for each field that the server names.
pub(super) fn refuse(attempt: &Attempt<'_>, refusal: &Refusal, address: &str, session: &mut Session) {
    let id = attempt.object.id();
    if refusal.code == 0 {
        let (at, _) = place(attempt, "kind");
        let message = format!("{address} knows no `{}` of `{}`", id.gvk.kind, id.gvk.api_version());
        session.diagnostics.push(
            Diagnostic::error("kind-not-served", at, message)
                .about(attempt.object.reference())
                .help("install its CustomResourceDefinition, or turn on the feature of GKE that brings it"),
        );
        return;
    }
    let whole = [(String::new(), refusal.message.clone())];
    let causes = if refusal.causes.is_empty() { whole.as_slice() } else { &refusal.causes };
    for (field, words) in causes {
        let (at, sent) = place(attempt, field);
        let words = words.trim();
        let message = if field.is_empty() { words.to_owned() } else { format!("`{field}`: {words}") };
        let mut finding =
            Diagnostic::error("refused-by-server", at, message).about(attempt.object.reference());
        if attempt.written.is_some() && sent != at {
            finding = finding.also(sent, "in the bundle");
        }
        session.diagnostics.push(finding);
    }
}

/// Where a field, or what there is of it, was written; and where it stands in what was sent.
fn place(attempt: &Attempt<'_>, field: &str) -> (Origin, Origin) {
    let sent = pipeline::deepest(&attempt.object.root, field).origin;
    let written = attempt.written.map(|object| pipeline::deepest(&object.root, field).origin);
    (written.filter(|at| at.is_known()).unwrap_or(sent), sent)
}
