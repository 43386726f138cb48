//! GKE versions: `1.35.2-gke.1485000`, or less of it.

/// A GKE version in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// The Kubernetes minor version.
    pub minor: u32,
    /// The Kubernetes patch version.
    pub patch: u32,
    /// The number after `-gke.`.
    pub build: u32,
}

/// What is known of a cluster's version: `1.35` may be any version from `1.35.0` on, before `1.36.0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VersionRange {
    /// The lowest version it may be.
    pub from: Version,
    /// The highest version it may be.
    pub to: Version,
}

impl Version {
    /// Reads a version; parts that are not written are 0.
    pub fn parse(text: &str) -> Option<Self> {
        VersionRange::parse(text).map(|range| range.from)
    }
}

impl VersionRange {
    /// Reads a version of which the last parts may be missing.
    pub fn parse(text: &str) -> Option<Self> {
        let (numbers, build) = match text.trim().split_once("-gke.") {
            Some((numbers, build)) => (numbers, Some(build.parse().ok()?)),
            None => (text.trim(), None),
        };
        let mut parts = numbers.strip_prefix("1.")?.split('.');
        let minor = parts.next()?.parse().ok()?;
        let patch: Option<u32> = parts.next().map(str::parse).transpose().ok()?;
        if parts.next().is_some() || (build.is_some() && patch.is_none()) {
            return None;
        }
        let from = Version { minor, patch: patch.unwrap_or(0), build: build.unwrap_or(0) };
        let to = Version { minor, patch: patch.unwrap_or(u32::MAX), build: build.unwrap_or(u32::MAX) };
        Some(Self { from, to })
    }

    /// True if the version is certainly older than another.
    pub fn is_before(self, other: Version) -> bool {
        self.to < other
    }

    /// True if a feature that came with one version of each listed minor version, the lowest first, is
    /// certainly missing. An empty list is a feature that was always there.
    pub fn lacks(self, since: &[Version]) -> bool {
        let Some(first) = since.first() else { return false };
        let own = since.iter().rev().find(|it| it.minor <= self.to.minor).unwrap_or(first);
        self.is_before(*own)
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "1.{}.{}-gke.{}", self.minor, self.patch, self.build)
    }
}

/// As much of it as is known.
impl std::fmt::Display for VersionRange {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "1.{}", self.from.minor)?;
        if self.from.patch == self.to.patch {
            write!(out, ".{}", self.from.patch)?;
            if self.from.build == self.to.build {
                write!(out, "-gke.{}", self.from.build)?;
            }
        }
        Ok(())
    }
}

impl<'de> serde::Deserialize<'de> for Version {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!("`{text}` is not a GKE version such as `1.35.2-gke.1485000`"))
        })
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Version {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Version".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": r"^1\.[0-9]+(\.[0-9]+(-gke\.[0-9]+)?)?$"})
    }
}

#[cfg(test)]
mod tests {
    use super::{Version, VersionRange};

    fn range(text: &str) -> VersionRange {
        VersionRange::parse(text).unwrap()
    }

    #[test]
    fn a_version_written_in_part_may_be_any_of_its_line() {
        let first = Version::parse("1.35.2-gke.1485000").unwrap();
        assert!(!range("1.35").is_before(first));
        assert!(range("1.35.1").is_before(first));
        assert!(!range("1.35.2").is_before(first));
        assert!(range("1.35.2-gke.1484999").is_before(first));
        assert!(!range("1.35.2-gke.1485000").is_before(first));
        assert!(range("1.34").is_before(first));
        for text in ["", "1", "1.x", "2.30", "1.30-gke.5", "1.30.1.2", "v1.30"] {
            assert_eq!(VersionRange::parse(text), None, "{text}");
        }
        assert_eq!(range("1.35").to_string(), "1.35");
        assert_eq!(range("1.35.2-gke.1").to_string(), "1.35.2-gke.1");
    }

    #[test]
    fn a_feature_may_come_to_two_lines_at_once() {
        let since = ["1.28.6-gke.1369000", "1.29.1-gke.1575000"].map(|text| Version::parse(text).unwrap());
        assert!(range("1.27").lacks(&since));
        assert!(range("1.28.5").lacks(&since));
        assert!(!range("1.28.7").lacks(&since));
        assert!(range("1.29.0").lacks(&since));
        assert!(!range("1.29").lacks(&since));
        assert!(!range("1.30").lacks(&since));
        assert!(!range("1.20").lacks(&[]));
    }
}
