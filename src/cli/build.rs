//! `build DIR…`: renders kustomizations as `kustomize build` does.

use super::args::BuildArgs;
use super::console::Console;
use super::exit::Exit;
use super::write;
use crate::diag::Session;
use crate::object::Rendered;
use crate::output;
use crate::output::File;
use crate::pipeline;
use crate::pipeline::Product;
use crate::pipeline::Products;
use crate::source::Disk;
use std::path::Path;
use std::path::PathBuf;

/// Renders each root. Nothing is written unless all of them succeed.
pub(super) fn run(args: &BuildArgs, console: &Console) -> Exit {
    args.render.warn(console);
    let options = args.render.options();
    let here = [PathBuf::from(".")];
    let roots = if args.roots.is_empty() { here.as_slice() } else { args.roots.as_slice() };
    let Products { mut sessions, roots } =
        pipeline::render_all(roots, &Disk, &options, |rendered, root, session| {
            let files = files(&rendered, root, args, session);
            if roots.len() < 2 {
                // The process ends soon: taking a large tree apart node by node would only cost time.
                std::mem::forget(rendered);
            }
            files
        });
    let mut all = Vec::new();
    let mut whole = true;
    for Product { session, findings, made } in roots {
        match made {
            Ok(files) => all.push(files),
            Err(_) => whole = false,
        }
        if let Some(session) = sessions.get_mut(session) {
            session.diagnostics = findings;
            console.findings(session);
        }
    }
    if !whole {
        return Exit::CouldNotRun;
    }
    let exit = match &args.output {
        None => console.product(&joined(all.into_iter().flatten().map(|file| file.text).collect())),
        Some(path) => all.iter().map(|files| write::files(path, files, console)).max().unwrap_or(Exit::Clean),
    };
    std::mem::forget(sessions);
    exit
}

/// What is made of one root: its text, for stdout; below `--output` a file, or one for each object, or with
/// several roots one for each root.
fn files(rendered: &Rendered, root: &Path, args: &BuildArgs, session: &mut Session) -> Vec<File> {
    let Some(path) = &args.output else { return vec![File::new("", output::stream(&rendered.objects))] };
    if args.roots.len() > 1 {
        let name = root.to_string_lossy().trim_matches(['/', '.']).replace(['/', '\\'], "_");
        return vec![File::new(format!("{name}.yaml"), output::stream(&rendered.objects))];
    }
    if path.is_dir() {
        return output::directory(&rendered.objects, session);
    }
    vec![File::new("", output::stream(&rendered.objects))]
}

/// Several streams as one.
fn joined(mut texts: Vec<String>) -> String {
    texts.retain(|text| !text.is_empty());
    match texts.as_mut_slice() {
        // A single text may be large.
        [only] => std::mem::take(only),
        texts => texts.join("---\n"),
    }
}
