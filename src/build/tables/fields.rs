//! Made by `compile.rs` of the table of the same name.

use crate::build::field_spec::FieldSpec;
use crate::build::field_spec::row;

pub(super) static NAME_PREFIX: &[FieldSpec] = &[
    row!("" "" "" false "metadata" "name"),
];

pub(super) static NAME_SUFFIX: &[FieldSpec] = &[
    row!("" "" "" false "metadata" "name"),
];

pub(super) static NAMESPACE: &[FieldSpec] = &[
    row!("" "" "Namespace" true "metadata" "name"),
    row!("apiextensions.k8s.io" "" "CustomResourceDefinition" false "spec" "conversion" "webhook" "clientConfig" "service" "namespace"),
    row!("apiregistration.k8s.io" "" "APIService" true "spec" "service" "namespace"),
];

pub(super) static IMAGES: &[FieldSpec] = &[
    row!("" "" "" true "spec" "containers[]" "image"),
    row!("" "" "" true "spec" "initContainers[]" "image"),
    row!("" "" "" true "spec" "volumes[]" "image" "reference"),
    row!("" "" "" true "spec" "template" "spec" "containers[]" "image"),
    row!("" "" "" true "spec" "template" "spec" "initContainers[]" "image"),
    row!("" "" "" true "spec" "template" "spec" "volumes[]" "image" "reference"),
];

pub(super) static REPLICAS: &[FieldSpec] = &[
    row!("" "" "Deployment" true "spec" "replicas"),
    row!("" "" "StatefulSet" true "spec" "replicas"),
    row!("" "" "ReplicaSet" true "spec" "replicas"),
    row!("" "" "ReplicationController" true "spec" "replicas"),
];
