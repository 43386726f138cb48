use super::balancer;
use crate::diag::Severity;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;
use crate::yaml::Node;

rule! {
    /// # A load balancer annotation with a value that GKE does not take
    ///
    /// ## Why
    /// `networking.gke.io/load-balancer-ip-addresses` names at most two addresses; global access is `"true"` or
    /// `"false"`; a subnet can be chosen for internal load balancers only.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: server
    ///   annotations:
    ///     networking.gke.io/load-balancer-type: Internal
    ///     networking.gke.io/load-balancer-ip-addresses: one,two,three  # flag
    /// spec:
    ///   type: LoadBalancer
    ///   selector: {app: server}
    ///   ports: [{port: 8000}]
    /// ```
    ///
    /// ## Fix
    /// Correct the value.
    ///
    /// ```yaml pass
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: server
    ///   annotations:
    ///     networking.gke.io/load-balancer-type: Internal
    ///     networking.gke.io/load-balancer-ip-addresses: one,two
    /// spec:
    ///   type: LoadBalancer
    ///   selector: {app: server}
    ///   ports: [{port: 8000}]
    /// ```
    ///
    /// ## Source
    /// <https://github.com/kubernetes/ingress-gce>, commit acbcf5d, `pkg/l4/annotations`, 2026-08-21.
    "malformed-load-balancer-annotation", Error, &["Service"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    let annotation = |key: &str| object.root.at(&["metadata", "annotations", key]);
    if let Some(node) = annotation("networking.gke.io/load-balancer-ip-addresses")
        && node.as_str().is_some_and(|text| text.split(',').count() > 2)
    {
        cx.flag(node.origin, "more than two addresses").help("name one IPv4 and one IPv6 address");
    }
    if let Some(node) = annotation("networking.gke.io/internal-load-balancer-allow-global-access")
        && !matches!(node.as_str(), Some("true" | "false"))
    {
        cx.flag(node.origin, "global access is `\"true\"` or `\"false\"`")
            .at_most(Severity::Warning)
            .help("write `\"true\"` or `\"false\"`");
    }
    let internal = annotation(balancer::TYPE)
        .and_then(Node::as_str)
        .is_some_and(|it| it.eq_ignore_ascii_case("internal"))
        || object.root.str_at(&["spec", "loadBalancerClass"]).is_some_and(|it| it.contains("internal"));
    if let Some(node) = annotation("networking.gke.io/internal-load-balancer-subnet").filter(|_| !internal) {
        cx.flag(node.origin, "a subnet of an internal load balancer, but the load balancer is not internal")
            .at_most(Severity::Warning)
            .help(format!("add `{}: Internal`, or remove the subnet", balancer::TYPE));
    }
}
