//! The schemas that come with the program.

use super::blob::Blob;
use super::types::Schemas;
use std::sync::LazyLock;

static BUILTIN: LazyLock<Schemas> = LazyLock::new(|| {
    let blob = Blob::new(&include_bytes!("../../schemas/builtin.bin")[..]);
    Schemas { blob, base: None }
});

/// The Kubernetes version of the built-in schemas.
pub const KUBERNETES: &str = "1.37";

/// Kubernetes' own kinds of the newest minor version, and the custom kinds that GKE inference needs.
pub fn builtin() -> &'static Schemas {
    &BUILTIN
}
