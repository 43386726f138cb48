//! Rendered objects to bytes: a stream, a directory, a bundle, a `ResourceList`. It knows no rule and no build.
