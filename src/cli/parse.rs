//! Reads the command line.

use super::args::Args;
use super::args::BuildArgs;
use super::args::Command;
use super::args::Every;
use clap::Parser;
use clap::Subcommand;

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
    if std::env::args_os().nth(1).is_some_and(|first| first == "build")
        && let Ok(Only { every, command: OnlyBuild::Build(build) }) = Only::try_parse()
    {
        return Ok(Args { every, version: false, command: Some(Command::Build(build)) });
    }
    Args::try_parse()
}
