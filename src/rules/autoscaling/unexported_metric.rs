use crate::object::Object;
use crate::object::templates;
use crate::rules::autoscaling::metric;
use crate::rules::links;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::rules::server;

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
    ///       containers: [{name: server, image: "docker.io/vllm/vllm-openai:v0.30.0"}]
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: server}
    ///   minReplicas: 1
    ///   maxReplicas: 4
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
    ///       containers: [{name: server, image: "docker.io/vllm/vllm-openai:v0.30.0"}]
    /// ---
    /// apiVersion: autoscaling/v2
    /// kind: HorizontalPodAutoscaler
    /// metadata: {name: server}
    /// spec:
    ///   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: server}
    ///   minReplicas: 1
    ///   maxReplicas: 4
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
    let tables = cx.catalog();
    for (node, name) in metric::names(object) {
        let Some(adapter) = metric::Adapter::parse(name).filter(|it| it.metric.starts_with("vllm:")) else {
            continue;
        };
        for server in templates(workload).iter().flat_map(server::servers) {
            let Some(version) = server.version() else { continue };
            let image = server.container.image().unwrap_or(server.container.node);
            let known = tables.vllm_metrics.rows.iter().find(|(name, _)| name.as_str() == adapter.metric);
            let exported = |row: &crate::rules::catalog::VllmMetric| {
                row.since.is_none_or(|since| since <= version) && row.removed.is_none_or(|end| version < end)
            };
            let Some((_, row)) = known else { continue };
            if exported(row) {
                continue;
            }
            let instead =
                row.instead.iter().find(|name| tables.vllm_metrics.rows.get(*name).is_some_and(exported));
            let help = match instead {
                Some(instead) => format!("use `{}|{instead}|gauge`", metric::PREFIX),
                None => "use a metric that this version exports".to_owned(),
            };
            cx.flag(node.origin, format!("vLLM {version} does not export `{}`", adapter.metric))
                .by(tables.vllm_metrics.status)
                .also(image.origin, "the version")
                .help(help);
        }
    }
}
