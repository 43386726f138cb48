use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::compute_class;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A machine family without the compute class `Performance`
    ///
    /// ## Why
    /// `cloud.google.com/machine-family` only works together with `cloud.google.com/compute-class: Performance`
    /// (Warden: `autopilot-machine-family-selection-limitation`).
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/machine-family: c3  # flag
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    /// ```
    ///
    /// ## Fix
    /// Select the compute class as well.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/compute-class: Performance
    ///     cloud.google.com/machine-family: c3
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    /// ```
    ///
    /// ## Source
    /// Texts of rejections in issue threads, read 2026-11-23.
    "machine-family-without-performance", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    for pod in cx.pods() {
        let keys = pod.selected_keys();
        let Some((_, key)) = keys.iter().find(|(key, _)| *key == "cloud.google.com/machine-family") else {
            continue;
        };
        let class = compute_class::selected(pod).and_then(Node::as_str);
        // A custom class has a rule of its own: `node-label-beside-compute-class`.
        let custom = class.is_some_and(|name| !compute_class::is_built_in(cx, name));
        if class != Some("Performance") && !custom {
            cx.flag(*key, "a machine family is selected without the compute class `Performance`")
                .help("add `cloud.google.com/compute-class: Performance`");
        }
    }
}
