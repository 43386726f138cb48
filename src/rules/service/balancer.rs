//! Annotations of load balancers.

/// The annotation that makes a load balancer internal.
pub(super) const TYPE: &str = "networking.gke.io/load-balancer-type";

/// Its old name.
pub(super) const OLD_TYPE: &str = "cloud.google.com/load-balancer-type";
