//! `ScaleProfile`: how many replicas, on which signal, how fast; and how long a start may take.

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::apps::v1::DeploymentSpec;
use k8s_openapi::api::autoscaling::v2::CrossVersionObjectReference;
use k8s_openapi::api::autoscaling::v2::HPAScalingPolicy;
use k8s_openapi::api::autoscaling::v2::HPAScalingRules;
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscalerBehavior;
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscalerSpec;
use k8s_openapi::api::autoscaling::v2::MetricIdentifier;
use k8s_openapi::api::autoscaling::v2::MetricSpec;
use k8s_openapi::api::autoscaling::v2::MetricTarget;
use k8s_openapi::api::autoscaling::v2::PodsMetricSource;
use k8s_openapi::api::core::v1::Container;
use k8s_openapi::api::core::v1::PodSpec;
use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::api::core::v1::Probe;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::change;
use super::pace;
use super::pace::Rules;
use super::patches::ScaleProfilePatch;
use super::report;
use super::start_up::StartUp;
use super::target;
use super::target::Server;
use super::write::Author;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;
use crate::yaml::Node;

/// How many times the estimated load of the weights the startup probe allows. The server that is killed
/// while it loads starts from nothing.
const MARGIN: u64 = 4;

/// Sets counts, signal and pace of the autoscaler.
pub(super) fn apply(
    spec: &ScaleProfilePatch,
    objects: &mut [Object],
    author: &Author<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    let own = author.plan.spec.scale.as_ref();
    let min = own.and_then(|scale| scale.min_replicas);
    let max = own.and_then(|scale| scale.max_replicas);
    let load = own.and_then(|scale| scale.average_value);
    check(spec, min, max, author, session)?;
    let server = target::server(objects, spec.target.as_ref(), author, session)?;
    let index = target::autoscaler(objects, &server, author, session)?;
    let start_up = StartUp::of(&server, objects, &author.plan.spec);
    // Values that follow from the start get a step that tells it.
    let words = format!("{}, {}", report::title(author.patch), start_up.words());
    let computed = Author { step: session.trace.step(words, report::place(author.patch)), ..*author };
    let most = max.unwrap_or(spec.max_replicas);
    let up = pace::rules("scaleUp", &spec.scale_up, &start_up, most, author, session)?;
    let down = pace::rules("scaleDown", &spec.scale_down, &start_up, most, author, session)?;

    let patch = HorizontalPodAutoscaler {
        spec: HorizontalPodAutoscalerSpec {
            min_replicas: Some(min.unwrap_or(spec.min_replicas)),
            max_replicas: most,
            // The type must have a reference, so the patch repeats the one that is there.
            scale_target_ref: CrossVersionObjectReference {
                kind: "Deployment".to_owned(),
                name: server.name.clone(),
                ..CrossVersionObjectReference::default()
            },
            metrics: Some(vec![MetricSpec {
                type_: "Pods".to_owned(),
                pods: Some(PodsMetricSource {
                    metric: MetricIdentifier {
                        // The Stackdriver adapter writes `|` for `/` and ends with the metric's kind.
                        name: format!("prometheus.googleapis.com|{}|gauge", spec.metric.name()),
                        ..MetricIdentifier::default()
                    },
                    target: MetricTarget {
                        type_: "AverageValue".to_owned(),
                        average_value: Some(Quantity(load.unwrap_or(spec.average_value).to_string())),
                        ..MetricTarget::default()
                    },
                }),
                ..MetricSpec::default()
            }]),
            behavior: Some(HorizontalPodAutoscalerBehavior {
                scale_up: Some(scaling(&up)),
                scale_down: Some(scaling(&down)),
            }),
        },
        ..HorizontalPodAutoscaler::default()
    };
    let mut draft = author
        .write(&patch)
        .patched("/spec/minReplicas", "minReplicas")
        .patched("/spec/maxReplicas", "maxReplicas")
        .patched("/spec/metrics/0/pods/metric/name", "metric")
        .patched("/spec/metrics/0/pods/target/averageValue", "averageValue");
    for key in ["scaleUp", "scaleDown"] {
        let at = format!("/spec/behavior/{key}");
        draft = draft
            .patched(
                &format!("{at}/stabilizationWindowSeconds"),
                &format!("{key}.stabilizationWindowSeconds"),
            )
            .patched(&format!("{at}/policies/0/periodSeconds"), &format!("{key}.periodSeconds"));
        // Without a number of its own, the pace is that of all replicas.
        let pods = format!("{at}/policies/0/value");
        draft = if author.patch.root.at(&["spec", key, "pods"]).is_some() {
            draft.patched(&pods, &format!("{key}.pods"))
        } else if max.is_some() {
            draft.planned(&pods, "spec.scale.maxReplicas")
        } else {
            draft.patched(&pods, "maxReplicas")
        };
    }
    for (set, pointer, field) in [
        (min.is_some(), "/spec/minReplicas", "spec.scale.minReplicas"),
        (max.is_some(), "/spec/maxReplicas", "spec.scale.maxReplicas"),
        (load.is_some(), "/spec/metrics/0/pods/target/averageValue", "spec.scale.averageValue"),
    ] {
        if set {
            draft = draft.planned(pointer, field);
        }
    }
    for (key, rules) in [("scaleUp", &up), ("scaleDown", &down)] {
        let origin = author.plan.origin("spec.model.weightsSize").by(computed.step);
        for (is, pointer) in
            [(rules.window.1, "stabilizationWindowSeconds"), (rules.period.1, "policies/0/periodSeconds")]
        {
            if is {
                draft = draft.stamped_by(&format!("/spec/behavior/{key}/{pointer}"), origin);
            }
        }
    }
    let mut patch = draft.patch();
    if let Some(spec) = patch.get_mut("spec").and_then(|spec| spec.as_map_mut()) {
        spec.remove("scaleTargetRef");
    }
    change::merge(objects, index, patch, author, &mut session.trace);
    budgets(&start_up, &server, objects, &computed, session);
    Ok(())
}

