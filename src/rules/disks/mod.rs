//! Persistent disks, Hyperdisk ML above all: classes, claims, volumes, and the pods that use them.

pub(super) mod disk_size_out_of_range;
pub(super) mod empty_read_only_claim;
pub(super) mod foreign_topology_key;
pub(super) mod immediate_zonal_binding;
pub(super) mod malformed_data_source;
pub(super) mod malformed_volume_handle;
pub(super) mod mismatched_snapshot_size;
pub(super) mod mismatched_volume_zone;
pub(super) mod misnamed_transfer_class;
pub(super) mod misused_multi_zone_provisioning;
pub(super) mod pooled_hyperdisk_ml;
pub(super) mod read_write_many_disk;
pub(super) mod replicas_beyond_attach_limit;
pub(super) mod shared_single_writer_claim;
pub(super) mod throughput_out_of_range;
pub(super) mod unattachable_disk;
pub(super) mod unbindable_claim;
pub(super) mod unknown_disk_parameter;
pub(super) mod writable_multi_zone_volume;
pub(super) mod writable_shared_volume;
pub(super) mod writable_static_volume;
pub(super) mod write_to_read_only_volume;

pub(in crate::rules) mod disk;
