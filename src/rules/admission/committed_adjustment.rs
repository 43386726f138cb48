use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::edit::remove_entry;

rule! {
    /// # An annotation that Autopilot writes
    ///
    /// ## Why
    /// `autopilot.gke.io/resource-adjustment` is Autopilot's note of what it changed. In git it is a copy of a live
    /// object: every sync writes it, and the next adjustment differs.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: tool
    ///   annotations:
    ///     autopilot.gke.io/resource-adjustment: "{}"  # flag
    /// spec:
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    /// ```
    ///
    /// ## Fix
    /// Remove the annotation.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata:
    ///   name: tool
    /// spec:
    ///   containers:
    ///   - name: tool
    ///     image: docker.io/library/debian:13
    ///     resources: {requests: {cpu: 500m, memory: 1Gi}}
    /// ```
    ///
    /// ## Source
    /// <https://github.com/GoogleContainerTools/kpt-config-sync>, `pkg/metadata/annotations.go`, read 2026-11-23.
    "committed-adjustment", Info, WORKLOADS
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let key = "autopilot.gke.io/resource-adjustment";
    let annotations = [&["metadata", "annotations"][..], &["spec", "template", "metadata", "annotations"]];
    for entry in annotations.iter().filter_map(|path| object.root.at(path)?.as_map()?.entry(key)) {
        let edit = remove_entry(cx.files(), key, &entry.value);
        cx.flag(entry.key_origin, "Autopilot writes this annotation itself")
            .help("remove it")
            .fix("Remove the annotation", edit);
    }
}
