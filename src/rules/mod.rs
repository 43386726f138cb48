//! Checks of a rendered result against GKE, Kubernetes and vLLM facts: one file per rule, in a folder per
//! topic. It knows no kustomization and changes nothing.
//!
//! A rule is a file `<topic>/<id>.rs` whose doc comment is its page and its first tests (`tests/rules.rs`
//! runs them), one `mod` line in its topic and one line in [`RULES`]. Its id reads as "allow ...". What it
//! knows of the world stands in the catalog, with source, date and status.

mod admitted;
mod allow;
pub mod catalog;
mod day;
mod facts;
mod index;
mod links;
mod page;
mod pages;
mod pods;
mod rule;
mod run;
mod server;
mod version;

mod admission;
mod autoscaling;
mod compute_class;
mod disks;
mod disruption;
mod gitops;
mod gpu;
mod images;
mod monitoring;
mod references;
mod resources;
mod secrets;
mod service;
mod spot;
mod versions;
mod vllm;
mod volumes;

pub use admitted::{Adjustment, Admitted, NOT_TOLD, Note, admitted};
pub use allow::{Waiver, Waivers};
pub use catalog::Catalog;
pub use day::Date;
pub use facts::{Facts, Given, Mode};
pub use pages::PAGES;
pub use rule::{Cx, Flag, Rule};
pub use run::{Settings, check};
pub use server::Release;
pub use version::{Version, VersionRange};

