//! The repository from which images are streamed.

use super::page::Page;
use super::page::code;
use super::scene::Scene;
use super::shell::command;

/// The repository of the FlightPlan, if an image of a server comes from it.
pub(super) fn repository<'a>(scene: &Scene<'a>) -> Option<&'a str> {
    let spec = &scene.plan.spec;
    let repository = spec.image_streaming.as_ref()?.repository.as_str();
    let start = format!("{}-docker.pkg.dev/{}/{repository}/", spec.location, spec.project);
    scene.images().iter().any(|image| image.starts_with(start.as_str())).then_some(repository)
}

pub(super) fn write(page: &mut Page, scene: &Scene<'_>, repository: &str) {
    let spec = &scene.plan.spec;
    let project = format!("--project={}", spec.project);
    let location = format!("--location={}", spec.location);

    page.heading(3, "Repository for images");
    page.say(&format!(
        "Autopilot streams images from a repository in its own region. {} caches Docker Hub there. Skip the second \
         command if it is there; the third must name the format `DOCKER` and the mode `REMOTE_REPOSITORY`. The nodes' \
         service account needs the role `roles/artifactregistry.reader`.",
        code(repository)
    ));
    page.run([
        command(["gcloud", "services", "enable", "artifactregistry.googleapis.com", &project]),
        command([
            "gcloud",
            "artifacts",
            "repositories",
            "create",
            repository,
            &project,
            &location,
            "--repository-format=docker",
            "--mode=remote-repository",
            "--remote-docker-repo=DOCKER-HUB",
        ]),
        command([
            "gcloud",
            "artifacts",
            "repositories",
            "describe",
            repository,
            &project,
            &location,
            "--format=value(format,mode)",
        ]),
    ]);
}
