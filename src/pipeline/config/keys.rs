//! The keys that a configuration may have. A test keeps the published schema equal to them.

/// The keys of the file itself.
pub(super) const TOP: &[&str] =
    &["catalog", "deny", "exclude", "facts", "ignore", "per-path-ignores", "select", "severity"];

/// The keys of `[facts]`.
pub(super) const FACTS: &[&str] = &["gke", "gke-version", "location", "mode", "project", "zones"];

/// Keys of other tools, and spellings that mean one of ours.
pub(super) const MEANT: &[(&str, &str)] = &[
    ("cluster", "facts"),
    ("cluster-version", "gke-version"),
    ("deny-level", "deny"),
    ("disable", "ignore"),
    ("enable", "select"),
    ("excludes", "exclude"),
    ("extend-ignore", "ignore"),
    ("extend-select", "select"),
    ("per-file-ignores", "per-path-ignores"),
    ("region", "location"),
    ("severities", "severity"),
    ("version", "gke-version"),
    ("zone", "zones"),
];
