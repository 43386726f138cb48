//! Entries that name a repository or a file on another machine.

mod fetch;

use std::time::Duration;

pub(crate) use fetch::fetch;

use crate::build::config::Directive;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::yaml::Str;

/// What a remote entry names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remote {
    /// What `git` clones.
    pub(crate) repository: String,
    /// The folder within it.
    pub(crate) folder: String,
    /// The branch, tag or commit; empty for the default branch.
    pub(crate) reference: String,
    /// How long fetching may take.
    pub(crate) timeout: Option<Duration>,
    /// Whether submodules are fetched too.
    pub(crate) submodules: bool,
}

const SCHEMES: [&str; 4] = ["ssh://", "https://", "http://", "file://"];

impl Remote {
    /// Reads an entry as the address of a repository; `None` if it is a path. What counts as an address is
    /// what kustomize takes for one: a scheme, `user@host:`, or `github.com` and two more segments.
    pub(crate) fn of(entry: &str) -> Option<Self> {
        if entry.starts_with('/') {
            return None;
        }
        let (address, query) = entry.split_once('?').unwrap_or((entry, ""));
        let address = without_prefix(address, "git::").unwrap_or(address);
        let (scheme, rest) = SCHEMES
            .iter()
            .find_map(|scheme| Some((*scheme, without_prefix(address, scheme)?)))
            .unwrap_or(("", address));
        let (host, path) = if scheme == "file://" { (scheme.to_owned(), rest) } else { host(scheme, rest)? };
        let (repository, folder) = split(path, scheme == "file://")?;
        let folder = folder.trim_start_matches('/');
        if repository.is_empty() || leaves(folder) {
            return None;
        }
        let parameter =
            |name: &str| query.split('&').filter_map(|it| it.split_once('=')).find(|(key, _)| *key == name);
        let reference = parameter("ref").or_else(|| parameter("version")).map_or("", |(_, value)| value);
        Some(Self {
            repository: format!("{host}{repository}"),
            folder: folder.to_owned(),
            reference: reference.to_owned(),
            timeout: parameter("timeout").and_then(|(_, value)| seconds(value)).map(Duration::from_secs),
            submodules: parameter("submodules")
                .is_none_or(|(_, value)| !matches!(value, "false" | "0" | "f")),
        })
    }
}

impl Remote {
    /// How findings call files of this repository: `github.com/org/repo@v1`.
    pub(crate) fn shown(&self) -> String {
        let name = SCHEMES.iter().find_map(|scheme| without_prefix(&self.repository, scheme));
        let name = name.unwrap_or(&self.repository).trim_start_matches('/').replace("//", "/");
        if self.reference.is_empty() { name } else { format!("{name}@{}", self.reference) }
    }
}

/// `90`, `90s`, `2m` and `1h` in seconds.
fn seconds(text: &str) -> Option<u64> {
    let number =
        |suffix: char, factor: u64| text.strip_suffix(suffix)?.parse::<u64>().ok()?.checked_mul(factor);
    text.parse().ok().or_else(|| number('s', 1)).or_else(|| number('m', 60)).or_else(|| number('h', 3600))
}

/// True for an address of a file.
pub(crate) fn is_url(entry: &str) -> bool {
    without_prefix(entry, "https://").or_else(|| without_prefix(entry, "http://")).is_some()
}

fn without_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// The host with its scheme and user, and the path on it.
fn host<'a>(scheme: &str, rest: &'a str) -> Option<(String, &'a str)> {
    let (user, rest) = match rest.split_once('@') {
        Some((user, after)) if is_user(user) => (format!("{user}@"), after),
        _ => (String::new(), rest),
    };
    let github = without_prefix(rest, "github.com/").or_else(|| without_prefix(rest, "github.com:"));
    let like_scp = scheme.is_empty() && (!user.is_empty() || github.is_some());
    if scheme.is_empty() && !like_scp {
        return None;
    }
    if let Some(path) = github {
        return Some(if scheme == "ssh://" || !user.is_empty() {
            (format!("{user}github.com:"), path)
        } else {
            ("https://github.com/".to_owned(), path)
        });
    }
    let slash = rest.find('/');
    let colon = rest.find(':').filter(|colon| like_scp && *colon > 0 && slash.is_none_or(|at| *colon < at));
    let (host, path) = rest.split_at_checked(colon.or(slash)? + 1)?;
    Some((format!("{scheme}{user}{host}"), path))
}

