//! The program as a user runs it: exit codes, streams, formats, bad input.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod admission;
mod argocd;
mod bad_input;
mod baseline;
mod blame;
mod build;
mod bundle;
mod catalog;
mod check;
mod config;
mod diff;
mod fix;
mod formats;
mod function;
mod harness;
mod help;
mod orphans;
mod typos;
