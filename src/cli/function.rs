//! `function`, and no arguments with something on stdin: a KRM function, ResourceList in, ResourceList out.

use super::console::Console;
use super::exit::Exit;
use super::outside;
use crate::diag::Session;
use crate::output::ResourceList;
use crate::pipeline;
use crate::pipeline::Settings;

/// Reads stdin and runs the function that it asks for.
pub(super) fn run(console: &Console) -> Exit {
    match outside::stdin() {
        Ok(bytes) => on(&bytes, console),
        Err(error) => console.fail(outside::unreadable_stdin(&error)),
    }
}

/// Runs the function that a ResourceList asks for. kustomize shows stderr alone, and only if the exit code
/// is not 0, so the findings are told there, and in the results of the list.
pub(super) fn on(bytes: &[u8], console: &Console) -> Exit {
    let mut session = Session { rules: Some(pipeline::rules_digest), ..Session::default() };
    let settings = Settings { today: outside::today(), ..Settings::default() };
    let mut check = |rendered: &_, session: &mut _| pipeline::inspect(rendered, &settings, session);
    let text = String::from_utf8_lossy(bytes);
    let verdict = ResourceList::run(&*text, "(stdin)", &mut check, &mut session);
    console.findings(&session);
    if verdict.text.is_empty() {
        return Exit::CouldNotRun;
    }
    let printed = console.product(&verdict.text);
    printed.max(if verdict.failed { Exit::Findings } else { Exit::Clean })
}
