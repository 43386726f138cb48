use super::reference;
use crate::diag::Severity;
use crate::diag::nearest;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::index::namespace_of;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;

rule! {
    /// # A reference to an object that nothing provides
    ///
    /// ## Why
    /// A Pod that names a ConfigMap, a Secret or a claim that does not exist never starts: it stays in
    /// `CreateContainerConfigError`, `ContainerCreating` or `Pending`, and nothing else says why. One that names an
    /// unknown ServiceAccount is not even made.
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: server-settings}
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
    ///     envFrom:
    ///     - configMapRef:
    ///         name: server-setings  # flag
    /// ```
    ///
    /// ## Fix
    /// Use the name of the object, or add the object to the tree.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: {name: server-settings}
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
    ///     envFrom:
    ///     - configMapRef:
    ///         name: server-settings
    /// ```
    ///
    /// Objects may come from another tree, from a controller or from a command of the runbook, so a name that is
    /// like none of the tree is no finding. The finding is a warning where the tree has an object of nearly the same
    /// name, of the name before `namePrefix` or a hash was added, or of this name in another namespace.
    ///
    /// ## Source
    /// <https://kubernetes.io/docs/concepts/configuration/configmap/>, read 2026-11-25.
    "dangling-reference", Warning, WORKLOADS
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    for pod in cx.pods() {
        // A variable and a volume may well name the same object: once is enough.
        let mut told: Vec<(&str, &str)> = Vec::new();
        for reference in reference::of(pod) {
            let name = reference.name.as_str().unwrap_or("");
            if reference::named(cx, reference.kind, name, object).is_some()
                || told.contains(&(reference.kind, name))
                || reference::is_made(cx, reference.kind, name)
            {
                continue;
            }
            let all = reference::near(cx, reference.kind, object);
            let renamed = all.iter().find(|it| it.previous.iter().any(|id| id.name == name));
            let elsewhere = cx.all(reference.kind).find(|it| it.name() == name);
            // A letter too many, too few or another one: words that differ are names of other things.
            let near = nearest(name, all.iter().map(|it| it.name()))
                .filter(|near| near.len().abs_diff(name.len()) <= 1);
            let near = near.and_then(|near| all.iter().find(|it| it.name() == near));
            let (other, help) = match (renamed, elsewhere, near) {
                (Some(other), _, _) => (*other, format!("it is called `{}` now", other.name())),
                (None, Some(other), _) => {
                    (other, format!("it is in the namespace `{}`: put both into one", namespace_of(other)))
                }
                (None, None, Some(other)) => (*other, format!("did you mean `{}`?", other.name())),
                (None, None, None) => continue,
            };
            told.push((reference.kind, name));
            let worst = if reference.optional { Severity::Info } else { Severity::Warning };
            cx.flag(reference.name.origin, format!("there is no {} `{name}`", reference.kind))
                .at_most(worst)
                .also(place(other), "is there")
                .help(help);
        }
    }
}
