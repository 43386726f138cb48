//! Fetches repositories with `git` into a cache that is keyed by repository and commit, so that no commit
//! is fetched twice.

use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;

use sha2::Digest;
use sha2::Sha256;

use crate::build::config::Directive;
use crate::build::load::Folder;
use crate::build::options::Options;
use crate::build::places;
use crate::build::remote::Remote;
use crate::build::remote::refuse;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::diag::nearest;
use crate::source::End;
use crate::source::EntryKind;
use crate::source::Job;
use crate::source::Tree;
use crate::yaml::Str;

/// The reference that says of a copy that it is whole.
const WHOLE: &str = "refs/flightplan/whole";

/// How long `git` may take unless the entry has a `timeout`.
const LIMIT: Duration = Duration::from_mins(2);

/// The folder that an entry names in a repository.
pub(crate) fn fetch(
    entry: &Directive<Str>,
    tree: &dyn Tree,
    options: &Options,
    session: &mut Session,
) -> Result<Folder, Reported> {
    let (Some(remote), Some(cache)) = (Remote::of(&entry.value), &options.cache) else {
        return Err(refuse(entry, session));
    };
    let key = Sha256::digest(&remote.repository).iter().take(12).fold(String::new(), |mut key, byte| {
        let _ = write!(key, "{byte:02x}");
        key
    });
    let home = cache.join("git").join(key);
    let git = Git { remote: &remote, entry, tree, options };
    let copy = git.copy(&home, session)?;
    let folder = places::clean(&copy.join(&remote.folder));
    let inside = tree.canonical(&copy).ok().zip(tree.canonical(&folder).ok());
    match inside {
        Some((top, real)) if real.starts_with(&top) && tree.kind(&real) == Some(EntryKind::Folder) => {
            let shown = PathBuf::from(remote.shown()).join(&remote.folder);
            Ok(Folder { real, shown, repository: Some(top) })
        }
        _ => {
            let message = format!("`{}` holds no folder `{}`", remote.repository, remote.folder);
            let finding = Diagnostic::error("missing-remote-folder", entry.at, message);
            let names = tree.list(&copy).unwrap_or_default();
            let first = remote.folder.split('/').next().unwrap_or_default();
            let near = nearest(first, names.iter().map(|(name, _)| name.as_str()));
            Err(session.diagnostics.error(match near.filter(|near| *near != first) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding.help("correct the folder, or the `ref`"),
            }))
        }
    }
}

fn is_commit(reference: &str) -> bool {
    reference.len() == 40 && reference.bytes().all(|it| it.is_ascii_hexdigit())
}

struct Git<'g> {
    remote: &'g Remote,
    entry: &'g Directive<Str>,
    tree: &'g dyn Tree,
    options: &'g Options,
}

