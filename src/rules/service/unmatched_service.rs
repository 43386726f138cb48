use crate::diag::Severity;
use crate::diag::nearest;
use crate::object::Object;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A Service that reaches no Pod, or no port
    ///
    /// ## Why
    /// A Service finds its Pods by their labels, and a port by its name among the declared ones. If either is
    /// misspelt the Service has no endpoints, and nothing says so.
    ///
    /// ```yaml fail gke
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: server}
    /// spec:
    ///   selector: {app: server}
    ///   ports:
    ///   - port: 8000
    ///     targetPort: htpp  # flag
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
    /// Use the labels of the Pods and the name of a declared port.
    ///
    /// ```yaml pass gke
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {name: server}
    /// spec:
    ///   selector: {app: server}
    ///   ports:
    ///   - port: 8000
    ///     targetPort: http
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
    /// A selector without Pods is a warning, and only where a label of the tree differs from it by a letter or two:
    /// the Pods may come from elsewhere.
    ///
    /// ## Source
    /// <https://kubernetes.io/docs/concepts/services-networking/service/>, read 2026-11-23.
    "unmatched-service", Error, &["Service"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(selector) = object.root.at(&["spec", "selector"]) else { return };
    let pods = links::pods_with(cx, object, selector);
    let Some(first) = pods.first() else { return misspelt(cx, object, selector) };
    let declared: Vec<&str> = pods
        .iter()
        .flat_map(|pod| pod.containers())
        .flat_map(|it| it.list("ports").iter().filter_map(|port| port.str_at(&["name"])))
        .collect();
    for port in object.root.at(&["spec", "ports"]).into_iter().flat_map(Node::items) {
        let Some(target) = port.get("targetPort") else { continue };
        let known = |name: &&str| declared.contains(name) || name.contains('$');
        let Some(name) = target.as_str().filter(|name| !known(name)) else { continue };
        // A number in quotes is a name that no port can have.
        let near = nearest(name, declared.iter().copied());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("declare it: `ports: [{{name: {name}, containerPort: ...}}]`"),
        };
        let worst = if cx.on_gke { Severity::Error } else { Severity::Warning };
        cx.flag(target.origin, format!("no selected Pod declares a port `{name}`"))
            .at_most(worst)
            .also(place(first.object), "selected")
            .help(help);
    }
}

/// No pod is selected: looks for labels that differ by a letter or two.
fn misspelt(cx: &mut Cx<'_>, object: &Object, selector: &Node) {
    let pods = links::pods_beside(cx, object);
    for entry in selector.as_map().into_iter().flatten() {
        let Some(wanted) = entry.value.as_str() else { continue };
        let values: Vec<(&str, &Object)> =
            pods.iter().filter_map(|pod| Some((pod.label(&entry.key)?.as_str()?, pod.object))).collect();
        if values.iter().any(|(value, _)| *value == wanted) {
            continue;
        }
        let near = nearest(wanted, values.iter().map(|(value, _)| *value)).filter(|near| near.len() > 3);
        if let Some((value, workload)) = values.iter().find(|(value, _)| Some(*value) == near) {
            cx.flag(entry.value.origin, "no Pod has these labels")
                .at_most(Severity::Warning)
                .also(place(workload), format!("its Pods have `{value}`"))
                .help(format!("did you mean `{value}`?"));
            return;
        }
    }
}
