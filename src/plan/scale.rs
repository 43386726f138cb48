//! `ScaleProfile`: how many replicas, on which signal, how fast.

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
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

use super::change;
use super::model::Pace;
use super::model::ScaleProfilePatch;
use super::report;
use super::target;
use super::write::Author;
use crate::diag::Diagnostic;
use crate::diag::Reported;
use crate::diag::Session;
use crate::object::Object;

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

    let patch = HorizontalPodAutoscaler {
        spec: HorizontalPodAutoscalerSpec {
            min_replicas: Some(min.unwrap_or(spec.min_replicas)),
            max_replicas: max.unwrap_or(spec.max_replicas),
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
                scale_up: Some(rules(&spec.scale_up)),
                scale_down: Some(rules(&spec.scale_down)),
            }),
        },
        ..HorizontalPodAutoscaler::default()
    };
    let mut draft = author
        .write(&patch)
        .patched("/spec/minReplicas", "minReplicas")
        .patched("/spec/maxReplicas", "maxReplicas")
        .patched("/spec/metrics/0/pods/metric/name", "metric")
        .patched("/spec/metrics/0/pods/target/averageValue", "averageValue")
        .patched("/spec/behavior/scaleUp", "scaleUp")
        .patched("/spec/behavior/scaleDown", "scaleDown");
    for (set, pointer, field) in [
        (min.is_some(), "/spec/minReplicas", "spec.scale.minReplicas"),
        (max.is_some(), "/spec/maxReplicas", "spec.scale.maxReplicas"),
        (load.is_some(), "/spec/metrics/0/pods/target/averageValue", "spec.scale.averageValue"),
    ] {
        if set {
            draft = draft.planned(pointer, field);
        }
    }
    let mut patch = draft.patch();
    if let Some(spec) = patch.get_mut("spec").and_then(|spec| spec.as_map_mut()) {
        spec.remove("scaleTargetRef");
    }
    change::merge(objects, index, patch, &mut session.trace);
    Ok(())
}

fn rules(pace: &Pace) -> HPAScalingRules {
    HPAScalingRules {
        stabilization_window_seconds: Some(pace.stabilization_window_seconds),
        policies: Some(vec![HPAScalingPolicy {
            type_: "Pods".to_owned(),
            value: pace.pods,
            period_seconds: pace.period_seconds,
        }]),
        ..HPAScalingRules::default()
    }
}

/// The API server's limits, and that the fewest are not more than the most.
fn check(
    spec: &ScaleProfilePatch,
    min: Option<i32>,
    max: Option<i32>,
    author: &Author<'_>,
    session: &mut Session,
) -> Result<(), Reported> {
    for (field, pace) in [("scaleUp", &spec.scale_up), ("scaleDown", &spec.scale_down)] {
        for (key, value, range) in [
            ("stabilizationWindowSeconds", pace.stabilization_window_seconds, 0..=3600),
            ("pods", pace.pods, 1..=i32::MAX),
            ("periodSeconds", pace.period_seconds, 1..=1800),
        ] {
            if !range.contains(&value) {
                let node = author.patch.root.at(&["spec", field, key]);
                return Err(session.diagnostics.error(Diagnostic::error(
                    "plan-value",
                    node.map_or(author.place(), |node| node.origin),
                    format!("`{field}.{key}` is {value}, expected {} to {}", range.start(), range.end()),
                )));
            }
        }
    }
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
