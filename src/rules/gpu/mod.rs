//! GPUs: node selectors, quantities, machine shapes, sharing.

mod pod;

pub(super) mod accelerator_class_without_accelerator;
pub(super) mod accelerator_without_gpu;
pub(super) mod gpu_without_accelerator;
pub(super) mod malformed_gpu_quantity;
pub(super) mod redundant_accelerator_class;
pub(super) mod unknown_accelerator;
pub(super) mod unsupported_gpu_quantity;

pub(super) use pod::Gpus;
