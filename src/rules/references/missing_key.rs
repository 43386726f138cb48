use super::reference;
use crate::diag::nearest;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # An entry that a ConfigMap or Secret does not have
    ///
    /// ## Why
    /// A container whose variable reads an entry that is not there stays in `CreateContainerConfigError`; a volume
    /// that maps one is not mounted.
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: settings}
    /// data: {MAX_MODEL_LEN: "8192"}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/library/nginx:1.29
    ///     resources: {requests: {cpu: 500m, memory: 2Gi}}
    ///     env:
    ///     - name: MAX_MODEL_LEN
    ///       valueFrom:
    ///         configMapKeyRef:
    ///           name: settings
    ///           key: MAX_MODEL_LENGTH  # flag
    /// ```
    ///
    /// ## Fix
    /// Use a key of the object, or set `optional: true`.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: settings}
    /// data: {MAX_MODEL_LEN: "8192"}
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   containers:
    ///   - name: server
    ///     image: docker.io/library/nginx:1.29
    ///     resources: {requests: {cpu: 500m, memory: 2Gi}}
    ///     env:
    ///     - name: MAX_MODEL_LEN
    ///       valueFrom:
    ///         configMapKeyRef:
    ///           name: settings
    ///           key: MAX_MODEL_LEN
    /// ```
    ///
    /// An object without any data is left out: a controller fills it.
    ///
    /// ## Source
    /// <https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/>, read 2026-11-25.
    "missing-key", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    for pod in cx.pods() {
        for reference in reference::of(pod).into_iter().filter(|it| !it.optional) {
            let Some(key) = reference.key else { continue };
            let name = reference.name.as_str().unwrap_or("");
            let Some(other) = reference::named(cx, reference.kind, name, object) else { continue };
            let data = ["data", "binaryData", "stringData"].iter().filter_map(|field| other.root.get(field));
            let keys: Vec<&str> =
                data.filter_map(Node::as_map).flatten().map(|entry| entry.key.as_str()).collect();
            let known = |key: &&str| keys.is_empty() || keys.contains(key) || key.contains('$');
            let Some(wanted) = key.as_str().filter(|key| !known(key)) else { continue };
            let help = match nearest(wanted, keys.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it has {}", keys.join(", ")),
            };
            let kind = reference.kind;
            cx.flag(key.origin, format!("the {kind} `{}` has no entry `{wanted}`", other.name()))
                .also(place(other), format!("the {kind}"))
                .help(help);
        }
    }
}