fn scaling(rules: &Rules) -> HPAScalingRules {
    HPAScalingRules {
        stabilization_window_seconds: Some(rules.window.0),
        policies: Some(vec![HPAScalingPolicy {
            type_: "Pods".to_owned(),
            value: rules.pods,
            period_seconds: rules.period.0,
        }]),
        ..HPAScalingRules::default()
    }
}

/// How long a server may load before it is killed, and a roll-out may stand still before it counts as
/// failed.
fn budgets(
    start_up: &StartUp,
    server: &Server,
    objects: &mut [Object],
    author: &Author<'_>,
    session: &mut Session,
) {
    let Some(probe) = server.container.get("startupProbe") else { return };
    let period = probe.get("periodSeconds").and_then(Node::as_i64).and_then(|it| u64::try_from(it).ok());
    let period = period.unwrap_or(10).max(1);
    let failures = start_up.load().saturating_mul(MARGIN).div_ceil(period);
    // A node may take twice its time where GPUs are scarce.
    let deadline =
        start_up.before().saturating_mul(2).saturating_add(failures.saturating_mul(period)).div_ceil(60) * 60;
    let fit = |number: u64| i32::try_from(number).unwrap_or(i32::MAX);
    let patch = Deployment {
        spec: DeploymentSpec {
            progress_deadline_seconds: Some(fit(deadline)),
            template: PodTemplateSpec {
                spec: Some(PodSpec {
                    containers: vec![Container {
                        name: server.container_name().to_owned(),
                        startup_probe: Some(Probe {
                            failure_threshold: Some(fit(failures)),
                            ..Probe::default()
                        }),
                        ..Container::default()
                    }],
                    ..PodSpec::default()
                }),
                ..PodTemplateSpec::default()
            },
            ..DeploymentSpec::default()
        },
        ..Deployment::default()
    };
    let patch = author
        .write(&patch)
        .planned("/spec/progressDeadlineSeconds", "spec.model.weightsSize")
        .planned("/spec/template/spec/containers/0/startupProbe/failureThreshold", "spec.model.weightsSize")
        .patch();
    change::merge(objects, server.index, patch, author, &mut session.trace);
}

/// The fewest are not more than the most.
fn check(
    spec: &ScaleProfilePatch,
    min: Option<i32>,
    max: Option<i32>,
    author: &Author<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    let (least, most) = (min.unwrap_or(spec.min_replicas), max.unwrap_or(spec.max_replicas));
    if least >= 1 && least <= most {
        return Ok(());
    }
    let message = format!("the fewest replicas are {least} and the most are {most}");
    let diagnostic = if max.is_some() {
        report::unfit(author.plan, "spec.scale.maxReplicas", message, author.patch)
    } else {
        report::unfit(author.plan, "spec.scale.minReplicas", message, author.patch)
    };
    Err(session.diagnostics.error(diagnostic.help("set both in `spec.scale` of the FlightPlan")))
}
