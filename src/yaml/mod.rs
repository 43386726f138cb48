//! Text to nodes and back. The only room that names the parser crate. It knows no Kubernetes.

mod builder;
mod documents;
pub mod edit;
mod emit;
mod fast;
mod fold;
mod form;
mod frame;
mod json;
mod keys;
mod node;
mod number;
mod pages;
mod parse;
mod path;
mod read;
mod regexp;
mod resolve;
mod strict;
mod syntax;
mod timestamp;

pub use emit::emit;
pub use form::{Form, Quotes, Tag, is_in_braces, spelled};
pub use json::{from_value, go_string, to_go_json, to_value};
pub use node::{Data, Entry, Map, Node, Str};
pub use number::Number;
pub use pages::PAGES;
pub use parse::{MAX_DEPTH, parse, plain};
pub use path::{FieldPath, PathFault, Route, Step, at_pointer, follow, follow_mut, split_path};
pub use read::{MAX_FILE_SIZE, read};
pub use regexp::regexp;
pub use resolve::{Rules, is_quoted, unquoted};

#[cfg(test)]
mod tests;
