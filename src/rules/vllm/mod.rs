//! vLLM servers.

pub(super) mod demo_entry_point;
pub(super) mod undeclared_port;
pub(super) mod unprobed_server;