fn is_user(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_alphabetic())
        && text.chars().all(|it| it.is_ascii_alphanumeric() || it == '-')
}

/// Parts the repository from the folder in it: at `_git/NAME`, `//` or `.git`, else after two segments.
fn split(path: &str, all: bool) -> Option<(&str, &str)> {
    if let Some(at) = path.find("_git/") {
        let name = path.get(at + "_git/".len()..)?;
        let end = name.find('/').map_or(path.len(), |slash| at + "_git/".len() + slash);
        return path.split_at_checked(end);
    }
    if let Some(parts) = path.split_once("//") {
        return Some(parts);
    }
    if let Some(at) = path.find(".git") {
        return path.split_at_checked(at + ".git".len());
    }
    if all {
        return Some((path, ""));
    }
    let second = path.match_indices('/').nth(1).map_or(path.len(), |(at, _)| at);
    path.contains('/').then(|| path.split_at_checked(second)).flatten()
}

fn leaves(folder: &str) -> bool {
    let mut depth = 0_usize;
    for part in folder.split('/') {
        match part {
            "" | "." => {}
            ".." if depth == 0 => return true,
            ".." => depth -= 1,
            _ => depth += 1,
        }
    }
    false
}

/// Refuses an entry that would have to be fetched.
pub(crate) fn refuse(entry: &Directive<Str>, session: &mut Session) -> Reported {
    let finding = Diagnostic::error(
        "remote-entry",
        entry.at,
        format!("`{}` names `{}`, which lies on another machine", entry.field, entry.value),
    );
    let help = match Remote::of(&entry.value) {
        Some(remote) => {
            let at = if remote.reference.is_empty() { "" } else { " at the reference it names" };
            let folder = if remote.folder.is_empty() { "." } else { &remote.folder };
            format!(
                "clone `{}`{at} beside this kustomization and list its folder `{folder}`",
                remote.repository
            )
        }
        None => "download the file beside this kustomization and list it here".to_owned(),
    };
    session.diagnostics.error(finding.help(help))
}

#[cfg(test)]
mod tests {
    use super::Remote;

    #[test]
    fn knows_an_address_from_a_path() {
        let read = |entry: &str| Remote::of(entry).map(|it| (it.repository, it.folder, it.reference));
        let some = |a: &str, b: &str, c: &str| Some((a.to_owned(), b.to_owned(), c.to_owned()));
        for (entry, expected) in [
            (
                "https://github.com/org/repo/path/to?ref=v1",
                some("https://github.com/org/repo", "path/to", "v1"),
            ),
            ("github.com/org/repo//path?ref=v1&timeout=9", some("https://github.com/org/repo", "path", "v1")),
            ("git@github.com:org/repo.git", some("git@github.com:org/repo.git", "", "")),
            ("git@example.com:org/repo.git//a/b", some("git@example.com:org/repo.git", "a/b", "")),
            ("ssh://git@example.com/org/repo/a", some("ssh://git@example.com/org/repo", "a", "")),
            ("file:///srv/repo.git/a?ref=main", some("file:///srv/repo.git", "a", "main")),
            (
                "https://dev.azure.com/org/p/_git/repo/a/b",
                some("https://dev.azure.com/org/p/_git/repo", "a/b", ""),
            ),
            ("git::https://example.com/org/repo", some("https://example.com/org/repo", "", "")),
            ("https://github.com/org", None),
            ("https://example.com/org/repo//../x", None),
            ("../base", None),
            ("base/github.com/org/repo", None),
            ("/abs/github.com/org/repo", None),
            ("github.com", None),
        ] {
            assert_eq!(read(entry), expected, "{entry}");
        }
    }
}
