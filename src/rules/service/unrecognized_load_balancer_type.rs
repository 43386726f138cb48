use super::balancer;
use crate::diag::Severity;
use crate::object::Object;
use crate::rules::rule::Cx;
use crate::rules::rule::rule;

rule! {
    /// # A load balancer type that makes it public
    ///
    /// ## Why
    /// `networking.gke.io/load-balancer-type` has one value, `Internal`. Any other text, even with another case, makes
    /// a public load balancer without an error.
    ///
    /// ```yaml fail
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: server
    ///   annotations:
    ///     networking.gke.io/load-balancer-type: INTERNAL  # flag
    /// spec:
    ///   type: LoadBalancer
    ///   selector: {app: server}
    ///   ports: [{port: 8000}]
    /// ```
    ///
    /// ## Fix
    /// Write `Internal`.
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
    /// The value `internal` and the key `cloud.google.com/load-balancer-type` still work, but are deprecated: a
    /// warning.
    ///
    /// ## Source
    /// <https://github.com/kubernetes/ingress-gce>, commit acbcf5d, `pkg/l4/annotations`, 2026-08-21.
    "unrecognized-load-balancer-type", Error, &["Service"]
}

fn check(cx: &mut Cx<'_>, object: &Object) {
    for key in [balancer::TYPE, balancer::OLD_TYPE] {
        let Some(node) = object.root.at(&["metadata", "annotations", key]) else { continue };
        match node.as_str() {
            Some("Internal") if key == balancer::TYPE => {}
            Some("Internal" | "internal") => {
                cx.flag(node.origin, "this spelling is deprecated")
                    .at_most(Severity::Warning)
                    .help(format!("write `{}: Internal`", balancer::TYPE));
            }
            other => {
                let other = other.unwrap_or("");
                cx.flag(
                    node.origin,
                    format!("`{other}` is no type that GKE knows, and the load balancer is public"),
                )
                .help("write `Internal`");
            }
        }
    }
}
