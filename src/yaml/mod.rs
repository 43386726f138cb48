//! Text to nodes and back. The only room that names the parser crate. It knows no Kubernetes.

mod builder;
mod documents;
mod emit;
mod fold;
mod frame;
mod node;
mod number;
mod pages;
mod parse;
mod read;
mod resolve;
mod strict;
mod syntax;
mod timestamp;

pub use emit::emit;
pub use node::{Data, Entry, Map, Node, Str};
pub use number::Number;
pub use pages::PAGES;
pub use parse::{MAX_DEPTH, parse};
pub use read::{MAX_FILE_SIZE, read};
pub use resolve::{Rules, unquoted};
