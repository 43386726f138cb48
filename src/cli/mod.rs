//! Arguments, and one file per command. The only room that touches the environment and the standard
//! streams; it decides nothing about Kubernetes.
//!
//! Exit codes: 0 clean, 1 findings at or above the deny level, 2 could not run. stdout is the product and
//! is written only when all of it is known; stderr is for diagnostics.

mod admission;
mod argocd;
mod args;
mod baseline;
mod blame;
mod build;
mod bundle;
mod check;
mod cluster;
mod completions;
mod console;
mod diff;
mod exit;
mod explain;
mod fix;
mod function;
mod init;
mod outside;
mod pages;
mod parse;
mod programs;
mod render;
mod rules;
mod schema;
mod settings;
mod write;

pub use args::Args;
pub use pages::pages;

use crate::pipeline;
use crate::rules::Catalog;
use args::Command;
use clap::CommandFactory;
use console::Console;
use console::tell;
use exit::Exit;
use std::io;
use std::io::IsTerminal as _;
use std::process::ExitCode;

/// Reads the arguments, runs the command, and gives the exit code.
pub fn run() -> ExitCode {
    let args = match parse::parse() {
        Ok(args) => args,
        Err(error) => {
            // A closed pipe while help is printed is nobody's fault.
            let _ = error.print();
            return if error.use_stderr() { Exit::CouldNotRun.into() } else { Exit::Clean.into() };
        }
    };
    let console = Console::new(args.every.color, args.every.quiet);
    if args.version {
        return console.product(&version()).into();
    }
    let Some(command) = args.command else { return without_command(&console).into() };
    match command {
        Command::Build(args) => build::run(&args, &console),
        Command::Check(args) => check::run(&args, &console),
        Command::Bundle(args) => bundle::run(&args, &console),
        Command::Verify(args) => cluster::verify(&args, &console),
        Command::Resolve(args) => cluster::resolve(&args, &console),
        Command::Argocd(command) => argocd::run(&command, &console),
        Command::Function => function::run(&console),
        Command::Init(args) => init::run(&args, &console),
        Command::Schema(args) => schema::run(&args, &console),
        Command::ExplainAdmission(args) => admission::run(&args, &console),
        Command::Blame(args) => blame::run(&args, &console),
        Command::Diff(args) if args.cluster => cluster::diff(&args, &console),
        Command::Diff(args) => diff::run(&args, &console),
        Command::Rules(args) => rules::run(&args, &console),
        Command::Explain(args) => explain::explain(&args, &console),
        Command::Completions(args) => completions::completions(&args, &console),
        Command::Man(args) => completions::man(&args, &console),
    }
    .into()
}

/// The version, and the dates of the facts.
fn version() -> String {
    let versions = pipeline::versions(&Catalog::builtin());
    format!(
        "flightplan {}\ncatalog of GKE facts: {}\nschemas: Kubernetes {}\n",
        env!("CARGO_PKG_VERSION"),
        versions.catalog,
        versions.schemas
    )
}

/// kustomize calls a function without arguments, so what comes on stdin decides; a person gets help.
fn without_command(console: &Console) -> Exit {
    if !io::stdin().is_terminal() {
        match outside::stdin() {
            Ok(bytes) if !bytes.is_empty() => return function::on(&bytes, console),
            _ => {}
        }
    }
    tell(&Args::command().render_help().to_string());
    Exit::CouldNotRun
}
