//! Made by `compile.rs` of the table of the same name.

use crate::build::field_spec::FieldSpec;
use crate::build::field_spec::row;

pub(super) static COMMON_LABELS: &[FieldSpec] = &[
    row!("" "v1" "Service" true "spec" "selector"),
    row!("apps" "" "Deployment" false "spec" "template" "spec" "affinity" "podAffinity" "preferredDuringSchedulingIgnoredDuringExecution" "podAffinityTerm" "labelSelector" "matchLabels"),
    row!("apps" "" "Deployment" false "spec" "template" "spec" "affinity" "podAffinity" "requiredDuringSchedulingIgnoredDuringExecution" "labelSelector" "matchLabels"),
    row!("apps" "" "Deployment" false "spec" "template" "spec" "affinity" "podAntiAffinity" "preferredDuringSchedulingIgnoredDuringExecution" "podAffinityTerm" "labelSelector" "matchLabels"),
    row!("apps" "" "Deployment" false "spec" "template" "spec" "affinity" "podAntiAffinity" "requiredDuringSchedulingIgnoredDuringExecution" "labelSelector" "matchLabels"),
    row!("apps" "" "Deployment" false "spec" "template" "spec" "topologySpreadConstraints" "labelSelector" "matchLabels"),
    row!("" "" "Deployment" true "spec" "selector" "matchLabels"),
    row!("" "" "Deployment" true "spec" "template" "metadata" "labels"),
    row!("apps" "" "StatefulSet" true "spec" "selector" "matchLabels"),
    row!("apps" "" "StatefulSet" false "spec" "template" "spec" "affinity" "podAffinity" "preferredDuringSchedulingIgnoredDuringExecution" "podAffinityTerm" "labelSelector" "matchLabels"),
    row!("apps" "" "StatefulSet" false "spec" "template" "spec" "affinity" "podAffinity" "requiredDuringSchedulingIgnoredDuringExecution" "labelSelector" "matchLabels"),
    row!("apps" "" "StatefulSet" false "spec" "template" "spec" "affinity" "podAntiAffinity" "preferredDuringSchedulingIgnoredDuringExecution" "podAffinityTerm" "labelSelector" "matchLabels"),
    row!("apps" "" "StatefulSet" false "spec" "template" "spec" "affinity" "podAntiAffinity" "requiredDuringSchedulingIgnoredDuringExecution" "labelSelector" "matchLabels"),
    row!("apps" "" "StatefulSet" false "spec" "template" "spec" "topologySpreadConstraints" "labelSelector" "matchLabels"),
    row!("apps" "" "StatefulSet" true "spec" "template" "metadata" "labels"),
    row!("apps" "" "StatefulSet" true "spec" "volumeClaimTemplates[]" "metadata" "labels"),
    row!("batch" "" "CronJob" false "spec" "jobTemplate" "spec" "selector" "matchLabels"),
    row!("batch" "" "CronJob" true "spec" "jobTemplate" "metadata" "labels"),
    row!("batch" "" "CronJob" true "spec" "jobTemplate" "spec" "template" "metadata" "labels"),
    row!("policy" "" "PodDisruptionBudget" false "spec" "selector" "matchLabels"),
    row!("batch" "" "Job" false "spec" "selector" "matchLabels"),
    row!("batch" "" "Job" true "spec" "template" "metadata" "labels"),
    row!("networking.k8s.io" "" "NetworkPolicy" false "spec" "podSelector" "matchLabels"),
    row!("networking.k8s.io" "" "NetworkPolicy" false "spec" "ingress" "from" "podSelector" "matchLabels"),
    row!("networking.k8s.io" "" "NetworkPolicy" false "spec" "egress" "to" "podSelector" "matchLabels"),
    row!("" "v1" "ReplicationController" true "spec" "selector"),
    row!("" "v1" "ReplicationController" true "spec" "template" "metadata" "labels"),
    row!("" "" "DaemonSet" true "spec" "selector" "matchLabels"),
    row!("" "" "DaemonSet" true "spec" "template" "metadata" "labels"),
    row!("" "" "ReplicaSet" true "spec" "selector" "matchLabels"),
    row!("" "" "ReplicaSet" true "spec" "template" "metadata" "labels"),
    row!("" "" "" true "metadata" "labels"),
];

pub(super) static TEMPLATE_LABELS: &[FieldSpec] = &[
    row!("" "" "Deployment" true "spec" "template" "metadata" "labels"),
    row!("apps" "" "StatefulSet" true "spec" "template" "metadata" "labels"),
    row!("apps" "" "StatefulSet" true "spec" "volumeClaimTemplates[]" "metadata" "labels"),
    row!("batch" "" "CronJob" true "spec" "jobTemplate" "metadata" "labels"),
    row!("batch" "" "CronJob" true "spec" "jobTemplate" "spec" "template" "metadata" "labels"),
    row!("batch" "" "Job" true "spec" "template" "metadata" "labels"),
    row!("" "v1" "ReplicationController" true "spec" "template" "metadata" "labels"),
    row!("" "" "DaemonSet" true "spec" "template" "metadata" "labels"),
    row!("" "" "ReplicaSet" true "spec" "template" "metadata" "labels"),
    row!("" "" "" true "metadata" "labels"),
];

pub(super) static COMMON_ANNOTATIONS: &[FieldSpec] = &[
    row!("" "" "Deployment" true "spec" "template" "metadata" "annotations"),
    row!("" "" "StatefulSet" true "spec" "template" "metadata" "annotations"),
    row!("batch" "" "CronJob" true "spec" "jobTemplate" "metadata" "annotations"),
    row!("batch" "" "CronJob" true "spec" "jobTemplate" "spec" "template" "metadata" "annotations"),
    row!("batch" "" "Job" true "spec" "template" "metadata" "annotations"),
    row!("" "v1" "ReplicationController" true "spec" "template" "metadata" "annotations"),
    row!("" "" "DaemonSet" true "spec" "template" "metadata" "annotations"),
    row!("" "" "ReplicaSet" true "spec" "template" "metadata" "annotations"),
    row!("" "" "" true "metadata" "annotations"),
];
