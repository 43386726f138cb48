use super::balancer;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A load balancer type on a Service that has none
    ///
    /// ## Why
    /// The annotation counts on Services of type `LoadBalancer` only.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: server
    ///   annotations:
    ///     networking.gke.io/load-balancer-type: Internal  # flag
    /// spec:
    ///   selector: {app: server}
    ///   ports: [{port: 8000}]
    /// ```
    ///
    /// ## Fix
    /// Set `type: LoadBalancer`, or remove the annotation.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: server
    ///   annotations:
    ///     networking.gke.io/load-balancer-type: Internal
    /// spec:
    ///   type: LoadBalancer
    ///   selector: {app: server}
    ///   ports: [{port: 8000}]
    /// ```
    ///
    /// ## Source
    /// <https://docs.cloud.google.com/kubernetes-engine/docs/concepts/service-load-balancer-parameters>, read
    /// 2026-11-23.
    "ineffective-load-balancer-type", Warning, &["Service"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(annotation) = object.root.at(&["metadata", "annotations", balancer::TYPE]) else { return };
    let kind = object.root.at(&["spec", "type"]);
    if kind.and_then(Node::as_str) != Some("LoadBalancer") {
        let flag = cx
            .flag(annotation.origin, "the annotation counts on Services of type `LoadBalancer` only")
            .help("set `type: LoadBalancer`, or remove the annotation");
        if let Some(kind) = kind {
            flag.also(kind.origin, "the type");
        }
    }
}
