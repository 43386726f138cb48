//! Objects as one YAML stream.

use crate::object::Object;
use crate::yaml::emit;

/// The objects as kustomize prints them: one document each, with a line `---` between two.
pub fn stream(objects: &[Object]) -> String {
    let mut out = String::with_capacity(objects.len() * 1024);
    for (index, object) in objects.iter().enumerate() {
        if index > 0 {
            out.push_str("---\n");
        }
        emit(&object.root, &mut out);
    }
    out
}
