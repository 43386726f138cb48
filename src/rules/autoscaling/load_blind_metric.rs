use crate::object::Object;
use crate::object::templates;
use crate::rules::autoscaling::metric;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::rules::server;
use crate::yaml::Node;

rule! {
    /// # An autoscaler that looks at CPU, memory or GPU utilisation
    ///
    /// ## Why
    /// They say little about a server of language models: the CPU is nearly idle, vLLM holds its GPU memory whatever
    /// it does, and a GPU is fully used by one request already. The autoscaler adds replicas that are not needed,
    /// or none when requests pile up.
    ///
    /// ```yaml fail
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: server}
    ///   minReplicas: 1
    ///   maxReplicas: 4
    ///   behavior: {scaleDown: {stabilizationWindowSeconds: 900}}
    ///   metrics:
    ///   - type: Pods
    ///     pods:
    ///       metric:
    ///         name: prometheus.googleapis.com|DCGM_FI_DEV_GPU_UTIL|gauge  # flag
    ///       target: {type: AverageValue, averageValue: "80"}
    /// ```
    ///
    /// ## Fix
    /// Read the number of waiting requests, beginning with 3 to 5, or that of running requests.
    ///
    /// ```yaml pass
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: server}
    ///   minReplicas: 1
    ///   maxReplicas: 4
    ///   behavior: {scaleDown: {stabilizationWindowSeconds: 900}}
    ///   metrics:
    ///   - type: Pods
    ///     pods:
    ///       metric:
    ///         name: prometheus.googleapis.com|vllm:num_requests_waiting|gauge
    ///       target: {type: AverageValue, averageValue: "5"}
    /// ```
    ///
    /// CPU and memory are only reported for an autoscaler that scales a vLLM server of the same tree.
    ///
    /// ## Source
    /// Google's advice on autoscaling inference with GPUs, 2026-10-02:
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/best-practices/machine-learning/inference/autoscaling>.
    "load-blind-metric", Warning, &["HorizontalPodAutoscaler"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let blind = &cx.catalog().load_blind_metrics;
    let help = "read `prometheus.googleapis.com|vllm:num_requests_waiting|gauge`";
    for (node, name) in metric::names(object) {
        let own = metric::Adapter::parse(name).map_or(name, |it| it.metric);
        if blind.rows.iter().any(|it| it.eq_ignore_ascii_case(own)) {
            cx.flag(node.origin, format!("`{own}` does not show how busy a vLLM server is"))
                .by(blind.status)
                .help(help);
        }
    }
    let serves = links::scaled(cx, object)
        .is_some_and(|it| templates(it).iter().any(|pod| !server::servers(cx, pod).is_empty()));
    for metric in object.root.at(&["spec", "metrics"]).into_iter().flat_map(Node::items).filter(|_| serves) {
        let Some(node) = metric.at(&["resource", "name"]).or(metric.at(&["containerResource", "name"]))
        else {
            continue;
        };
        let name = node.as_str().unwrap_or("");
        cx.flag(node.origin, format!("`{name}` does not show how busy a vLLM server is")).help(help);
    }
}