impl Git<'_> {
    /// The folder with the commit that is asked for.
    fn copy(&self, home: &Path, session: &mut Session) -> Result<PathBuf, Reported> {
        let reference = self.remote.reference.as_str();
        let known = is_commit(reference).then(|| reference.to_ascii_lowercase());
        if let Some(commit) = &known {
            let copy = self.place(home, commit);
            if self.is_whole(&copy) {
                return Ok(copy);
            }
        }
        if self.options.offline {
            let message =
                format!("`{}` names `{}`, and nothing may be fetched", self.entry.field, self.entry.value);
            let finding = Diagnostic::error("offline", self.entry.at, message);
            return Err(session.diagnostics.error(if known.is_some() {
                finding.help("build once without `--offline`; the commit is kept after that")
            } else {
                finding.help("build without `--offline`, or write `?ref=` with a full commit id, which is kept once it was fetched")
            }));
        }
        let commit = match known {
            Some(commit) => commit,
            None => self.resolve(session)?,
        };
        let copy = self.place(home, &commit);
        if !self.is_whole(&copy) {
            self.clone(&copy, &commit, session)?;
        }
        Ok(copy)
    }

    /// The folder of a commit. One without submodules is another than one with them.
    fn place(&self, home: &Path, commit: &str) -> PathBuf {
        if self.remote.submodules { home.join(commit) } else { home.join(format!("{commit}-alone")) }
    }

    fn is_whole(&self, copy: &Path) -> bool {
        self.tree.kind(&copy.join(".git").join(WHOLE)) == Some(EntryKind::File)
    }

    /// The commit that a branch or a tag stands for now.
    fn resolve(&self, session: &mut Session) -> Result<String, Reported> {
        let listed = self.run(None, &["ls-remote", "--", &self.remote.repository], session)?;
        let lines: Vec<(&str, &str)> = listed.lines().filter_map(|line| line.split_once('\t')).collect();
        let find =
            |name: &str| lines.iter().find(|(_, it)| *it == name).map(|(commit, _)| (*commit).to_owned());
        let reference = self.remote.reference.as_str();
        if reference.is_empty()
            && let Some(commit) = find("HEAD")
        {
            return Ok(commit);
        }
        let found = find(&format!("refs/tags/{reference}^{{}}"))
            .or_else(|| find(&format!("refs/tags/{reference}")))
            .or_else(|| find(&format!("refs/heads/{reference}")))
            .or_else(|| find(reference));
        if let Some(commit) = found {
            return Ok(commit);
        }
        let message = match reference {
            "" => format!("`{}` has no commit", self.remote.repository),
            _ => format!("`{}` has no branch and no tag `{reference}`", self.remote.repository),
        };
        let names = lines.iter().filter_map(|(_, name)| {
            name.strip_prefix("refs/heads/").or_else(|| name.strip_prefix("refs/tags/"))
        });
        let finding = Diagnostic::error("unknown-git-reference", self.entry.at, message);
        let short = reference.len() >= 7 && reference.bytes().all(|it| it.is_ascii_hexdigit());
        Err(session.diagnostics.error(match nearest(reference, names) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None if short => finding.help("write all 40 digits of the commit id"),
            None => finding.help("correct `?ref=`"),
        }))
    }

    fn clone(&self, copy: &Path, commit: &str, session: &mut Session) -> Result<(), Reported> {
        let repository = self.remote.repository.as_str();
        let at = copy.display().to_string();
        self.run(None, &["init", "-q", "--", &at], session)?;
        // Submodules with relative addresses need an origin. It may be there from a try that was interrupted.
        self.attempt(Some(copy), &["remote", "add", "origin", repository]).ok();
        let by_commit = self.attempt(Some(copy), &["fetch", "-q", "--depth=1", "--", repository, commit]);
        if by_commit.is_err() && is_commit(&self.remote.reference) {
            self.run(Some(copy), &["fetch", "-q", "--", repository], session)?;
        } else if by_commit.is_err() {
            // Some servers hand out branches and tags only.
            let reference = if self.remote.reference.is_empty() { "HEAD" } else { &self.remote.reference };
            self.run(Some(copy), &["fetch", "-q", "--depth=1", "--", repository, reference], session)?;
        }
        self.run(Some(copy), &["checkout", "-q", "-f", commit], session)?;
        if self.remote.submodules && self.tree.kind(&copy.join(".gitmodules")) == Some(EntryKind::File) {
            self.run(Some(copy), &["submodule", "-q", "update", "--init", "--recursive"], session)?;
        }
        self.run(Some(copy), &["update-ref", WHOLE, "HEAD"], session).map(drop)
    }

    fn run(&self, folder: Option<&Path>, args: &[&str], session: &mut Session) -> Result<String, Reported> {
        self.attempt(folder, args).map_err(|why| {
            let message = format!("`{}` cannot be fetched: {}", self.remote.repository, why.0);
            let finding = Diagnostic::error("unreachable-repository", self.entry.at, message);
            session.diagnostics.error(finding.label("named here").help(why.1))
        })
    }

    /// What `git` prints; or what went wrong, and what may help.
    fn attempt(&self, folder: Option<&Path>, args: &[&str]) -> Result<String, (String, String)> {
        let limit = self.remote.timeout.unwrap_or(LIMIT);
        let job = Job {
            program: "git".to_owned(),
            args: args.iter().map(|it| (*it).to_owned()).collect(),
            folder: folder.unwrap_or(Path::new("/")).to_owned(),
            // Nobody is there to be asked for a password.
            env: vec![
                ("GIT_TERMINAL_PROMPT".to_owned(), "0".to_owned()),
                ("LC_ALL".to_owned(), "C".to_owned()),
            ],
            input: Vec::new(),
            temporary: Vec::new(),
            limit,
            loud: false,
        };
        let done = self.options.programs.run(&job).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => ("there is no `git`".to_owned(), "install git".to_owned()),
            _ => (error.to_string(), "repositories are fetched with git".to_owned()),
        })?;
        match done.end {
            End::Code(0) => Ok(String::from_utf8_lossy(&done.output).into_owned()),
            End::TimedOut => Err((
                format!("git took longer than {} seconds", limit.as_secs()),
                "add `timeout=300s` to the address".to_owned(),
            )),
            _ => {
                let errors = done.errors.trim();
                let line = errors.lines().find(|it| it.starts_with("fatal:") || it.starts_with("error:"));
                let line = line.or_else(|| errors.lines().last()).unwrap_or("git failed without a word");
                Err((line.trim_start_matches("fatal: ").to_owned(), format!("try `git {}`", args.join(" "))))
            }
        }
    }
}
