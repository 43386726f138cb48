//! `init`: writes base, overlays and a FlightPlan for a model and an accelerator.

use super::console::Console;
use super::exit::Exit;
use super::write;
use crate::diag::Diagnostic;
use crate::diag::Session;
use crate::output;
use crate::output::Wanted;
use crate::source::Origin;
use std::path::Path;
use std::path::PathBuf;

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub(super) struct InitArgs {
    /// The directory of the new service; the working directory if none is given.
    #[arg(value_name = "DIR")]
    pub(super) directory: Option<PathBuf>,
    /// The model on Hugging Face.
    #[arg(long, value_name = "OWNER/NAME")]
    pub(super) model: String,
    /// The type of GPU, such as nvidia-l4.
    #[arg(long, value_name = "TYPE")]
    pub(super) accelerator: String,
    /// How many GPUs a replica has; found for known models.
    #[arg(long, value_name = "N")]
    pub(super) count: Option<u32>,
    /// The size of the model's files, such as 35Gi; known for some models.
    #[arg(long, value_name = "SIZE")]
    pub(super) weights_size: Option<String>,
    /// The region of the cluster.
    #[arg(long, value_name = "REGION")]
    pub(super) location: String,
    /// A zone with the GPU; repeatable, found for most regions.
    #[arg(long, value_name = "ZONE", value_delimiter = ',')]
    pub(super) zone: Vec<String>,
    /// The project of the cluster.
    #[arg(long, value_name = "PROJECT")]
    pub(super) project: String,
    /// The project's number; the runbook looks it up if it is not given.
    #[arg(long, value_name = "NUMBER")]
    pub(super) project_number: Option<String>,
    /// The cluster.
    #[arg(long, value_name = "NAME", default_value = "vllm")]
    pub(super) cluster: String,
    /// The version of the cluster, such as 1.35.
    #[arg(long, value_name = "VERSION")]
    pub(super) gke_version: Option<String>,
    /// An overlay: image-preload, image-streaming, hyperdisk-ml, gcs-fuse, filestore, burst, steady, economy,
    /// spot, compute-class or secret-manager; repeatable, one of each axis.
    #[arg(long, value_name = "OVERLAY", value_delimiter = ',')]
    pub(super) overlay: Vec<String>,
}

/// Writes the files of a new service, and says what to do with them. Writes nothing over what is there.
pub(super) fn run(args: &InitArgs, console: &Console) -> Exit {
    let folder = args.directory.as_deref().unwrap_or(Path::new("."));
    let wanted = Wanted {
        model: args.model.clone(),
        accelerator: args.accelerator.clone(),
        count: args.count,
        weights_size: args.weights_size.clone().unwrap_or_default(),
        location: args.location.clone(),
        zones: args.zone.clone(),
        project: args.project.clone(),
        project_number: args.project_number.clone().unwrap_or_default(),
        cluster: args.cluster.clone(),
        gke_version: args.gke_version.clone().unwrap_or_default(),
        overlays: args.overlay.clone(),
    };
    let mut session = Session::default();
    let files = output::init(&wanted, &mut session);
    console.findings(&session);
    let Ok(files) = files else { return Exit::CouldNotRun };
    if let Some(there) = files.iter().map(|file| folder.join(&file.path)).find(|path| path.exists()) {
        return console.fail(
            Diagnostic::error(
                "output-in-the-way",
                Origin::NONE,
                format!("{} is there already, so nothing is written", there.display()),
            )
            .help("give another directory, or remove what is there"),
        );
    }
    let written = write::files(folder, &files, console);
    if written == Exit::Clean {
        let root = folder.display();
        console.note(&format!(
            "{} files written. Next:\n  flightplan check {root}\n  flightplan bundle {root} -o out\n  less out/runbook.md\n",
            files.len()
        ));
    }
    written
}
