use crate::diag::nearest;
use crate::object::Object;
use crate::object::WORKLOADS;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # An accelerator that Autopilot does not have
    ///
    /// ## Why
    /// The node label `cloud.google.com/gke-accelerator` takes the values of a closed list. Autopilot
    /// rejects a Pod that selects another one (Warden: `autogke-gpu-limitation`).
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-L4  # flag
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Fix
    /// Use the label's exact value.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: {name: server}
    /// spec:
    ///   nodeSelector:
    ///     cloud.google.com/gke-accelerator: nvidia-l4
    ///   containers:
    ///   - name: server
    ///     image: docker.io/vllm/vllm-openai:v0.30.0
    ///     ports: [{name: http, containerPort: 8000}]
    ///     resources:
    ///       requests: {cpu: 8, memory: 30Gi}
    ///       limits: {nvidia.com/gpu: 1}
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/how-to/autopilot-gpus>, last updated
    /// 2026-04-10.
    "unknown-accelerator", Error, WORKLOADS
}

fn check(cx: &mut Cx<'_>, _: &Object) {
    let types = &cx.catalog().gpu_types;
    for pod in cx.pods() {
        for node in &pod.gpus.accelerators {
            let Some(value) = node.as_str() else { continue };
            if types.rows.contains_key(value) {
                continue;
            }
            let near = guess(value, types.rows.keys().map(String::as_str));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    let known: Vec<&str> = types.rows.keys().map(String::as_str).collect();
                    format!("Autopilot has {}", known.join(", "))
                }
            };
            cx.flag(node.origin, format!("Autopilot has no accelerator `{value}`"))
                .by(types.status)
                .help(help);
        }
    }
}

/// The accelerator that is meant: the nearest name, or the only one that holds the words (`l4`, `A100-80GB`).
fn guess<'a>(value: &str, names: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    nearest(value, names.clone()).or_else(|| {
        let words = value.to_lowercase();
        let mut holding = names.filter(|name| words.len() > 1 && name.contains(&words));
        holding.next().filter(|_| holding.next().is_none())
    })
}
