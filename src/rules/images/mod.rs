//! Where images lie, and how old they are.

pub(super) mod cross_region_image;
pub(super) mod outdated_image;
