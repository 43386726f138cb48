use crate::object::Object;
use crate::object::WORKLOADS;
use crate::object::templates;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;

rule! {
    /// # A PodMonitoring that selects no Pod
    ///
    /// ## Why
    /// A PodMonitoring selects Pods of its own namespace by their labels. One that selects none scrapes nothing and
    /// reports nothing.
    ///
    /// ```yaml fail
    /// apiVersion: monitoring.googleapis.com/v1
    /// kind: PodMonitoring
    /// metadata: {name: server}
    /// spec:
    ///   selector:
    ///     matchLabels: {app: sever}  # flag
    ///   endpoints: [{port: http, interval: 15s}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server, labels: {app: server}}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     resources: {requests: {cpu: 500m, memory: 2Gi}}
    ///     ports: [{name: http, containerPort: 8000}]
    /// ```
    ///
    /// ## Fix
    /// Use the labels and the namespace of the Pods.
    ///
    /// ```yaml pass
    /// apiVersion: monitoring.googleapis.com/v1
    /// kind: PodMonitoring
    /// metadata: {name: server}
    /// spec:
    ///   selector:
    ///     matchLabels: {app: server}
    ///   endpoints: [{port: http, interval: 15s}]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server, labels: {app: server}}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     resources: {requests: {cpu: 500m, memory: 2Gi}}
    ///     ports: [{name: http, containerPort: 8000}]
    /// ```
    ///
    /// Nothing is said where the tree holds no workload at all: the Pods may come from elsewhere.
    ///
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/prometheus-engine>, commit 2ffde4e, 2026-07-02.
    "unmatched-monitoring-selector", Warning, &["PodMonitoring"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(selector) = object.root.at(&["spec", "selector"]) else { return };
    if !links::pods_selected(cx, object, selector).is_empty() {
        return;
    }
    let at = selector.get("matchLabels").unwrap_or(selector).origin;
    let mut workloads = WORKLOADS.iter().flat_map(|kind| cx.all(kind));
    let Some(first) = workloads.next() else { return };
    let elsewhere = std::iter::once(first).chain(workloads).find(|workload| {
        templates(workload)
            .iter()
            .any(|pod| links::selects(selector, pod.template.at(&["metadata", "labels"])))
    });
    if let Some(other) = elsewhere {
        let (own, theirs) = (object.id(), other.id());
        cx.flag(
            at,
            format!(
                "the Pods are in the namespace `{}`, but a PodMonitoring of `{}` selects its own only",
                theirs.effective_namespace(),
                own.effective_namespace()
            ),
        )
        .also(place(other), "would be selected")
        .help("put both into one namespace");
    } else {
        cx.flag(at, "no Pod has these labels: nothing is scraped")
            .help("use the labels of the Pods' template");
    }
}
