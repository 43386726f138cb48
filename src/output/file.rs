//! One file to be written.

use std::fmt::Write;

use sha2::Digest;
use sha2::Sha256;

/// One file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The path below the destination, `/`-separated.
    pub path: String,
    /// The content.
    pub text: String,
}

impl File {
    /// A file with its content.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

/// The SHA-256 digest of a text or of bytes, in hexadecimal.
pub fn digest(content: impl AsRef<[u8]>) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(content.as_ref()) {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::digest;

    #[test]
    fn digests_are_those_of_sha256sum() {
        assert_eq!(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
