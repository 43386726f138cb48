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
use crate::source::Disk;
use std::path::Path;
use std::path::PathBuf;

/// Renders each root. Nothing is written unless all of them succeed.
pub(super) fn run(args: &BuildArgs, console: &Console) -> Exit {
    args.render.warn(console);
    let options = args.render.options();
    let here = [PathBuf::from(".")];
    let roots = if args.roots.is_empty() { here.as_slice() } else { args.roots.as_slice() };
    let runs = pipeline::each(roots, |root| {
        let mut session = Session::default();
        let rendered = pipeline::render(root, &Disk, &options, &mut session);
        (session, rendered)
    });
    let mut all = Vec::new();
    let mut whole = true;
    for ((mut session, rendered), root) in runs.into_iter().zip(roots) {
        match rendered {
            Ok(rendered) => {
                let files = files(&rendered, root, args, &mut session);
                all.push((rendered, files));
            }
            Err(_) => whole = false,
        }
        console.findings(&session);
    }
    if !whole {
        return Exit::CouldNotRun;
    }
    match &args.output {
        None => {
            let texts: Vec<String> =
                all.iter().map(|(rendered, _)| output::stream(&rendered.objects)).collect();
            console.product(&joined(&texts))
        }
        Some(path) => {
            all.iter().map(|(_, files)| write::files(path, files, console)).max().unwrap_or(Exit::Clean)
        }
    }
}

/// The files of one root below `--output`: one, or one for each object, or with several roots one for
/// each root.
fn files(rendered: &Rendered, root: &Path, args: &BuildArgs, session: &mut Session) -> Vec<File> {
    let Some(path) = &args.output else { return Vec::new() };
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
fn joined(texts: &[String]) -> String {
    texts.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join("---\n")
}
