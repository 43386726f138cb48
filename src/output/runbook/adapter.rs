//! The adapter that lets an autoscaler read a metric of Managed Prometheus.

use super::number::Number;
use super::page::Page;
use super::page::code;
use super::scene::Scene;
use super::shell::command;
use super::shell::quote;

/// The revision whose manifest was read, 2026-08-18: it tolerates GPUs in a way that Autopilot admits.
const REVISION: &str = "673c7dd";
const REPOSITORY: &str = "https://github.com/GoogleCloudPlatform/k8s-stackdriver.git";
const MANIFEST: &str =
    "k8s-stackdriver/custom-metrics-stackdriver-adapter/deploy/production/adapter_new_resource_model.yaml";
const NAME: &str = "custom-metrics-stackdriver-adapter";
const NAMESPACE: &str = "custom-metrics";

pub(super) fn write(page: &mut Page, scene: &Scene<'_>, number: Number<'_>) {
    let project = &scene.plan.spec.project;
    let metrics: Vec<String> = scene.adapter_metrics().into_iter().map(code).collect();

    page.heading(3, "Metrics for the autoscaler");
    page.say(&format!(
        "The autoscaler reads {} through the Stackdriver adapter, which reads Cloud Monitoring with a role of its \
         own. The project's number is part of that binding.",
        metrics.join(", ")
    ));
    page.run([
        number.first(),
        format!("test -d k8s-stackdriver || git clone {}", quote(REPOSITORY)),
        command(["git", "-C", "k8s-stackdriver", "checkout", "--detach", REVISION]),
        command(["kubectl", "apply", "-f", MANIFEST]),
        format!(
            "{} \\\n  {} \\\n  --condition=None",
            command([
                "gcloud",
                "projects",
                "add-iam-policy-binding",
                project.as_str(),
                "--role=roles/monitoring.viewer",
            ]),
            number.member(NAMESPACE, NAME)
        ),
        command([
            "kubectl",
            &format!("--namespace={NAMESPACE}"),
            "rollout",
            "status",
            &format!("deployment/{NAME}"),
            "--timeout=10m",
        ]),
        command([
            "kubectl",
            "wait",
            "--for=condition=Available",
            "apiservice/v1beta1.custom.metrics.k8s.io",
            "--timeout=5m",
        ]),
    ]);
}
