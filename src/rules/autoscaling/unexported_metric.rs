use crate::diag::nearest;
use crate::object::Object;
use crate::object::templates;
use crate::rules::autoscaling::metric;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::rules::server;
use crate::rules::server::Release;

rule! {
    /// # A metric that this version of vLLM does not export
    ///
    /// ## Why
    /// vLLM renames metrics: the share of the KV cache in use was `vllm:gpu_cache_usage_perc` up to 0.11, and is
    /// `vllm:kv_cache_usage_perc` from 0.9.2 on. An autoscaler that reads a name which is gone never scales, and
    /// nothing says so.
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
    ///         resources: {requests: {cpu: 500m, memory: 2Gi}}
    ///         readinessProbe: {httpGet: {path: /health, port: 8000}}
    ///         ports: [{name: http, containerPort: 8000}]
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
    ///         name: prometheus.googleapis.com|vllm:gpu_cache_usage_perc|gauge  # flag
    ///       target: {type: AverageValue, averageValue: 800m}
    /// ```
    ///
    /// ## Fix
    /// Use the name that the version exports.
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
    ///         resources: {requests: {cpu: 500m, memory: 2Gi}}
    ///         readinessProbe: {httpGet: {path: /health, port: 8000}}
    ///         ports: [{name: http, containerPort: 8000}]
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
    ///         name: prometheus.googleapis.com|vllm:kv_cache_usage_perc|gauge
    ///       target: {type: AverageValue, averageValue: 800m}
    /// ```
    ///
    /// ## Source
    /// The catalog, table `vllm_metrics`, made from vLLM's releases.
    "unexported-metric", Warning, &["HorizontalPodAutoscaler"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(workload) = links::scaled(cx, object) else { return };
    let (table, successors) = (&cx.catalog().vllm_metrics, &cx.catalog().vllm_metric_successors.rows);
    let exports = |name: &str, version: Release| {
        table.rows.metrics.get(name).is_some_and(|row| {
            row.since.is_none_or(|since| since <= version) && row.removed.is_none_or(|end| version < end)
        })
    };
    for (node, name) in metric::names(object) {
        let Some(adapter) = metric::Adapter::parse(name).filter(|it| it.metric.starts_with("vllm:")) else {
            continue;
        };
        let pods = templates(workload);
        let servers: Vec<_> = pods.iter().flat_map(|pod| server::servers(cx, pod)).collect();
        for server in servers {
            let Some(version) = server.version() else { continue };
            let known = version >= table.rows.oldest && version <= table.rows.newest;
            if !known || exports(adapter.metric, version) {
                continue;
            }
            let image = server.container.image().unwrap_or(server.container.node);
            let instead =
                successors.get(adapter.metric).into_iter().flatten().find(|it| exports(it, version));
            let names = table.rows.metrics.keys().map(String::as_str);
            let near = nearest(adapter.metric, names.filter(|it| exports(it, version)));
            let help = match instead.map(String::as_str).or(near) {
                Some(instead) => format!("use `{}|{instead}|gauge`", metric::PREFIX),
                None => "use a metric that this version exports".to_owned(),
            };
            cx.flag(node.origin, format!("vLLM {version} does not export `{}`", adapter.metric))
                .by(table.status)
                .also(image.origin, "the version")
                .help(help);
        }
    }
}
