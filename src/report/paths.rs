//! Paths as the user reads them.

use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

/// A path relative to the working directory, with `/` between its parts. A path above the working
/// directory starts with `../`; one on another tree altogether stays absolute.
pub fn shown(path: &str, working: &Path) -> String {
    let full = normal(&working.join(path));
    let own = normal(working);
    let mut left = full.components().peekable();
    let mut right = own.components().peekable();
    let mut same = 0;
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        if one != other {
            break;
        }
        same += 1;
        left.next();
        right.next();
    }
    let up = right.count();
    // Up to the root of the file system and down again is longer than the absolute path.
    if same <= 1 && up > 0 {
        return slashed(&full);
    }
    let parts = std::iter::repeat_n("..".to_owned(), up)
        .chain(left.map(|part| part.as_os_str().to_string_lossy().into_owned()));
    let joined = parts.collect::<Vec<_>>().join("/");
    if joined.is_empty() { ".".to_owned() } else { joined }
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Takes out `.` and `..` without asking the disk.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                if !matches!(out.components().next_back(), Some(Component::Normal(_))) || !out.pop() {
                    out.push("..");
                }
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::shown;
    use std::path::Path;

    #[test]
    fn is_relative_to_the_working_directory() {
        let at = Path::new("/home/me/repo");
        for (path, want) in [
            ("/home/me/repo/base/x.yaml", "base/x.yaml"),
            ("overlays/a/../../base/x.yaml", "base/x.yaml"),
            ("./x.yaml", "x.yaml"),
            ("/home/me/other/x.yaml", "../other/x.yaml"),
            ("../x.yaml", "../x.yaml"),
            ("/tmp/x.yaml", "/tmp/x.yaml"),
            ("/home/me/repo", "."),
            ("-", "-"),
        ] {
            assert_eq!(shown(path, at), want, "{path}");
        }
    }
}
