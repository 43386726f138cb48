//! The data of a `ConfigMap`.

use crate::build::generate::data::Pair;
use crate::build::generate::put;
use crate::build::generate::secret;
use crate::source::StepId;
use crate::yaml::Node;

/// Text goes to `data`, everything else in base64 to `binaryData`.
pub(crate) fn fill(root: &mut Node, pairs: Vec<Pair>, step: StepId) {
    for pair in pairs {
        let origin = pair.origin.by(step);
        let key = (pair.key, pair.key_origin.by(step));
        match String::from_utf8(pair.value) {
            Ok(text) => put(root, "data", key, Node::text(text, origin)),
            Err(error) => {
                let text = secret::base64(error.as_bytes());
                put(root, "binaryData", key, Node::text(text, origin));
            }
        }
    }
}