/// Every rule, by topic and id.
pub const RULES: &[Rule] = &[
    // admission
    admission::committed_adjustment::RULE,
    admission::host_namespace::RULE,
    admission::host_path::RULE,
    admission::host_port::RULE,
    admission::long_grace_period::RULE,
    admission::machine_family_without_performance::RULE,
    admission::managed_namespace::RULE,
    admission::node_label_beside_compute_class::RULE,
    admission::privileged_container::RULE,
    admission::refused_capability::RULE,
    admission::refused_node_label::RULE,
    // autoscaling
    autoscaling::contradictory_autoscaler::RULE,
    autoscaling::distribution_metric::RULE,
    autoscaling::hasty_scale_down::RULE,
    autoscaling::hpa_owned_replicas::RULE,
    autoscaling::load_blind_metric::RULE,
    autoscaling::malformed_adapter_metric::RULE,
    autoscaling::replicas_beyond_adapter::RULE,
    autoscaling::unexported_metric::RULE,
    autoscaling::unknown_scale_target::RULE,
    autoscaling::unscraped_metric::RULE,
    autoscaling::wrong_metric_kind::RULE,
    // compute_class
    compute_class::compute_class_without_nodes::RULE,
    compute_class::fallback_without_gpu::RULE,
    compute_class::fractional_gpu_machine::RULE,
    compute_class::gpus_beyond_compute_class::RULE,
    compute_class::malformed_compute_class::RULE,
    compute_class::reserved_compute_class_name::RULE,
    compute_class::unequal_gpu_priorities::RULE,
    compute_class::unknown_compute_class::RULE,
    compute_class::unmatched_machine_gpus::RULE,
    // disks
    disks::disk_size_out_of_range::RULE,
    disks::empty_read_only_claim::RULE,
    disks::foreign_topology_key::RULE,
    disks::immediate_zonal_binding::RULE,
    disks::malformed_data_source::RULE,
    disks::malformed_volume_handle::RULE,
    disks::mismatched_snapshot_size::RULE,
    disks::mismatched_volume_zone::RULE,
    disks::misnamed_transfer_class::RULE,
    disks::misused_multi_zone_provisioning::RULE,
    disks::pooled_hyperdisk_ml::RULE,
    disks::read_write_many_disk::RULE,
    disks::replicas_beyond_attach_limit::RULE,
    disks::shared_single_writer_claim::RULE,
    disks::throughput_out_of_range::RULE,
    disks::unattachable_disk::RULE,
    disks::unbindable_claim::RULE,
    disks::unknown_disk_parameter::RULE,
    disks::writable_multi_zone_volume::RULE,
    disks::writable_shared_volume::RULE,
    disks::writable_static_volume::RULE,
    disks::write_to_read_only_volume::RULE,
    // disruption
    disruption::blocking_disruption_budget::RULE,
    disruption::pinned_pod::RULE,
    disruption::refused_pinned_pod::RULE,
    // gitops
    gitops::plain_secret::RULE,
    gitops::unresolved_placeholder::RULE,
    // gpu
    gpu::accelerator_class_without_accelerator::RULE,
    gpu::accelerator_outside_zone::RULE,
    gpu::accelerator_without_gpu::RULE,
    gpu::gpu_pod_without_requests::RULE,
    gpu::gpu_toleration_without_gpu::RULE,
    gpu::gpu_without_accelerator::RULE,
    gpu::greedy_gpu_pod::RULE,
    gpu::incomplete_gpu_sharing::RULE,
    gpu::malformed_gpu_quantity::RULE,
    gpu::misspelt_gpu_toleration::RULE,
    gpu::oversized_gpu_pod::RULE,
    gpu::partial_machine_on_demand::RULE,
    gpu::redundant_accelerator_class::RULE,
    gpu::redundant_toleration::RULE,
    gpu::several_shared_gpus::RULE,
    gpu::shell_variable_in_env::RULE,
    gpu::undersized_gpu_container::RULE,
    gpu::unknown_accelerator::RULE,
    gpu::unknown_gpu_driver_version::RULE,
    gpu::unsupported_gpu_quantity::RULE,
    gpu::unsupported_local_ssd::RULE,
    // images
    images::cross_region_image::RULE,
    images::malformed_boot_disk_selector::RULE,
    images::misnamed_boot_disk_allowlist::RULE,
    images::mutable_image::RULE,
    images::outdated_image::RULE,
    images::unlisted_boot_disk::RULE,
    images::unstreamable_image::RULE,
    // monitoring
    monitoring::foreign_monitor::RULE,
    monitoring::malformed_pod_monitoring::RULE,
    monitoring::monitoring_without_pod_label::RULE,
    monitoring::unmatched_monitoring_port::RULE,
    monitoring::unmatched_monitoring_selector::RULE,
    monitoring::unnamed_monitoring_port::RULE,
    monitoring::wrong_metrics_path::RULE,
    // references
    references::dangling_reference::RULE,
    references::missing_key::RULE,
    // resources
    resources::adjusted_requests::RULE,
    resources::defaulted_requests::RULE,
    resources::memory_volume_beyond_limit::RULE,
    resources::oversized_pod::RULE,
    resources::undersized_separated_pod::RULE,
    resources::volume_beyond_storage::RULE,
    // secrets
    secrets::malformed_secret_entry::RULE,
    secrets::mixed_secret_driver::RULE,
    secrets::synced_secret::RULE,
    secrets::unmountable_secret_volume::RULE,
    // service
    service::contradicted_load_balancer_type::RULE,
    service::ineffective_load_balancer_type::RULE,
    service::malformed_load_balancer_annotation::RULE,
    service::public_inference_server::RULE,
    service::unmatched_service::RULE,
    service::unrecognized_load_balancer_type::RULE,
    // spot
    spot::lone_spot_replica::RULE,
    spot::malformed_flex_start::RULE,
    spot::preemptible_selector::RULE,
    // versions
    versions::feature_newer_than_cluster::RULE,
    // vllm
    vllm::context_beyond_gpu_memory::RULE,
    vllm::demo_entry_point::RULE,
    vllm::download_on_default_storage::RULE,
    vllm::indivisible_attention_heads::RULE,
    vllm::liveness_during_start::RULE,
    vllm::mismatched_server_port::RULE,
    vllm::mismatched_tensor_parallel::RULE,
    vllm::missing_vllm_flag::RULE,
    vllm::model_beyond_gpu_memory::RULE,
    vllm::service_named_vllm::RULE,
    vllm::short_grace_period::RULE,
    vllm::uncovered_model_path::RULE,
    vllm::undeclared_port::RULE,
    vllm::unknown_probe_path::RULE,
    vllm::unprobed_server::RULE,
    vllm::unshared_memory::RULE,
    // volumes
    volumes::filestore_size_out_of_range::RULE,
    volumes::fuse_cache_beyond_storage::RULE,
    volumes::fuse_sidecar_limits::RULE,
    volumes::fuse_volume_without_bucket::RULE,
    volumes::unknown_filestore_tier::RULE,
    volumes::unknown_fuse_attribute::RULE,
    volumes::unmarked_fuse_pod::RULE,
    volumes::unreadable_fuse_volume::RULE,
];
