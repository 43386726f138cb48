//! Runs the rules over a result.

use foldhash::HashMap;
use foldhash::HashMapExt as _;
use std::collections::BTreeMap;

use super::RULES;
use super::catalog::Catalog;
use super::facts::Facts;
use super::facts::Mode;
use super::index::Index;
use super::index::is_own;
use super::pods::Pod;
use super::pods::Pods;
use super::rule::Cx;
use super::rule::Rule;
use super::server;
use crate::diag::Session;
use crate::diag::Severity;
use crate::object::Object;
use crate::object::Rendered;
use crate::yaml::Node;

/// Which rules run, and how bad their findings are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The codes of the only rules to run; all if there are none.
    pub select: Vec<String>,
    /// The codes of rules not to run.
    pub ignore: Vec<String>,
    /// The severity of findings, by code.
    pub severity: BTreeMap<String, Severity>,
}

impl Settings {
    /// True if findings of a code are told. `select` chooses among rules; what the renderer and the
    /// schemas find is told unless it is ignored.
    pub fn wants(&self, code: &str) -> bool {
        let is_rule = || RULES.iter().any(|rule| rule.page.code == code);
        (self.select.is_empty() || self.select.iter().any(|it| it == code) || !is_rule())
            && !self.ignore.iter().any(|it| it == code)
    }
}

/// Rules about what Autopilot refuses or changes, which a Standard cluster takes as it is.
const AUTOPILOT_ONLY: &[&str] = &[
    "accelerator-class-without-accelerator",
    "adjusted-requests",
    "committed-adjustment",
    "defaulted-requests",
    "download-on-default-storage",
    "fractional-gpu-machine",
    "gpu-pod-without-requests",
    "gpu-without-accelerator",
    "greedy-gpu-pod",
    "host-namespace",
    "host-path",
    "host-port",
    "long-grace-period",
    "machine-family-without-performance",
    "managed-namespace",
    "oversized-pod",
    "partial-machine-on-demand",
    "privileged-container",
    "redundant-accelerator-class",
    "redundant-toleration",
    "refused-capability",
    "refused-node-label",
    "refused-pinned-pod",
    "undersized-gpu-container",
    "undersized-separated-pod",
    "volume-beyond-storage",
];

/// Runs the rules over a result. Findings stand in the order of the objects, then of the rules.
pub fn check(
    rendered: &Rendered,
    facts: &Facts,
    catalog: &Catalog,
    settings: &Settings,
    session: &mut Session,
) {
    let mut by_kind: HashMap<&str, Vec<&'static Rule>> = HashMap::new();
    for rule in RULES.iter().filter(|rule| settings.wants(rule.page.code)) {
        if facts.mode == Some(Mode::Standard) && AUTOPILOT_ONLY.contains(&rule.page.code) {
            session
                .diagnostics
                .not_checked(rule.page.code, "is about Autopilot, and the cluster is Standard");
            continue;
        }
        for kind in rule.kinds {
            by_kind.entry(kind).or_default().push(rule);
        }
    }
    let rules_of = |kind: &str| by_kind.get(kind).map_or(&[][..], Vec::as_slice);
    let pods = Pods::new(rendered);
    let index = Index::new(rendered, &pods);
    let Some(first) = rendered.objects.first() else { return };
    let Some(any) = RULES.first() else { return };
    let mut cx = Cx {
        rule: any,
        object: first,
        pods: &[],
        servers: &[],
        index: &index,
        files: &session.files,
        trace: &session.trace,
        facts,
        on_gke: facts.are_known() || pods.by_object(rendered).any(|(object, pods)| names_gke(object, pods)),
        catalog,
        findings: Vec::new(),
        lacking: Vec::new(),
    };
    let servers: Vec<_> = pods.all().iter().map(|pod| server::servers(&cx, pod)).collect();
    cx.servers = &servers;
    for (object, pods) in pods.by_object(rendered) {
        let own = if is_own(object) { rules_of(object.kind()) } else { &[] };
        for rule in rules_of("*").iter().chain(own) {
            (cx.rule, cx.object, cx.pods) = (rule, object, pods);
            (rule.check)(&mut cx, object);
        }
    }
    let Cx { lacking, findings, .. } = cx;
    for (code, why) in lacking {
        session.diagnostics.not_checked(code, why);
    }
    session.diagnostics.all_mut().extend(findings);
}

/// How names of GKE start or end: node labels, annotations, API groups, storage drivers.
const GKE_NAMES: &[&str] = &["gke.io", "cloud.google.com", "monitoring.googleapis.com", "gke-gcsfuse"];

/// True if an object names something of GKE, as an `apiVersion`, a key, a provisioner or a driver.
fn names_gke(object: &Object, pods: &[Pod<'_>]) -> bool {
    let mentions = |text: &str| GKE_NAMES.iter().any(|name| text.contains(name));
    if object.root.str_at(&["apiVersion"]).is_some_and(mentions) {
        return true;
    }
    let annotations = object.root.at(&["metadata", "annotations"]).and_then(Node::as_map);
    if annotations.is_some_and(|map| map.iter().any(|entry| mentions(&entry.key))) {
        return true;
    }
    let driver = [&["provisioner"][..], &["spec", "csi", "driver"]];
    if driver.iter().any(|path| object.root.str_at(path).is_some_and(mentions)) {
        return true;
    }
    pods.iter().any(|pod| {
        let annotations = pod.template.at(&["metadata", "annotations"]).and_then(Node::as_map);
        pod.selected_keys().iter().any(|(key, _)| mentions(key))
            || annotations.is_some_and(|map| map.iter().any(|entry| mentions(&entry.key)))
            || pod.volumes().iter().any(|it| it.str_at(&["csi", "driver"]).is_some_and(mentions))
    })
}

#[cfg(test)]
mod tests {
    use super::AUTOPILOT_ONLY;
    use super::RULES;

    #[test]
    fn what_is_about_autopilot_is_a_rule() {
        for code in AUTOPILOT_ONLY {
            assert!(RULES.iter().any(|rule| rule.page.code == *code), "{code}");
        }
        assert!(AUTOPILOT_ONLY.is_sorted());
    }
}
