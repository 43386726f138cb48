//! GPUs: node selectors, quantities, machine shapes, sharing.

mod pod;

pub(super) mod accelerator_class_without_accelerator;
pub(super) mod accelerator_outside_zone;
pub(super) mod accelerator_without_gpu;
pub(super) mod gpu_pod_without_requests;
pub(super) mod gpu_toleration_without_gpu;
pub(super) mod gpu_without_accelerator;
pub(super) mod greedy_gpu_pod;
pub(super) mod incomplete_gpu_sharing;
pub(super) mod malformed_gpu_quantity;
pub(super) mod misspelt_gpu_toleration;
pub(super) mod oversized_gpu_pod;
pub(super) mod partial_machine_on_demand;
pub(super) mod redundant_accelerator_class;
pub(super) mod redundant_toleration;
pub(super) mod several_shared_gpus;
pub(super) mod shell_variable_in_env;
pub(super) mod undersized_gpu_container;
pub(super) mod unknown_accelerator;
pub(super) mod unknown_gpu_driver_version;
pub(super) mod unsupported_gpu_quantity;
pub(super) mod unsupported_local_ssd;

pub(super) use pod::Gpus;
