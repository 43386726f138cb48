//! Services and their load balancers.

mod balancer;

pub(super) mod contradicted_load_balancer_type;
pub(super) mod ineffective_load_balancer_type;
pub(super) mod malformed_load_balancer_annotation;
pub(super) mod public_inference_server;
pub(super) mod unmatched_service;
pub(super) mod unrecognized_load_balancer_type;
