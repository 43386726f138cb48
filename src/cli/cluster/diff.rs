//! `diff --cluster`: what applying would change.

use crate::cli::args::ChangesFormatArg;
use crate::cli::args::DiffArgs;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cluster;
use crate::cluster::Cluster;
use crate::diag::Session;
use crate::diag::Severity;
use crate::output::Changes;
use crate::output::ChangesFormat;
use crate::pipeline;
use crate::report::shown;
use crate::source::Disk;
use std::path::PathBuf;

/// Compares what is rendered with what the cluster holds.
pub(in crate::cli) fn run(args: &DiffArgs, console: &Console) -> Exit {
    let mut cluster = match Cluster::connect(&args.access.access()) {
        Ok(cluster) => cluster,
        Err(finding) => return console.fail(finding),
    };
    let roots = if args.paths.is_empty() { vec![PathBuf::from(".")] } else { args.paths.clone() };
    let mut changes =
        Changes { before: cluster.address().to_owned(), roots: roots.len(), ..Changes::default() };
    let mut verdict = Exit::Clean;
    for root in &roots {
        let mut session = Session::default();
        let compared = pipeline::load(root, &Disk, &args.render.options(), &mut session).map(|rendered| {
            let (before, after) = cluster::live(&mut cluster, &rendered, &mut session)?;
            let name = shown(&root.to_string_lossy(), &console.working);
            Ok(pipeline::compare(
                &name,
                Some((&before, &session)),
                Some((&after, &session)),
                &console.working,
            ))
        });
        match compared {
            Ok(Ok(list)) => changes.objects.extend(list),
            Ok(Err(finding)) => {
                session.diagnostics.push(finding);
                verdict = Exit::CouldNotRun;
            }
            Err(_) => verdict = Exit::CouldNotRun,
        }
        if session.diagnostics.count(Severity::Error) > 0 {
            verdict = verdict.max(Exit::Findings);
        }
        console.findings(&session);
    }
    if verdict == Exit::CouldNotRun {
        // A part of the differences would look like all of them.
        return verdict;
    }
    if args.exit_code && !changes.objects.is_empty() {
        verdict = verdict.max(Exit::Findings);
    }
    console.note(&format!("{}\n", changes.summary()));
    let color = console.style_of_stdout().color;
    verdict.max(console.product(&changes.render(format(args.output_format), color)))
}

fn format(format: ChangesFormatArg) -> ChangesFormat {
    match format {
        ChangesFormatArg::Text => ChangesFormat::Text,
        ChangesFormatArg::Markdown => ChangesFormat::Markdown,
        ChangesFormatArg::Json => ChangesFormat::Json,
    }
}
