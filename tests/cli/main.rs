//! The program as a user runs it: exit codes, streams, formats, bad input.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod bad_input;
mod blame;
mod build;
mod bundle;
mod check;
mod formats;
mod function;
mod harness;
mod help;
mod typos;
