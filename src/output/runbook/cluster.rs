//! Tools, services, the cluster itself.

use super::page::Page;
use super::page::code;
use super::scene::Scene;
use super::shell::command;
use super::shell::quote;

/// Services that every bundle needs. Image streaming and secondary boot disks read images through the
/// Container File System API.
const SERVICES: [&str; 5] = [
    "compute.googleapis.com",
    "container.googleapis.com",
    "containerfilesystem.googleapis.com",
    "iam.googleapis.com",
    "monitoring.googleapis.com",
];

pub(super) fn write(page: &mut Page, scene: &Scene<'_>) {
    let spec = &scene.plan.spec;
    let project = format!("--project={}", spec.project);
    let region = format!("--region={}", spec.location);
    let cluster = spec.cluster.as_str();

    page.heading(3, "Tools and services");
    page.say(
        "`gcloud` with `gke-gcloud-auth-plugin`, `kubectl` 1.31 or newer, `git`; `vegeta` for the load test. The \
         services of the project:",
    );
    let mut enable = vec!["gcloud", "services", "enable"];
    enable.extend(SERVICES);
    enable.push(&project);
    page.run([command(enable)]);

    page.heading(3, "Cluster");
    page.say(
        "Skip the first command if the cluster is there. The third makes sure that GPU metrics (DCGM) are \
         collected beside those of the system; managed collection of Prometheus metrics is always on in \
         Autopilot.",
    );
    let version = format!("--cluster-version={}", spec.gke_version);
    page.run([
        command([
            "gcloud",
            "container",
            "clusters",
            "create-auto",
            cluster,
            &project,
            &region,
            "--release-channel=regular",
            &version,
            "--monitoring=SYSTEM,DCGM",
        ]),
        command(["gcloud", "container", "clusters", "get-credentials", cluster, &project, &region]),
        command([
            "gcloud",
            "container",
            "clusters",
            "update",
            cluster,
            &project,
            &region,
            "--monitoring=SYSTEM,DCGM",
        ]),
    ]);
    let context = format!("gke_{}_{}_{}", spec.project, spec.location, spec.cluster);
    page.say(&format!(
        "All further `kubectl` commands go to this cluster. The context is {}, and the version at least {}:",
        code(&context),
        code(spec.gke_version.as_str())
    ));
    page.run([
        command(["kubectl", "config", "use-context", &context]),
        command([
            "gcloud",
            "container",
            "clusters",
            "describe",
            cluster,
            &project,
            &region,
            "--format=value(currentMasterVersion)",
        ]),
    ]);

    let namespace = scene.plan.namespace();
    let made = scene.all("Namespace").any(|object| object.name() == namespace);
    if namespace != "default" && !made {
        page.heading(3, "Namespace");
        page.say("No manifest makes it.");
        page.run([format!(
            "kubectl create namespace {} --dry-run=client -o yaml | kubectl apply -f -",
            quote(namespace)
        )]);
    }
}
