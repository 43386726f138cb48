//! `explain CODE`: the page of a code.

use super::args::ExplainArgs;
use super::console::Console;
use super::exit::Exit;
use super::pages::pages;
use crate::diag::Diagnostic;
use crate::report::Pages;
use crate::source::Origin;
use std::fmt::Write as _;

/// Prints the page of each code.
pub(super) fn explain(args: &ExplainArgs, console: &Console) -> Exit {
    let pages = pages();
    let mut out = String::new();
    for code in &args.codes {
        let Some(page) = pages.find(code) else { return console.fail(unknown_code(code, &pages)) };
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "`{}` ({})\n\n{}", page.code, page.severity.name(), page.docs.trim());
    }
    console.product(&out)
}

/// The finding for a code that does not exist.
pub(super) fn unknown_code(code: &str, pages: &Pages) -> Diagnostic {
    let finding = Diagnostic::error("unknown-code", Origin::NONE, format!("there is no code `{code}`"));
    match pages.nearest(code) {
        Some(right) => finding.help(format!("did you mean `{right}`?")),
        None => finding.help("`flightplan rules --all` lists every code"),
    }
}
