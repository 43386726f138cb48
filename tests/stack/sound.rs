//! What every rendering must be.

use flightplan::diag::Diagnostic;
use flightplan::diag::Session;
use flightplan::diag::Severity;
use flightplan::object::Object;
use flightplan::object::Rendered;
use flightplan::output::stream;
use flightplan::pipeline::Settings;
use flightplan::pipeline::inspect;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::PersistentVolume;
use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use k8s_openapi::api::core::v1::Service;
use k8s_openapi::api::core::v1::ServiceAccount;
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::api::storage::v1::StorageClass;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::axes::Case;
use super::bundles;
use super::tree;

/// Renders a case and checks it.
pub(crate) fn check(case: &Case) {
    check_with(case, &tree::plan());
}

/// Renders a case with a FlightPlan and checks it.
pub(crate) fn check_with(case: &Case, plan: &str) {
    let (mut session, rendered) = tree::render(case, plan);
    let rendered = rendered.unwrap_or_else(|| panic!("{case:?}: {:?}", session.diagnostics.all()));
    inspect(&rendered, &Settings::default(), &mut session);
    let told: Vec<String> = session
        .diagnostics
        .all()
        .iter()
        .filter(|it| it.severity > Severity::Info && !is_expected(case, it))
        .map(|it| format!("{:?} {}: {}", it.severity, it.code, it.message))
        .collect();
    assert!(told.is_empty(), "{case:?}:\n{}", told.join("\n"));
    for object in &rendered.objects {
        keeps_every_field(case, object);
    }
    let files = bundles::of(&case.name(), &rendered, &mut session);
    assert!(files.iter().any(|file| file.path == "runbook.md"), "{case:?}");
}

/// Warnings that follow from what the case leaves out.
fn is_expected(case: &Case, finding: &Diagnostic) -> bool {
    let has = |overlay: &str| case.overlays.iter().any(|one| one.contains(overlay));
    match finding.code {
        // The scale profile fits the drain of a Spot node and the times of a slow start; alone, the base
        // is for nodes on demand.
        "startup-budget" | "scale-down-window" => !has("scale/"),
        _ => false,
    }
}

/// Kubernetes' own types know every field.
fn keeps_every_field(case: &Case, object: &Object) {
    let text = stream(std::slice::from_ref(object));
    let written: Value = serde_yaml::from_str(&text).unwrap();
    let read = match object.kind() {
        "Deployment" => through::<Deployment>(&text),
        "HorizontalPodAutoscaler" => through::<HorizontalPodAutoscaler>(&text),
        "Job" => through::<Job>(&text),
        "PersistentVolume" => through::<PersistentVolume>(&text),
        "PersistentVolumeClaim" => through::<PersistentVolumeClaim>(&text),
        "Service" => through::<Service>(&text),
        "ServiceAccount" => through::<ServiceAccount>(&text),
        "PodDisruptionBudget" => through::<PodDisruptionBudget>(&text),
        "StorageClass" => through::<StorageClass>(&text),
        _ => return,
    };
    lost(&written, &read, &format!("{case:?} {}/{}", object.kind(), object.name()));
}

fn through<T: Serialize + DeserializeOwned>(text: &str) -> Value {
    serde_json::to_value(serde_yaml::from_str::<T>(text).unwrap()).unwrap()
}

fn lost(written: &Value, read: &Value, path: &str) {
    match (written, read) {
        (Value::Object(written), Value::Object(read)) => {
            for (key, value) in written {
                let there = read.get(key).unwrap_or_else(|| panic!("{path}.{key} is lost"));
                lost(value, there, &format!("{path}.{key}"));
            }
        }
        (Value::Array(written), Value::Array(read)) => {
            assert_eq!(written.len(), read.len(), "{path}");
            for (index, (one, other)) in written.iter().zip(read).enumerate() {
                lost(one, other, &format!("{path}[{index}]"));
            }
        }
        _ => assert_eq!(written, read, "{path}"),
    }
}

/// All orders of three overlays give the same objects, but for the order in lists.
pub(crate) fn any_order(case: &Case) {
    // The times of a scale profile follow from where image and weights come from, so it stands last.
    let last = case.overlays.iter().copied().find(|one| one.starts_with("scale/"));
    let rest: Vec<&'static str> = case.overlays.iter().copied().filter(|one| Some(*one) != last).collect();
    let order = |rest: Vec<&'static str>| Case { overlays: rest.into_iter().chain(last).collect() };
    let expected = sorted(&order(rest.clone()));
    for turn in 1..rest.len() {
        let mut other = rest.clone();
        other.rotate_left(turn);
        assert_eq!(sorted(&order(other.clone())), expected, "{other:?} against {rest:?}");
        other.reverse();
        assert_eq!(sorted(&order(other.clone())), expected, "{other:?} against {rest:?}");
    }
}

fn sorted(case: &Case) -> Vec<String> {
    let (session, rendered) = tree::render(case, &tree::plan());
    let rendered: Rendered = rendered.unwrap_or_else(|| panic!("{case:?}: {:?}", session.diagnostics.all()));
    let _: &Session = &session;
    let mut objects: Vec<String> = rendered
        .objects
        .iter()
        .map(|object| {
            let mut value: Value = serde_yaml::from_str(&stream(std::slice::from_ref(object))).unwrap();
            sort(&mut value);
            value.to_string()
        })
        .collect();
    objects.sort();
    objects
}

fn sort(value: &mut Value) {
    match value {
        Value::Array(list) => {
            list.iter_mut().for_each(sort);
            // The order of priorities and of words of a command means something.
            if list.iter().all(|it| it.get("name").is_some()) {
                list.sort_by_key(ToString::to_string);
            }
        }
        Value::Object(map) => {
            map.values_mut().for_each(sort);
            map.sort_keys();
        }
        _ => {}
    }
}
