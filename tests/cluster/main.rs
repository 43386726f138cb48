//! A real API server and etcd: `cargo test --features cluster --test cluster -- --ignored`, with the programs in
//! `$KUBE_APISERVER` and `$ETCD`. `.ci/run` installs both.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod account;
mod commands;
mod crds;
mod server;
mod table;
