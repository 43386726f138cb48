//! Image references: `host/repository:tag@digest`.

/// The parts of an image reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Image<'a> {
    /// The registry's host; `docker.io` if none is written.
    pub host: &'a str,
    /// The path after the host, as written.
    pub repository: &'a str,
    /// The tag, if one is written.
    pub tag: Option<&'a str>,
    /// The digest (`sha256:…`), if one is written.
    pub digest: Option<&'a str>,
}

impl<'a> Image<'a> {
    /// Takes a reference apart. Never fails: what is no reference gives odd parts.
    pub fn parse(text: &'a str) -> Self {
        let (name, digest) = match text.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (text, None),
        };
        let (name, tag) = match name.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
            _ => (name, None),
        };
        let (host, repository) = match name.split_once('/') {
            Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => (host, rest),
            _ => ("docker.io", name),
        };
        Self { host, repository, tag, digest }
    }

    /// The location of an Artifact Registry host: `us` of `us-docker.pkg.dev`.
    pub fn registry_location(&self) -> Option<&'a str> {
        self.host.strip_suffix("-docker.pkg.dev")
    }

    /// The project of an Artifact Registry reference.
    pub fn registry_project(&self) -> Option<&'a str> {
        self.registry_location()?;
        self.repository.split('/').next()
    }

    /// The last part of the repository's path.
    pub fn name(&self) -> &'a str {
        self.repository.rsplit('/').next().unwrap_or(self.repository)
    }
}

#[cfg(test)]
mod tests {
    use super::Image;

    #[test]
    fn references_come_apart() {
        let image = Image::parse("us-docker.pkg.dev/vertex-ai/models/vllm:0.9@sha256:abc");
        assert_eq!(image.host, "us-docker.pkg.dev");
        assert_eq!(image.registry_location(), Some("us"));
        assert_eq!(image.registry_project(), Some("vertex-ai"));
        assert_eq!((image.tag, image.digest), (Some("0.9"), Some("sha256:abc")));
        assert_eq!(image.name(), "vllm");
        let image = Image::parse("vllm/vllm-openai");
        assert_eq!((image.host, image.repository, image.tag), ("docker.io", "vllm/vllm-openai", None));
        let image = Image::parse("localhost:5000/a/b");
        assert_eq!((image.host, image.repository, image.tag), ("localhost:5000", "a/b", None));
    }
}
