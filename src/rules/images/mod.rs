//! Container images: where they lie, how old they are, what a node holds of them beforehand.

pub(super) mod boot_disk;

pub(super) mod cross_region_image;
pub(super) mod malformed_boot_disk_selector;
pub(super) mod misnamed_boot_disk_allowlist;
pub(super) mod mutable_image;
pub(super) mod outdated_image;
pub(super) mod unlisted_boot_disk;
pub(super) mod unstreamable_image;
