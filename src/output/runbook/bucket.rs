//! The bucket that servers read their weights from.

use super::identity::members;
use super::number::Number;
use super::page::Page;
use super::page::code;
use super::scene::Scene;
use super::shell::command;
use crate::object::PodTemplate;
use crate::yaml::Node;

const DRIVER: &str = "gcsfuse.csi.storage.gke.io";

/// The templates that mount a bucket.
pub(super) fn readers<'a>(scene: &Scene<'a>) -> Vec<PodTemplate<'a>> {
    let mounts = |volume: &Node| volume.str_at(&["csi", "driver"]) == Some(DRIVER);
    scene.templates().filter(|template| template.volumes().iter().any(mounts)).collect()
}

pub(super) fn write(page: &mut Page, scene: &Scene<'_>, number: Number<'_>) {
    let spec = &scene.plan.spec;
    let Some(fuse) = &spec.gcs_fuse else { return };
    let project = format!("--project={}", spec.project);
    let whole = fuse.bucket.as_str().trim_end_matches('/');
    let name = whole.trim_start_matches("gs://").split('/').next().unwrap_or_default();
    let bucket = format!("gs://{name}");

    page.heading(3, "Bucket");
    page.say(&format!(
        "The servers read {} from {}. Skip the first command if the bucket is there.",
        code(spec.model.name.as_str()),
        code(whole)
    ));
    page.run([command([
        "gcloud",
        "storage",
        "buckets",
        "create",
        &bucket,
        &project,
        &format!("--location={}", spec.location),
        "--uniform-bucket-level-access",
    ])]);
    page.say("Only the servers may read it:");
    let bind = command([
        "gcloud",
        "storage",
        "buckets",
        "add-iam-policy-binding",
        &bucket,
        "--role=roles/storage.objectViewer",
    ]);
    let members = members(number, &readers(scene));
    let binds = members.iter().map(|member| format!("{bind} \\\n  {member}"));
    page.run(std::iter::once(number.first()).chain(binds));
    page.say(&format!(
        "Fill it once, from a machine with {} of free disk and Hugging Face's command line (`hf auth login` first, if \
         the model has terms):",
        spec.model.weights_size
    ));
    let directory = spec.model.name.directory();
    let mut download = vec!["hf".to_owned(), "download".to_owned(), spec.model.name.to_string()];
    download.push(format!("--local-dir={directory}"));
    download.extend(spec.model.revision.iter().map(|revision| format!("--revision={revision}")));
    page.run([
        command(download),
        command([
            "gcloud",
            "storage",
            "rsync",
            "--recursive",
            "--exclude=^\\.cache/",
            directory,
            &format!("{whole}/{directory}"),
        ]),
    ]);
}
