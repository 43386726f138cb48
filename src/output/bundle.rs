//! The ready-to-apply result: manifests in phases, a runbook, digests.

use std::fmt::Write;

use super::directory::names;
use super::file::File;
use super::manifest;
use super::phases::Phase;
use super::phases::phases;
use super::phases::with_wave;
use super::request::Request;
use super::runbook;
use super::stream::stream;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::plan;
use crate::source::Origin;

/// Makes the files of a bundle. The files read and the findings made so far are taken from the session;
/// the caller has checked the objects and does not ask for a bundle if the check fails.
pub fn bundle(request: &Request<'_>, session: &mut Session) -> Result<Vec<File>, Reported> {
    let rendered = request.rendered;
    if rendered.objects.is_empty() {
        return Err(session.diagnostics.error(
            Diagnostic::error(
                "bundle-empty",
                Origin::NONE,
                format!("`{}` renders to no object", request.root),
            )
            .help("list the base under `resources`"),
        ));
    }
    let Some(plan) = plan::find(&rendered.local, session)? else {
        return Err(session.diagnostics.error(
            Diagnostic::error(
                "bundle-plan",
                Origin::NONE,
                format!(
                    "`{}` has no FlightPlan, and the runbook reads every parameter from it",
                    request.root
                ),
            )
            .help("list a file with `kind: FlightPlan` under `resources`"),
        ));
    };
    let phases = phases(&rendered.objects);
    let runbook = runbook::write(&plan, &rendered.objects, &phases, session)?;

    let mut files = Vec::new();
    let mut listed: Vec<(Phase, String)> = Vec::new();
    for ((object, name), phase) in rendered.objects.iter().zip(unique(names(&rendered.objects))).zip(&phases)
    {
        let path = format!("{}/{name}", phase.folder());
        files.push(File::new(&path, stream(&[with_wave(object, *phase)])));
        listed.push((*phase, path));
    }
    // Stable: within a phase the order of the build remains.
    listed.sort_by_key(|(phase, _)| *phase);
    files.push(File::new("kustomization.yaml", kustomization(&listed)));
    files.push(File::new("runbook.md", runbook));
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let manifest = manifest::write(request, &plan, &files, session);
    files.push(File::new("bundle.json", manifest));
    Ok(files)
}

/// Two objects must not share a file: the second gets a number.
fn unique(names: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    names
        .into_iter()
        .map(|name| {
            let mut free = name.clone();
            let mut number = 2;
            while !seen.insert(free.clone()) {
                free = format!("{}-{number}.yaml", name.trim_end_matches(".yaml"));
                number += 1;
            }
            free
        })
        .collect()
}

/// All phases as one kustomization, in their order.
fn kustomization(listed: &[(Phase, String)]) -> String {
    let mut text = String::from(
        "# All phases at once, in their order. A tool that does not wait between them must know the\n\
         # annotation argocd.argoproj.io/sync-wave; otherwise follow runbook.md.\n\
         apiVersion: kustomize.config.k8s.io/v1beta1\n\
         kind: Kustomization\n\
         sortOptions:\n\
         \x20 order: fifo\n\
         resources:\n",
    );
    for (_, path) in listed {
        let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte));
        // Writing to a string cannot fail.
        let _ =
            if plain { writeln!(text, "- {path}") } else { writeln!(text, "- {}", serde_json::json!(path)) };
    }
    text
}
