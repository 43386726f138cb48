//! Patterns of paths, as the configuration writes them.

use crate::pipeline::includes::clean;
use globset::GlobBuilder;
use globset::GlobSet;
use globset::GlobSetBuilder;
use std::path::Path;

/// Patterns of paths. `*` stays within one folder, `**` does not; a pattern without `/` fits a name at any
/// depth; one that fits a folder covers all that is in it.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    set: Option<GlobSet>,
}

impl Globs {
    /// Reads patterns. The words say what is wrong with the first that is none, and which it is.
    pub fn new(patterns: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self, (usize, String)> {
        let mut builder = GlobSetBuilder::new();
        let mut any = false;
        for (index, pattern) in patterns.into_iter().enumerate() {
            any = true;
            let pattern = pattern.as_ref().trim_end_matches('/');
            let at_any_depth =
                if pattern.contains('/') { pattern.to_owned() } else { format!("**/{pattern}") };
            let whole = at_any_depth.trim_start_matches("./").trim_start_matches('/');
            let glob = GlobBuilder::new(whole).literal_separator(true).build();
            builder.add(glob.map_err(|error| (index, error.kind().to_string()))?);
        }
        if !any {
            return Ok(Self::default());
        }
        let set = builder.build().map_err(|error| (0, error.kind().to_string()))?;
        Ok(Self { set: Some(set) })
    }

    /// True if a path, or a folder that it is in, fits a pattern. Both are absolute; what is not below
    /// `from` fits nothing.
    pub fn cover(&self, from: &Path, path: &Path) -> bool {
        let Some(set) = &self.set else { return false };
        let path = clean(path);
        let Ok(inner) = path.strip_prefix(from) else { return false };
        inner.ancestors().filter(|part| !part.as_os_str().is_empty()).any(|part| set.is_match(part))
    }
}

#[cfg(test)]
mod tests {
    use super::Globs;
    use std::path::Path;

    #[test]
    fn a_folder_that_fits_covers_what_is_in_it() {
        for (pattern, path, fits) in [
            ("vendor", "/r/a/vendor/b/c.yaml", true),
            ("vendor/", "/r/vendor/c.yaml", true),
            ("vendor", "/r/vendored/c.yaml", false),
            ("overlays/dev", "/r/overlays/dev/x.yaml", true),
            ("overlays/dev", "/r/a/overlays/dev/x.yaml", false),
            ("overlays/*", "/r/overlays/dev", true),
            ("*/x.yaml", "/r/a/b/x.yaml", false),
            ("**/x.yaml", "/r/a/b/x.yaml", true),
            ("./a/*.yaml", "/r/a/x.yaml", true),
            ("*.yaml", "/r/a/b/x.yaml", true),
            ("{a,b}/*.yaml", "/r/b/x.yaml", true),
            ("a", "/elsewhere/a", false),
        ] {
            let globs = Globs::new([pattern]).unwrap();
            assert_eq!(globs.cover(Path::new("/r"), Path::new(path)), fits, "{pattern} {path}");
        }
        assert!(!Globs::default().cover(Path::new("/r"), Path::new("/r/a")));
        assert!(Globs::new(["a", "{b"]).is_err_and(|(index, _)| index == 1));
    }
}
