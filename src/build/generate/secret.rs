//! The data of a Secret.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::build::generate::args::GeneratorArgs;
use crate::build::generate::data::Pair;
use crate::build::generate::node;
use crate::build::generate::put;
use crate::build::generate::set;
use crate::source::StepId;
use crate::yaml::Node;

const LINE: usize = 70;

/// Everything goes to `data` in base64; `data` is there even if it is empty.
pub(crate) fn fill(root: &mut Node, args: &GeneratorArgs, pairs: Vec<Pair>, step: StepId) {
    let origin = root.origin;
    let kind = args.secret_type.as_ref().map_or_else(|| Node::text("Opaque", origin), |it| node(it, step));
    set(root, "type", kind);
    set(root, "data", Node::map(origin));
    for pair in pairs {
        let value = Node::text(base64(&pair.value), pair.origin.by(step));
        put(root, "data", (pair.key, pair.key_origin.by(step)), value);
    }
}

/// Base64; what does not fit into one line of 70 characters is broken into such lines, each with its
/// line break.
pub(crate) fn base64(bytes: &[u8]) -> String {
    let encoded = STANDARD.encode(bytes);
    if encoded.len() < LINE {
        return encoded;
    }
    let mut folded = String::with_capacity(encoded.len() + encoded.len() / LINE + 1);
    for (index, letter) in encoded.chars().enumerate() {
        if index > 0 && index % LINE == 0 {
            folded.push('\n');
        }
        folded.push(letter);
    }
    folded.push('\n');
    folded
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn folds_at_seventy() {
        assert_eq!(base64(b"1"), "MQ==");
        assert!(!base64(&[b'x'; 51]).contains('\n'));
        let folded = base64(&[b'x'; 60]);
        assert_eq!(folded.lines().map(str::len).collect::<Vec<_>>(), [70, 10]);
        assert!(folded.ends_with('\n'));
    }
}
