//! The `flightplan` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    flightplan::cli::run()
}
