use super::balancer;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A load balancer class that overrules the annotation
    ///
    /// ## Why
    /// `spec.loadBalancerClass` goes before the annotation. A class of external load balancers makes a public one,
    /// whatever the annotation says.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: server
    ///   annotations:
    ///     networking.gke.io/load-balancer-type: Internal
    /// spec:
    ///   type: LoadBalancer
    ///   loadBalancerClass: networking.gke.io/l4-regional-external  # flag
    ///   selector: {app: server}
    ///   ports: [{port: 8000}]
    /// ```
    ///
    /// ## Fix
    /// Keep one of them.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: server
    /// spec:
    ///   type: LoadBalancer
    ///   loadBalancerClass: networking.gke.io/l4-regional-internal
    ///   selector: {app: server}
    ///   ports: [{port: 8000}]
    /// ```
    ///
    /// ## Source
    /// <https://github.com/kubernetes/ingress-gce>, commit acbcf5d, `pkg/l4/annotations`, 2026-08-21.
    "contradicted-load-balancer-type", Error, &["Service"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let Some(annotation) = object.root.at(&["metadata", "annotations", balancer::TYPE]) else { return };
    let Some(class) = object.root.at(&["spec", "loadBalancerClass"]) else { return };
    let external = class
        .as_str()
        .is_some_and(|class| class.starts_with("networking.gke.io/") && class.contains("-external"));
    if external && annotation.as_str() == Some("Internal") {
        cx.flag(class.origin, "the class makes a public load balancer, whatever the annotation says")
            .also(annotation.origin, "the annotation")
            .help("use `networking.gke.io/l4-regional-internal`, or remove the class");
    }
}
