use super::general;
use crate::diag::Severity;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A container that does not say what it needs
    ///
    /// ## Why
    /// Autopilot gives a container without requests 0.5 vCPU and 2 GiB of memory, and one of a DaemonSet 50m and
    /// 100 MiB. The program gets what nobody chose, and what git says differs from what runs.
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   containers:
    ///   - name: tool  # flag
    ///     image: docker.io/library/debian:13
    /// ```
    ///
    /// ## Fix
    /// Set `resources.requests` for `cpu` and `memory`.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: tool}
    /// spec:
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources: {requests: {cpu: 500m, memory: 2Gi}}
    /// ```
    ///
    /// GPU Pods have no such default, and a DaemonSet is a note.
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/concepts/autopilot-resource-requests>, read 2026-11-23.
    "defaulted-requests", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let table = &cx.catalog().pod_resources;
    for pod in cx.pods() {
        if !general::is_general(pod) {
            continue;
        }
        let (default, worst) = if object.kind() == "DaemonSet" {
            (&table.rows.daemon_set_default, Severity::Info)
        } else {
            (&table.rows.default, Severity::Warning)
        };
        for container in pod.running() {
            let mut given = Vec::new();
            if container.amount("cpu").is_none() {
                given.extend(default.cpu.map(|it| format!("{} of a vCPU", it.cores())));
            }
            if container.amount("memory").is_none() {
                given.extend(default.memory.map(|it| format!("{} of memory", it.bytes())));
            }
            if !given.is_empty() && cx.on_gke() {
                cx.flag(
                    container.origin(),
                    format!("Autopilot gives this container {}", given.join(" and ")),
                )
                .by(table.status)
                .at_most(worst)
                .help("set `resources.requests` for `cpu` and `memory`");
            }
        }
    }
}
