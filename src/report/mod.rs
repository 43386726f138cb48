//! Diagnostics to bytes: one file per format. It knows no YAML, no rule and no build.
