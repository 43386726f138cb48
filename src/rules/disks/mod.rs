//! Persistent disks, Hyperdisk ML above all: classes, claims, volumes, and the pods that use them.

pub(in crate::rules) mod disk;

pub(super) mod malformed_volume_handle;
pub(super) mod mismatched_volume_zone;
pub(super) mod unattachable_disk;
pub(super) mod writable_shared_volume;
pub(super) mod writable_static_volume;
