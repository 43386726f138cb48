//! Arguments, and one file per command. The only room that touches the environment and the standard streams.
