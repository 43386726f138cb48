//! Compute classes: built-in ones, and `ComputeClass` objects.

mod class;

pub(super) mod gpus_beyond_compute_class;
pub(super) mod unmatched_machine_gpus;

pub(super) use class::{ACCELERATOR_CLASS, find, gpu, is_built_in, priorities, selected};
