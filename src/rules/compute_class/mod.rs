//! Compute classes: built-in ones, and `ComputeClass` objects.

mod class;

pub(super) mod compute_class_without_nodes;
pub(super) mod fallback_without_gpu;
pub(super) mod fractional_gpu_machine;
pub(super) mod gpus_beyond_compute_class;
pub(super) mod malformed_compute_class;
pub(super) mod reserved_compute_class_name;
pub(super) mod unequal_gpu_priorities;
pub(super) mod unknown_compute_class;
pub(super) mod unmatched_machine_gpus;

pub(super) use class::{ACCELERATOR_CLASS, find, gpu, is_built_in, priorities, selected};
