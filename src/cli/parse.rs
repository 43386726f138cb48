//! Reads the command line.

use super::args::Args;
use super::args::BuildArgs;
use super::args::Command;
use super::args::Every;
use super::render::RenderArgs;
use clap::Parser;
use clap::Subcommand;
use std::ffi::OsStr;
use std::ffi::OsString;
use std::path::PathBuf;

/// `build` alone, with what stands before or behind it.
#[derive(Debug, Parser)]
#[command(
    name = "flightplan",
    disable_version_flag = true,
    disable_help_subcommand = true,
    disable_help_flag = true
)]
struct Only {
    #[command(flatten)]
    every: Every,
    #[command(subcommand)]
    command: OnlyBuild,
}

#[derive(Debug, Subcommand)]
enum OnlyBuild {
    #[command(disable_help_flag = true)]
    Build(BuildArgs),
}

/// Reads the arguments. To make ready for all commands takes as long as a small build, so `build`, which is run
/// the most, is tried alone; whatever does not fit then is read again, and told, as one command of many.
pub(super) fn parse() -> Result<Args, clap::Error> {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    if let Some(args) = plain(&words) {
        return Ok(args);
    }
    if words.first().is_some_and(|first| first == "build")
        && let Ok(Only { every, command: OnlyBuild::Build(build) }) = Only::try_parse()
    {
        return Ok(Args { every, version: false, command: Some(Command::Build(build)) });
    }
    Args::try_parse()
}

/// `build` and folders, and not one flag: there is nothing in it to be made ready for.
fn plain(words: &[OsString]) -> Option<Args> {
    let (first, roots) = words.split_first()?;
    let is_folder = |word: &OsStr| word.as_encoded_bytes().first().is_some_and(|byte| *byte != b'-');
    if first != "build" || !roots.iter().all(|root| is_folder(root)) {
        return None;
    }
    let roots = roots.iter().map(PathBuf::from).collect();
    let build = BuildArgs { roots, output: None, render: RenderArgs::default() };
    Some(Args { every: Every::default(), version: false, command: Some(Command::Build(build)) })
}

#[cfg(test)]
mod tests {
    use super::Args;
    use super::plain;
    use clap::Parser as _;
    use std::ffi::OsString;

    fn both(words: &[&str]) -> (Option<String>, Option<String>) {
        let owned: Vec<OsString> = words.iter().map(OsString::from).collect();
        let all = std::iter::once("flightplan").chain(words.iter().copied());
        let shown = |args: Args| format!("{args:?}");
        (plain(&owned).map(shown), Args::try_parse_from(all).ok().map(shown))
    }

    #[test]
    fn a_plain_build_is_what_it_is_among_all_commands() {
        for words in [&["build"][..], &["build", "a"], &["build", "a/b", ".", "build"]] {
            let (quick, whole) = both(words);
            assert!(quick.is_some());
            assert_eq!(quick, whole);
        }
    }

    #[test]
    fn whatever_else_is_said_is_read_with_all_that_may_be() {
        for words in
            [&["build", "-o", "x"][..], &["build", "a", "--offline"], &["build", ""], &["check", "a"]]
        {
            assert_eq!(both(words).0, None, "{words:?}");
        }
    }
}
