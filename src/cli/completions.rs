//! `completions SHELL` and `man`: made from the same description of the arguments as the help.

use super::args::Args;
use super::args::CompletionsArgs;
use super::args::ManArgs;
use super::console::Console;
use super::exit::Exit;
use crate::diag::Diagnostic;
use crate::source::Origin;
use clap::CommandFactory;
use std::fs;
use std::io;
use std::path::Path;

/// Prints the completions for a shell.
pub(super) fn completions(args: &CompletionsArgs, console: &Console) -> Exit {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "flightplan", &mut out);
    console.product(&String::from_utf8_lossy(&out))
}

/// Prints the manual page, or writes one for each command into a directory.
pub(super) fn man(args: &ManArgs, console: &Console) -> Exit {
    let made = match &args.output {
        None => page(&Args::command()).map(Some),
        Some(folder) => write(folder).map(|()| None),
    };
    match made {
        Ok(Some(text)) => console.product(&text),
        Ok(None) => Exit::Clean,
        Err(error) => console.fail(Diagnostic::error(
            "output-unwritable",
            Origin::NONE,
            format!("cannot write the manual pages: {error}"),
        )),
    }
}

fn write(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    clap_mangen::generate_to(Args::command(), folder)
}

fn page(command: &clap::Command) -> io::Result<String> {
    let mut out = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut out)?;
    Ok(String::from_utf8_lossy(&out).into_owned())
}
