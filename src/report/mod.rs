//! Diagnostics to bytes: one file per format. It knows no YAML, no rule, no build, and no stream.

mod concise;
mod finding;
mod format;
mod github;
mod gitlab;
mod json;
mod junit;
mod markdown;
mod pages;
mod paths;
mod sarif;
mod snippet;
mod text;

#[cfg(test)]
mod tests;

pub use finding::{Finding, Fixable, Location, Placed, Report};
pub use format::{Format, Style, render};
pub use pages::Pages;
pub use paths::shown;
