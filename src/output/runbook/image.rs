//! The disk image of a secondary boot disk.

use super::page::Page;
use super::page::code;
use super::scene::Scene;
use super::shell::command;
use super::shell::quote;
use crate::object::Image;
use crate::plan::ImagePreload;

/// The revision whose flags were read, 2026-05-08.
const BUILDER: &str = "dd19189";
const REPOSITORY: &str = "https://github.com/ai-on-gke/tools.git";
/// The builder's own default, which a vLLM image fits.
const DISK_SIZE_GB: u32 = 60;

pub(super) fn write(page: &mut Page, scene: &Scene<'_>, preload: &ImagePreload, zone: &str) {
    let spec = &scene.plan.spec;
    let project = format!("--project={}", spec.project);
    let disk_image = preload.disk_image.as_str();

    page.heading(3, "Disk image");
    page.say(&format!(
        "Nodes of this service start with a disk made of the image {}, which already holds the container \
         images below. It must be there before the phase `40-serve`; nodes that are running do not change. A new \
         container image needs a disk image of a new name, and that name in the FlightPlan.",
        code(disk_image)
    ));
    page.say("The bucket takes the builder's log. Skip its command if it is there; the builder needs Go.");
    let mut build = vec![
        "go".to_owned(),
        "run".to_owned(),
        "./cli".to_owned(),
        format!("--project-name={}", spec.project),
        format!("--image-name={disk_image}"),
        format!("--zone={zone}"),
        format!("--gcs-path={}", preload.log_bucket),
        format!("--disk-size-gb={}", preload.disk_size_gb.unwrap_or(DISK_SIZE_GB)),
        // The default of 20 minutes is short for images of this size.
        "--timeout=60m".to_owned(),
    ];
    let images = scene.images();
    if images.iter().any(|image| Image::parse(image).registry_project() == Some(spec.project.as_str())) {
        build.push("--image-pull-auth=ServiceAccountToken".to_owned());
    }
    build.extend(images.iter().map(|image| format!("--container-image={image}")));
    page.run([
        command([
            "gcloud",
            "storage",
            "buckets",
            "create",
            preload.log_bucket.as_str(),
            &project,
            &format!("--location={}", spec.location),
        ]),
        format!("test -d gke-tools || git clone {} gke-tools", quote(REPOSITORY)),
        command(["git", "-C", "gke-tools", "checkout", "--detach", BUILDER]),
        format!("(cd gke-tools/gke-disk-image-builder && {})", command(build)),
    ]);
    page.say("It is done when this prints `READY`:");
    page.run([command([
        "gcloud",
        "compute",
        "images",
        "describe",
        disk_image,
        &project,
        "--format=value(status)",
    ])]);
}
