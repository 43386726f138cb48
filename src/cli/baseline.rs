//! `--baseline FILE` and `--write-baseline`.

use super::console::Console;
use super::exit::Exit;
use super::write;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::pipeline::Baseline;
use crate::report::Report;
use crate::source::Origin;
use std::fs;
use std::io;
use std::path::Path;

/// Takes the findings that a baseline knows out of a report, or writes them to it. Gives the end of the run if
/// it was written.
pub(super) fn hold(
    path: &Path,
    anew: bool,
    report: &mut Report,
    console: &Console,
) -> Result<Option<Exit>, Exit> {
    let folder = console.working.join(path).parent().map(Path::to_owned).unwrap_or_default();
    let mut session = Session::default();
    let known = match fs::read(path) {
        Ok(bytes) => Baseline::read(&folder, &path.to_string_lossy(), bytes, &mut session),
        // The first time there is nothing to read.
        Err(error) if anew && error.kind() == io::ErrorKind::NotFound => Ok(Baseline::empty(&folder)),
        Err(error) => {
            let message = format!("the baseline `{}` cannot be read: {error}", path.display());
            let finding = Diagnostic::error("unreadable-file", Origin::NONE, message);
            return Err(console.fail(finding.help("write it with `--write-baseline`")));
        }
    };
    let Ok(known) = known else {
        console.findings(&session);
        return Err(Exit::CouldNotRun);
    };
    if !anew {
        known.apply(report, &console.working, &mut session);
        report.add(&session, &console.working);
        return Ok(None);
    }
    let text = known.renewed(report, &console.working);
    if let Err(error) = write::whole(path, &text) {
        return Err(console.fail(write::unwritable(path, &error)));
    }
    let count = report.findings.len();
    let findings = if count == 1 { "finding" } else { "findings" };
    console.note(&format!("{count} {findings} written to {}\n", path.display()));
    Ok(Some(Exit::Clean))
}
