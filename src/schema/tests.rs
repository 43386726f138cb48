//! The table: it agrees with its text, and what is asked of it.

use super::builtin;
use super::kinds::Gone;
use super::kinds::Hint;
use super::text;
use super::types::Format;
use super::types::Shape;
use super::types::Type;
use crate::object::Gvk;
use std::path::Path;

fn find(api_version: &str, kind: &str) -> Type<'static> {
    builtin().find(&Gvk::new(api_version, kind)).unwrap()
}

fn at(api_version: &str, kind: &str, path: &str) -> Type<'static> {
    path.split('.').fold(find(api_version, kind), |at, name| match name {
        "[]" => at.item().unwrap(),
        name => at.field(name).unwrap_or_else(|| panic!("{name}")),
    })
}

#[test]
fn the_table_is_made_from_its_text() {
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let made = text::pack(&schemas);
    let path = schemas.join("builtin.bin");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read(&path).unwrap();
    assert!(made == kept, "schemas/builtin.bin is stale: UPDATE_EXPECT=1 cargo test --lib schema::");
}

#[test]
fn types_tell_their_fields() {
    let container = at("apps/v1", "Deployment", "spec.template.spec.containers.[]");
    assert_eq!(container.name(), Some("Container"));
    assert_eq!(container.required().collect::<Vec<_>>(), ["name"]);
    assert_eq!(container.field("image").unwrap().shape(), Shape::String);
    assert!(container.field("imagee").is_none());
    assert_eq!(container.fields().count(), 25);
    let ports = container.field("ports").unwrap();
    assert_eq!(ports.list_keys().collect::<Vec<_>>(), ["containerPort", "protocol"]);
    assert_eq!(ports.merge_key(), Some("containerPort"));
    let port = ports.item().unwrap();
    assert_eq!(port.field("protocol").unwrap().default(), Some("TCP"));
    let limits = port.field("containerPort").unwrap().limits();
    assert_eq!((limits.minimum, limits.maximum), (Some(1.0), Some(65535.0)));
    assert_eq!(port.field("containerPort").unwrap().format(), Format::Int32);
    let policy: Vec<_> = container.field("imagePullPolicy").unwrap().enumeration().collect();
    assert_eq!(policy, ["Always", "IfNotPresent", "Never"]);
    assert!(container.field("args").unwrap().is_atomic());
    let limits = container.field("resources").unwrap().field("limits").unwrap();
    assert_eq!(limits.value().unwrap().shape(), Shape::Quantity);
    assert_eq!(at("v1", "Service", "spec.ports.[].targetPort").shape(), Shape::IntOrString);
    assert!(at("apps/v1", "Deployment", "spec.template.metadata").is_object_meta());
    assert!(at("monitoring.googleapis.com/v1", "PodMonitoring", "metadata").is_object_meta());
    assert_eq!(at("v1", "Pod", "spec.volumes.[]").one_of().count(), 30);
}

#[test]
fn types_may_hold_themselves() {
    let path = "spec.versions.[].schema.openAPIV3Schema.not.not.not";
    assert_eq!(at("apiextensions.k8s.io/v1", "CustomResourceDefinition", path).shape(), Shape::Object);
}

#[test]
fn kinds_of_this_subject_are_there() {
    for (api_version, kind, namespaced) in [
        ("apps/v1", "Deployment", true),
        ("storage.k8s.io/v1", "StorageClass", false),
        ("autoscaling/v2", "HorizontalPodAutoscaler", true),
        ("policy/v1", "PodDisruptionBudget", true),
        ("monitoring.googleapis.com/v1", "PodMonitoring", true),
        ("monitoring.googleapis.com/v1", "ClusterPodMonitoring", false),
        ("node.gke.io/v1", "GCPResourceAllowlist", false),
        ("cloud.google.com/v1", "ComputeClass", false),
        ("secrets-store.csi.x-k8s.io/v1", "SecretProviderClass", true),
        ("snapshot.storage.k8s.io/v1", "VolumeSnapshot", true),
        ("snapshot.storage.k8s.io/v1", "VolumeSnapshotContent", false),
        ("snapshot.storage.k8s.io/v1", "VolumeSnapshotClass", false),
        ("gateway.networking.k8s.io/v1", "HTTPRoute", true),
        ("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet", true),
        ("argoproj.io/v1alpha1", "Application", true),
        ("kueue.x-k8s.io/v1beta1", "LocalQueue", true),
        ("inference.networking.k8s.io/v1", "InferencePool", true),
        ("jobset.x-k8s.io/v1alpha2", "JobSet", true),
        ("cert-manager.io/v1", "ClusterIssuer", false),
        ("networking.gke.io/v1", "HealthCheckPolicy", true),
    ] {
        let gvk = Gvk::new(api_version, kind);
        assert!(builtin().find(&gvk).is_some(), "{kind}");
        assert_eq!(builtin().is_namespaced(&gvk), Some(namespaced), "{kind}");
    }
    assert_eq!(builtin().since(&Gvk::new("networking.k8s.io/v1", "ServiceCIDR")), Some(33));
}

fn hint(api_version: &str, kind: &str) -> Hint {
    let gvk = Gvk::new(api_version, kind);
    assert!(builtin().find(&gvk).is_none());
    builtin().hint(&gvk)
}

#[test]
fn unknown_kinds_get_a_hint() {
    let near = |api_version: &str, kind: &str| Hint::Unknown {
        nearest: Some((api_version.to_owned(), kind.to_owned())),
    };
    let gone =
        |removed, instead: Option<&str>| Hint::Gone(Gone { removed, instead: instead.map(str::to_owned) });
    assert_eq!(hint("apps/v1", "Deploymnet"), near("apps/v1", "Deployment"));
    assert_eq!(hint("v1", "Deployment"), near("apps/v1", "Deployment"));
    assert_eq!(hint("app/v1", "Deployment"), near("apps/v1", "Deployment"));
    assert_eq!(hint("apps/v2", "Deployment"), near("apps/v1", "Deployment"));
    assert_eq!(hint("apps/v1beta1", "Deployment"), gone(16, Some("apps/v1")));
    assert_eq!(hint("extensions/v1beta1", "Ingress"), gone(22, Some("networking.k8s.io/v1")));
    assert_eq!(hint("extensions/v1beta1", "Deployment"), gone(16, Some("apps/v1")));
    assert_eq!(hint("autoscaling/v2beta2", "HorizontalPodAutoscaler"), gone(26, Some("autoscaling/v2")));
    assert_eq!(hint("policy/v1beta1", "PodSecurityPolicy"), gone(25, None));
    assert_eq!(hint("example.com/v1", "Widget"), Hint::Foreign);
    assert_eq!(hint("gateway.networking.k8s.io/v1alpha9", "HTTPRoute"), Hint::Foreign);
    assert_eq!(
        hint("monitoring.googleapi.com/v1", "PodMonitoring"),
        Hint::Doubtful { nearest: ("monitoring.googleapis.com/v1".to_owned(), "PodMonitoring".to_owned()) }
    );
}
