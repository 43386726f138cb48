use crate::object::Object;
use crate::object::templates;
use crate::rules::autoscaling::metric;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::place;
use crate::rules::rule::rule;

rule! {
    /// # A metric that no PodMonitoring scrapes
    ///
    /// ## Why
    /// The autoscaler reads a metric of Managed Prometheus, but no PodMonitoring of the tree selects the Pods that it
    /// scales. Without one the metric does not exist.
    ///
    /// ```yaml fail
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   template:
    ///     metadata: {labels: {app: server}}
    ///     spec:
    ///       containers:
    ///       - name: server
    ///         image: docker.io/vllm/vllm-openai:v0.30.0
    ///         readinessProbe: {httpGet: {path: /health, port: 8000}}
    ///         ports: [{name: http, containerPort: 8000}]
    /// ---
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
    ///         name: prometheus.googleapis.com|vllm:num_requests_waiting|gauge  # flag
    ///       target: {type: AverageValue, averageValue: "5"}
    /// ```
    ///
    /// ## Fix
    /// Add a PodMonitoring that selects the Pods.
    ///
    /// ```yaml pass
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   template:
    ///     metadata: {labels: {app: server}}
    ///     spec:
    ///       containers:
    ///       - name: server
    ///         image: docker.io/vllm/vllm-openai:v0.30.0
    ///         readinessProbe: {httpGet: {path: /health, port: 8000}}
    ///         ports: [{name: http, containerPort: 8000}]
    ///         resources: {requests: {cpu: 500m, memory: 2Gi}}
    /// ---
    /// apiVersion: monitoring.googleapis.com/v1
    /// kind: PodMonitoring
    /// metadata: {name: server}
    /// spec:
    ///   selector: {matchLabels: {app: server}}
    ///   endpoints: [{port: http, interval: 15s}]
    /// ---
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
    /// ## Source
    /// <https://github.com/GoogleCloudPlatform/k8s-stackdriver>, commit 673c7dd, 2026-08-18.
    "unscraped-metric", Warning, &["HorizontalPodAutoscaler"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(workload) = links::scaled(cx, object) else { return };
    let pods = templates(workload);
    let scraped = |monitor: &Object, own: bool| {
        let selector = monitor.root.at(&["spec", "selector"]);
        (!own || links::same_namespace(monitor, object))
            && selector.is_some_and(|selector| {
                pods.iter().any(|pod| links::selects(selector, pod.template.at(&["metadata", "labels"])))
            })
    };
    if cx.all("PodMonitoring").any(|it| scraped(it, true))
        || cx.all("ClusterPodMonitoring").any(|it| scraped(it, false))
    {
        return;
    }
    for (node, name) in metric::pods_metrics(object) {
        // GPU metrics come from the node, not from a PodMonitoring.
        let Some(adapter) = metric::Adapter::parse(name).filter(|it| it.metric.starts_with("vllm:")) else {
            continue;
        };
        cx.flag(node.origin, format!("no PodMonitoring scrapes `{}` from the Pods", adapter.metric))
            .also(place(workload), "these Pods")
            .help("add a PodMonitoring that selects them");
    }
}
