//! The token in Secret Manager.

use super::identity::members;
use super::number::Number;
use super::page::Page;
use super::page::code;
use super::scene::Scene;
use super::shell::command;
use crate::object::PodTemplate;
use crate::yaml::Node;

const DRIVER: &str = "secrets-store-gke.csi.k8s.io";

/// The templates that mount a secret.
pub(super) fn readers<'a>(scene: &Scene<'a>) -> Vec<PodTemplate<'a>> {
    let mounts = |volume: &Node| volume.str_at(&["csi", "driver"]) == Some(DRIVER);
    scene.templates().filter(|template| template.volumes().iter().any(mounts)).collect()
}

pub(super) fn write(page: &mut Page, scene: &Scene<'_>, number: Number<'_>) {
    let spec = &scene.plan.spec;
    let Some(section) = &spec.secret_manager else { return };
    let project = format!("--project={}", spec.project);
    let secret = section.secret.as_str();

    page.heading(3, "Token in Secret Manager");
    page.say(&format!(
        "The Pods read version {} of {}. Skip the third command if the secret is there; the fifth makes a new \
         version of it, from a token that is asked for, not echoed and not kept.",
        code(section.version.as_str()),
        code(secret)
    ));
    page.run([
        command(["gcloud", "services", "enable", "secretmanager.googleapis.com", &project]),
        command([
            "gcloud",
            "container",
            "clusters",
            "update",
            spec.cluster.as_str(),
            &project,
            &format!("--region={}", spec.location),
            "--enable-secret-manager",
        ]),
        command(["gcloud", "secrets", "create", secret, &project, "--replication-policy=automatic"]),
        "printf 'token: '; read -rs HF_TOKEN; echo".to_owned(),
        format!(
            "printf %s \"$HF_TOKEN\" | {}; unset HF_TOKEN",
            command(["gcloud", "secrets", "versions", "add", secret, &project, "--data-file=-"])
        ),
    ]);
    page.say("Only these Pods may read it; the last command lists the versions that are there.");
    let bind = command([
        "gcloud",
        "secrets",
        "add-iam-policy-binding",
        secret,
        &project,
        "--role=roles/secretmanager.secretAccessor",
    ]);
    let mut commands = vec![number.first()];
    commands.extend(members(number, &readers(scene)).iter().map(|member| format!("{bind} \\\n  {member}")));
    commands.push(command(["gcloud", "secrets", "versions", "list", secret, &project]));
    page.run(commands);
}
