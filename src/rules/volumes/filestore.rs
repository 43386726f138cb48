//! Filestore shares.

/// The driver.
pub(super) const DRIVER: &str = "filestore.csi.storage.gke.io";
