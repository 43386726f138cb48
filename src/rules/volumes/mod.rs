//! Volumes that are no disks: Cloud Storage FUSE and Filestore.

mod filestore;
mod fuse;

pub(super) mod filestore_size_out_of_range;
pub(super) mod fuse_cache_beyond_storage;
pub(super) mod fuse_sidecar_limits;
pub(super) mod fuse_volume_without_bucket;
pub(super) mod unknown_filestore_tier;
pub(super) mod unknown_fuse_attribute;
pub(super) mod unmarked_fuse_pod;
pub(super) mod unreadable_fuse_volume;
