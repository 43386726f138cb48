//! Releases of vLLM.

/// A release of vLLM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release(pub [u32; 3]);

impl Release {
    /// Reads `v0.30.0-cu129`, `0.6.3.post1`; what follows the third number does not count.
    pub(in crate::rules) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).splitn(3, '.');
        let (major, minor, patch) = (parts.next()?, parts.next()?, parts.next()?);
        let end = patch.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(patch.len());
        let (patch, _) = patch.split_at_checked(end)?;
        Some(Self([major.parse().ok()?, minor.parse().ok()?, patch.parse().ok()?]))
    }
}

impl std::fmt::Display for Release {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self([major, minor, patch]) = self;
        write!(out, "{major}.{minor}.{patch}")
    }
}

impl<'de> serde::Deserialize<'de> for Release {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no release of vLLM")))
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Release {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Release".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+$"})
    }
}

#[cfg(test)]
mod tests {
    use super::Release;

    #[test]
    fn tags_name_releases() {
        assert_eq!(Release::parse("v0.30.0-cu129"), Some(Release([0, 30, 0])));
        assert_eq!(Release::parse("0.6.3.post1"), Some(Release([0, 6, 3])));
        for text in ["latest", "20240910_0916_RC00", "v0.6", "0.6.x"] {
            assert_eq!(Release::parse(text), None, "{text}");
        }
        assert!(Release([0, 9, 2]) < Release([0, 12, 0]));
    }
}
