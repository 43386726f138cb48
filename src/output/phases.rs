//! In which order objects are applied.

use std::collections::BTreeSet;

use crate::object::Object;
use crate::object::PodTemplate;
use crate::object::templates;
use crate::yaml::Node;

/// Argo CD applies objects in the order of this annotation, and waits for each wave to be healthy.
pub const WAVE: &str = "argocd.argoproj.io/sync-wave";

/// One step of the way from an empty cluster to a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// What must be there before anything can run.
    Cluster,
    /// Storage, and the Jobs that fill it.
    Populate,
    /// Filled storage, made readable for the servers.
    Promote,
    /// The service.
    Serve,
}

impl Phase {
    /// All phases, in order.
    pub const ALL: [Self; 4] = [Self::Cluster, Self::Populate, Self::Promote, Self::Serve];

    /// The directory of the phase in a bundle.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Cluster => "10-cluster",
            Self::Populate => "20-populate",
            Self::Promote => "30-promote",
            Self::Serve => "40-serve",
        }
    }

    /// The sync wave of the phase. All objects of a phase share one: a claim that waits for its first
    /// consumer would hold up that consumer if it came a wave earlier.
    pub fn wave(self) -> &'static str {
        match self {
            Self::Cluster => "10",
            Self::Populate => "20",
            Self::Promote => "30",
            Self::Serve => "40",
        }
    }
}

/// Kinds that others need before they can be made or started.
const FIRST: &[&str] = &[
    "Namespace",
    "CustomResourceDefinition",
    "StorageClass",
    "VolumeSnapshotClass",
    "VolumeAttributesClass",
    "PriorityClass",
    "RuntimeClass",
    "ComputeClass",
    "GCPResourceAllowlist",
    "ResourceQuota",
    "LimitRange",
    "ServiceAccount",
    "SecretProviderClass",
    "Role",
    "RoleBinding",
    "ClusterRole",
    "ClusterRoleBinding",
];
const STORAGE: &[&str] =
    &["PersistentVolume", "PersistentVolumeClaim", "VolumeSnapshot", "VolumeSnapshotContent"];

/// The phase of each object.
pub fn phases(objects: &[Object]) -> Vec<Phase> {
    let mut needed = BTreeSet::new();
    for object in objects {
        for template in templates(object).iter().filter(|_| populates(object)) {
            references(object, template, &mut needed);
        }
    }
    let volumes: BTreeSet<&str> = objects
        .iter()
        .filter(|object| object.kind() == "PersistentVolumeClaim" && needed.contains(&key(object)))
        .filter_map(|claim| claim.root.str_at(&["spec", "volumeName"]))
        .collect();
    objects
        .iter()
        .map(|object| {
            let kind = object.kind();
            if FIRST.contains(&kind) {
                Phase::Cluster
            } else if populates(object)
                || kind == "GCPDataSource"
                || needed.contains(&key(object))
                || (kind == "PersistentVolume" && volumes.contains(object.name()))
            {
                Phase::Populate
            } else if STORAGE.contains(&kind) && !waits(object, objects) {
                Phase::Promote
            } else {
                Phase::Serve
            }
        })
        .collect()
}

/// True for a claim whose disk is made when a Pod asks for it. In a phase before that Pod it would hold the
/// Pod up for ever.
pub(super) fn waits(claim: &Object, objects: &[Object]) -> bool {
    let class = claim.root.str_at(&["spec", "storageClassName"]);
    claim.kind() == "PersistentVolumeClaim"
        && claim.root.str_at(&["spec", "volumeName"]).is_none()
        && objects.iter().any(|object| {
            object.kind() == "StorageClass"
                && Some(object.name()) == class
                && object.root.str_at(&["volumeBindingMode"]) == Some("WaitForFirstConsumer")
        })
}

type Key = (String, String, String);

fn key(object: &Object) -> Key {
    let id = object.id();
    (id.gvk.kind.to_string(), id.effective_namespace().to_owned(), id.name.to_string())
}

/// True for a Job that can write to a volume that outlives it.
fn populates(object: &Object) -> bool {
    let writable = |volume: &Node| {
        ["persistentVolumeClaim", "csi"]
            .iter()
            .filter_map(|kind| volume.get(kind))
            .any(|source| source.get("readOnly").and_then(Node::as_bool) != Some(true))
    };
    object.kind() == "Job" && templates(object).iter().any(|template| template.volumes().iter().any(writable))
}

/// What the Pods of a template cannot start without.
fn references(object: &Object, template: &PodTemplate<'_>, needed: &mut BTreeSet<Key>) {
    let namespace = object.id().effective_namespace().to_owned();
    let mut need = |kind: &str, name: Option<&str>| {
        if let Some(name) = name {
            needed.insert((kind.to_owned(), namespace.clone(), name.to_owned()));
        }
    };
    for volume in template.volumes() {
        need("PersistentVolumeClaim", volume.str_at(&["persistentVolumeClaim", "claimName"]));
        need("ConfigMap", volume.str_at(&["configMap", "name"]));
        need("Secret", volume.str_at(&["secret", "secretName"]));
    }
    for container in template.containers() {
        for variable in container.list("env") {
            need("ConfigMap", variable.str_at(&["valueFrom", "configMapKeyRef", "name"]));
            need("Secret", variable.str_at(&["valueFrom", "secretKeyRef", "name"]));
        }
        for source in container.list("envFrom") {
            need("ConfigMap", source.str_at(&["configMapRef", "name"]));
            need("Secret", source.str_at(&["secretRef", "name"]));
        }
    }
}

/// A copy of an object with the sync wave of its phase. One that has a wave already keeps it.
pub(super) fn with_wave(object: &Object, phase: Phase) -> Object {
    let mut object = object.clone();
    if object.root.at(&["metadata", "annotations", WAVE]).is_none() {
        object.annotate(WAVE, phase.wave());
    }
    object
}
