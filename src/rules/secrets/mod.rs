//! Secrets from Secret Manager.

mod provider;

pub(super) mod malformed_secret_entry;
pub(super) mod mixed_secret_driver;
pub(super) mod synced_secret;
pub(super) mod unmountable_secret_volume;
