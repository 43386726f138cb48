//! Text to nodes and back. The only room that names the parser crate. It knows no Kubernetes.

mod node;

pub use node::{Data, Entry, Map, Node, Str};
