//! vLLM servers.

mod memory;
mod model;

pub(super) mod context_beyond_gpu_memory;
pub(super) mod demo_entry_point;
pub(super) mod download_on_default_storage;
pub(super) mod indivisible_attention_heads;
pub(super) mod liveness_during_start;
pub(super) mod mismatched_server_port;
pub(super) mod mismatched_tensor_parallel;
pub(super) mod missing_vllm_flag;
pub(super) mod model_beyond_gpu_memory;
pub(super) mod service_named_vllm;
pub(super) mod short_grace_period;
pub(super) mod uncovered_model_path;
pub(super) mod undeclared_port;
pub(super) mod unknown_probe_path;
pub(super) mod unprobed_server;
pub(super) mod unshared_memory;
