//! Renders a kustomization: directory in, objects out. It knows no rule and no output format.

pub mod decode;
pub mod pages;
